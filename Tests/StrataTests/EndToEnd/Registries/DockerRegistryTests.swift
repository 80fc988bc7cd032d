import LinuxSystem
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite(
        "Registries between strata and docker", .needs("docker-registry"), .needs("dockerd"), .dockerDaemon, .serialized
    )
    struct DockerRegistryTests {
        let registry: RegistryServer
        let fixture: Fixture
        let daemon: DockerDaemon
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            daemon = try DockerDaemon.shared()
            name = "\(registry.host)/team/app"
            try fixture.write("Dockerfile", "FROM busybox\nCOPY f /a/f\nCMD cat /a/f\n")
            try fixture.write("f", "copied\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", ".").succeed()
        }

        private func run(_ image: String) throws -> String {
            try daemon.docker("run", "--rm", "--network", "none", image).succeed()
        }

        @Test("dockerd pulls what was pushed and copied, as the same image, and what it pushes is pulled and copied")
        func exchange() throws {
            let id = try fixture.strata("inspect", "-f", "{{.Id}}", "\(name):1").succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            try fixture.strata("copy", "--format", "v2s2", "docker://\(name):1", "docker://\(name):v2s2").succeed()
            for tag in ["1", "v2s2"] {
                try daemon.docker("pull", "-q", "\(name):\(tag)").succeed()
                #expect(try daemon.docker("inspect", "-f", "{{.Id}}", "\(name):\(tag)").succeed() == id)
                #expect(try run("\(name):\(tag)") == "copied\n")
            }
            try daemon.docker("tag", "\(name):1", "\(name):theirs").succeed()
            try daemon.docker("push", "\(name):theirs").succeed()
            try fixture.strata("copy", "docker://\(name):theirs", "docker://\(registry.host)/else/app:1").succeed()
            for theirs in ["\(name):theirs", "\(registry.host)/else/app:1"] {
                try fixture.strata("rmi", "\(name):1")
                try fixture.strata("pull", "-q", theirs).succeed()
                #expect(try fixture.strata("inspect", "-f", "{{.Id}}", theirs).succeed() == id)
                #expect(try fixture.strata("run", "--rm", theirs).succeed() == "copied\n")
            }
        }

        @Test("docker load takes a copied docker-archive, and what docker saves is copied")
        func archives() throws {
            let id = try fixture.strata("inspect", "-f", "{{.Id}}", "\(name):1").succeed()
            let loaded = "copied.test/app:1"
            try fixture.strata("copy", "\(name):1", "docker-archive:app.tar:\(loaded)").succeed()
            #expect(
                try daemon.docker("load", input: fixture.directory.appending("app.tar")).succeed()
                    == "Loaded image: \(loaded)\n")
            #expect(try daemon.docker("inspect", "-f", "{{.Id}}", loaded).succeed() == id)
            #expect(try run(loaded) == "copied\n")
            try fixture.shell("docker save -o saved.tar \(loaded)", environment: daemon.environment).succeed()
            try fixture.strata("copy", "docker-archive:saved.tar:\(loaded)", "docker://\(name):saved").succeed()
            try daemon.docker("rmi", "-f", loaded, "\(name):1")
            try daemon.docker("pull", "-q", "\(name):saved").succeed()
            #expect(try daemon.docker("inspect", "-f", "{{.Id}}", "\(name):saved").succeed() == id)
        }
    }
}
