import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Containers that are kept")
    struct ContainerTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("ps -a lists them, diff shows what they changed, rm removes them")
        func life() throws {
            let script = "echo 1 > /root/new; rm /etc/group; echo x >> /etc/passwd; mkdir /var/dir; exit 4"
            #expect(try fixture.strata("run", "--name", "work", "busybox", "sh", "-c", script).code == 4)
            #expect(try fixture.strata("ps", "-q").succeed() == "")
            let row = try fixture.strata("ps", "-a", "--format", "{{.Names}} {{.Image}} {{.State}} {{.Status}}")
                .succeed()
            #expect(row.hasPrefix("work busybox exited Exited (4) "), "\(row)")
            let changes = try fixture.strata("diff", "work").succeed()
            #expect(changes == "C /etc\nD /etc/group\nC /etc/passwd\nC /root\nA /root/new\nC /var\nA /var/dir\n")
            try fixture.strata("run", "--name", "work", "busybox", "true").fail(125, saying: "work", "hint:")
            try fixture.strata("rmi", "busybox").fail(1, saying: "hint:")
            #expect(try fixture.strata("rm", "work").succeed() == "work\n")
            #expect(try fixture.strata("ps", "-aq").succeed() == "")
            try fixture.strata("rm", "work").fail(1, saying: "work")
        }

        @Test("commit makes an image of a container, with one more layer")
        func commit() throws {
            try fixture.strata("run", "--name", "work", "busybox", "sh", "-c", "echo data > /root/file; rm /etc/group")
                .succeed()
            let id = try fixture.strata(
                "commit", "-m", "by hand", "-a", "me", "-c", "CMD [\"cat\", \"/root/file\"]", "-c", "ENV A=b", "work",
                "made"
            ).succeed()
            #expect(id.hasPrefix("sha256:"))
            #expect(try fixture.strata("run", "--rm", "made").succeed() == "data\n")
            #expect(try fixture.strata("run", "--rm", "made", "ls", "/etc/group").code == 1)
            let facts = try fixture.strata(
                "inspect", "-f", "{{.Author}} {{.Config.Env}} {{len .RootFS.Layers}}", "made"
            ).succeed()
            #expect(facts.hasPrefix("me [") && facts.contains("A=b") && facts.hasSuffix(" 2\n"), "\(facts)")
            #expect(try fixture.strata("history", "--format", "{{.Comment}}", "made").lines.first == "by hand")
            #expect(try fixture.strata("store", "check").code == 0)
        }

        @Test("a container that is running is listed, and not removed")
        func running() throws {
            let running = try fixture.start("run", "--name", "live", "busybox", "sh", "-c", "echo up; sleep 60")
            try waitFor("the container") { try running.text(running.output).contains("up") }
            #expect(try fixture.strata("ps", "--format", "{{.Names}} {{.State}}").succeed() == "live running\n")
            try fixture.strata("rm", "live").fail(1, saying: "live", "hint:")
            running.process.kill()
            _ = try running.wait()
            try waitFor("its end") { try fixture.strata("ps", "-q").succeed() == "" }
            #expect(try fixture.strata("rm", "live").succeed() == "live\n")
            #expect(try TestHost.leftovers(mentioning: fixture.directory.string) == [])
        }
    }
}
