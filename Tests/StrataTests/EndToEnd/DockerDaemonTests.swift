import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("A dockerd to compare with", .needs("dockerd"), .dockerDaemon)
    struct DockerDaemonTests {
        @Test("it takes a saved image, builds on it, and runs the result")
        func works() throws {
            let daemon = try DockerDaemon.shared()
            #expect(try DockerDaemon.shared() === daemon)
            let fixture = try Fixture()
            try fixture.strata("save", "-o", "busybox.tar", "busybox").succeed()
            try daemon.docker("load", input: fixture.directory.appending("busybox.tar")).succeed()
            try fixture.write("context/Dockerfile", "FROM busybox\nRUN echo built > /file\n")
            try daemon.build(fixture.directory.appending("context"), tag: "built").succeed()
            #expect(try daemon.docker("run", "--rm", "built", "cat", "/file").succeed() == "built\n")
            #expect(
                try fixture.shell("docker images -q built", environment: daemon.environment).succeed().count == 13)
        }

        @Test("nothing of it stays behind, even where a container runs to the last")
        func ends() throws {
            var daemon: DockerDaemon? = try DockerDaemon()
            let directory = try #require(daemon?.directory)
            try daemon?.docker("import", TestImages.busyBox().string, "busybox").succeed()
            try daemon?.docker("run", "-d", "busybox", "sleep", "1000").succeed()
            #expect(try !TestHost.leftovers(mentioning: directory.string).isEmpty)
            daemon = nil
            #expect(try TestHost.leftovers(mentioning: directory.string) == [])
            #expect((try? DirectoryHandle.open(directory)) == nil)
        }
    }
}
