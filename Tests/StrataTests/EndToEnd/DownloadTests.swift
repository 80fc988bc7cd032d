import LinuxSystem
import TestServers
import Testing

extension EndToEnd {
    @Suite("Downloads of ADD")
    struct DownloadTests {
        let fixture: Fixture
        let server: WebServer

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            server = try WebServer()
        }

        @Test("SIGKILL in the middle of a download leaves nothing in the store")
        func kill() throws {
            try fixture.write("Dockerfile", "FROM scratch\nADD \(server.address("stall")) /x\n")
            let running = try fixture.start("build", ".")
            try waitFor("the download") {
                try fixture.shell("find store/work -name content -size +50k").output.isEmpty == false
            }
            running.process.kill()
            _ = try running.wait()
            // The next command that writes sweeps what the dead one had in work.
            try fixture.strata("build", "-", input: "FROM scratch\nCOPY <<E /x\nhello\nE\n").succeed()
            #expect(try fixture.shell("find store/work store/cache-mounts -mindepth 1 2>/dev/null").output == "")
            #expect(try fixture.shell("find store -name 'content*'").succeed() == "")
            try fixture.strata("store", "check").succeed()
        }

        @Test("SIGINT ends a download at once")
        func interrupt() throws {
            try fixture.write("Dockerfile", "FROM scratch\nADD \(server.address("stall")) /x\n")
            let running = try fixture.start("build", ".")
            try waitFor("the download") { try server.takeLog().isEmpty == false }
            try fixture.shell("kill -INT \(running.process.processID)").succeed()
            #expect(try running.wait().code == 130)
            #expect(try fixture.shell("find store -name 'content*'").succeed() == "")
        }

        @Test("what cannot be fetched is one error at its line, without the password of its address")
        func errors() throws {
            let address = server.address("files/none", user: "me:geheim@")
            try fixture.write("Dockerfile", "FROM scratch\nLABEL a=b\nADD \(address) /x\n")
            let errors = try fixture.strata("build", ".").fail(saying: "Dockerfile:3:1: error: ADD", "404 (not found)")
            #expect(!errors.contains("geheim"))
            let debug = try fixture.strata("--debug", "build", ".").fail()
            #expect(!debug.contains("geheim"))
        }
    }
}
