import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Many at once")
    struct ConcurrencyTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("eight builds of the same in one store run each step once, and come to one image")
        func sameBuild() throws {
            try fixture.write("Dockerfile", "FROM busybox\nRUN sleep 0.3; echo x >> /x\nRUN sleep 0.2; echo y > /y\n")
            let running = try (0..<8).map { try fixture.start("build", "--progress", "plain", "-t", "same\($0)", ".") }
            let outcomes = try running.map { try $0.wait() }
            for outcome in outcomes { try outcome.succeed() }
            let ran = outcomes.map { 2 - BuildTests.cached($0).count }
            #expect(ran.reduce(0, +) == 2, "each step ran once: \(ran)")
            #expect(try fixture.strata("images", "-q", "--format", "{{.ID}}", "same*").lines.count == 8)
            let ids = Set(try fixture.strata("images", "--format", "{{.ID}}", "same*").lines)
            #expect(ids.count == 1, "\(ids)")
            #expect(try fixture.strata("store", "check").code == 0)
        }

        @Test("eight different builds, with lists and removals beside them")
        func differentBuilds() throws {
            let running = try (0..<8).map { number in
                try fixture.write(
                    "d\(number)/Dockerfile", "FROM busybox\nRUN echo \(number) > /n; sleep 0.1\nCOPY Dockerfile /d\n")
                return try fixture.start("build", "--progress", "plain", "-t", "app\(number)", "d\(number)")
            }
            for _ in 0..<10 {
                try fixture.strata("images").succeed()
                try fixture.strata("system", "df").succeed()
            }
            for process in running { try process.wait().succeed() }
            for number in 0..<8 {
                #expect(try fixture.strata("run", "--rm", "app\(number)", "cat", "/n").succeed() == "\(number)\n")
            }
            try fixture.strata("rmi", "app0", "app1").succeed()
            #expect(try fixture.strata("store", "check").code == 0)
            #expect(try TestHost.leftovers(mentioning: fixture.directory.string) == [])
        }

        @Test("containers can use their devices while others are started")
        func devices() throws {
            let loop =
                "i=0; while [ $i -lt 3000 ]; do : < /dev/zero || exit 1; mknod /n c 1 7 || exit 2; rm /n; i=$((i+1)); done"
            let users = try (0..<2).map { _ in try fixture.start("run", "--rm", "busybox", "sh", "-c", loop) }
            for _ in 0..<60 { try fixture.strata("run", "--rm", "busybox", "true").succeed() }
            for user in users { try user.wait().succeed() }
        }
    }
}
