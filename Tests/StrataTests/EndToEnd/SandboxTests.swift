import LinuxSystem
import Testing

extension EndToEnd {
    @Suite("Surroundings of RUN on the command line")
    struct SandboxTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox
                RUN (tail -n 3 /etc/hosts; ulimit -n; stat -f -c %b /dev/shm) > /out

                """)
        }

        @Test("options have docker's forms")
        func options() throws {
            let built = try fixture.shell(
                "strata build -q -t x --add-host db:10.0.0.5 --add-host six=[fd00::5] --add-host me:host-gateway "
                    + "--ulimit nofile=100:200 --shm-size 2m --allow network.host .")
            try built.succeed()
            let out = try fixture.strata("run", "--rm", "x", "cat", "/out").succeed()
            #expect(out == "10.0.0.5\tdb\n127.0.0.1\tme\nfd00::5\tsix\n100\n512\n")
        }

        @Test("a RUN with all rights needs to be allowed them")
        func insecure() throws {
            try fixture.write(
                "Dockerfile", "FROM busybox\nRUN --security=insecure mount -t tmpfs x /mnt || mkdir /mnt\n")
            let refused = try fixture.strata("build", "-q", ".")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("Dockerfile:2:1: error: security.insecure is not allowed"))
            try fixture.strata("build", "-q", "--allow", "security.insecure", ".").succeed()
        }

        @Test(
            "options that mean nothing are refused with a hint",
            arguments: [
                ("--add-host x", "not of the form NAME:ADDRESS"), ("--add-host x:1.2.3", "“1.2.3” is no IP address"),
                ("--ulimit nofile", "not of the form NAME=SOFT[:HARD]"), ("--ulimit foo=1", "the names are as, core"),
                ("--ulimit nofile=5:1", "the soft limit is above"), ("--shm-size x", "it is no size"),
                ("--allow foo", "there is no such entitlement"), ("--cgroup-parent ..", "no path of a control group"),
            ])
        func refused(_ option: String, _ message: String) throws {
            let outcome = try fixture.shell("strata build \(option) .")
            #expect(outcome.code == 125)
            #expect(outcome.errors.contains(message), "\(outcome)")
            #expect(outcome.errors.contains("hint: "), "\(outcome)")
        }

        @Test("the control group of a step is below the one that is named, and gone after it")
        func group() throws {
            let name = "strata-test-\(UInt32.random(in: 0...UInt32.max))"
            try fixture.write("Dockerfile", "FROM busybox\nRUN cat /proc/self/cgroup > /out\n")
            try fixture.strata("build", "-q", "-t", "x", "--cgroup-parent", name, ".").succeed()
            let groups = try fixture.strata("run", "--rm", "x", "cat", "/out").succeed()
            #expect(groups.contains("/\(name)/strata-") || groups.contains("0::/\n"), "\(groups)")
            let left = try fixture.shell("find /sys/fs/cgroup -type d -path '*/\(name)/strata-*' | head").output
            _ = try fixture.shell("find /sys/fs/cgroup -depth -type d -name '\(name)' -exec rmdir {} + 2>/dev/null")
            #expect(left == "")
        }
    }
}
