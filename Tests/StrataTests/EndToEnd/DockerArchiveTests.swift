import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Archives and docker", .needs("dockerd"), .dockerDaemon, .serialized)
    struct DockerArchiveTests {
        private let example: ArchiveExample
        private let daemon: DockerDaemon
        private var fixture: Fixture { example.fixture }

        init() throws {
            example = try ArchiveExample()
            daemon = try DockerDaemon.shared()
            _ = try fixture.shell(
                "docker rmi -f example.org/odd:1 example.org/odd:2 busybox:3", environment: daemon.environment)
        }

        private func docker(_ command: String) throws -> String {
            try fixture.shell("set -e\n" + command, environment: daemon.environment).succeed()
        }

        @Test(
            "dockerd loads what is saved as the same image, which looks the same when it runs",
            arguments: ["", "--compression gzip --compression-level 1"])
        func dockerLoads(options: String) throws {
            try example.save("a.tar", options)
            #expect(try docker("docker load -i a.tar") == "Loaded image: example.org/odd:1\n")
            let format = "'{{.Id}} {{json .RootFS.Layers}} {{json .Config.Labels}}'"
            #expect(
                try docker("docker image inspect --format \(format) example.org/odd:1")
                    == fixture.shell("strata inspect --format \(format) example.org/odd:1").succeed())
            let list =
                "cd /; find . -xdev ! -type d ! -path './etc/*' ! -path './dev/*' ! -name .dockerenv -exec stat -c "
                + "'%n %f %u %g %s %Y %h' {} + | sort; find /d -exec stat -c '%n %f %u %g' {} + | sort"
            let theirs = try docker("docker run --rm --network none example.org/odd:1 sh -c \"\(list)\"")
            let ours = try fixture.strata("run", "--rm", "example.org/odd:1", "sh", "-c", list).succeed()
            #expect(ours == theirs)
            #expect(ours.contains("/d/ü name"))
        }

        @Test("what docker saves comes back with the same image ID, through a file, a pipe, and compressed")
        func dockerSaves() throws {
            try example.save("a.tar")
            _ = try docker(
                "docker load -q -i a.tar; docker save -o d.tar example.org/odd:1; gzip -k d.tar; zstd -q d.tar")
            for name in ["d.tar", "d.tar.gz", "d.tar.zst"] {
                #expect(try example.reload(name) == example.id, "\(name)")
                #expect(try fixture.read("loaded") == "Loaded image: example.org/odd:1\n")
            }
            try fixture.shell(
                "docker save example.org/odd:1 | strata --root piped load", environment: daemon.environment
            )
            .succeed()
            #expect(try fixture.shell("strata --root piped images -q --no-trunc").succeed().trimmed == example.id)
            try fixture.shell("cmp a.tar again.tar").succeed()
        }

        @Test("the messages of load and the contents of manifest.json are docker's")
        func messages() throws {
            try fixture.write("other", "FROM busybox\nLABEL other=1\n")
            let script = """
                set -e
                $tool load -i a.tar
                $tool load -q -i b.tar
                $tool load < id.tar
                $tool tag example.org/odd:1 example.org/odd:2
                $tool save example.org/odd:1 example.org/odd:2 busybox:3 | tar -xO manifest.json > $tool.json
                $tool save example.org/odd | tar -xO manifest.json >> $tool.json
                $tool save $($tool images -q --no-trunc busybox:3) | tar -xO manifest.json >> $tool.json
                """
            try example.save("a.tar")
            try fixture.shell(
                """
                set -e
                strata build -q -t example.org/odd:1 -f other . && strata save -o b.tar example.org/odd:1
                strata tag busybox busybox:3 && strata save -o id.tar $(strata images -q --no-trunc busybox:3) busybox:3
                """
            ).succeed()
            let theirs = try docker("tool=docker\n" + script)
            let ours = try fixture.shell(
                "tool=strata\n" + script, environment: ["STRATA_ROOT": "\(fixture.directory)/other-store"]
            ).succeed()
            #expect(ours == theirs)
            #expect(ours.contains("already exists, renaming the old one"))
            // Where the members lie is each one's own.
            // docker writes several images in another order each time.
            let tags = "s/\"Config\":\"[^\"]*\",//g; s/,\"Layers\":[^]]*]//g; s/},{/}\\n{/g; s/^\\[//; s/]$//"
            #expect(
                try fixture.shell("sed '\(tags)' strata.json | sort").succeed()
                    == fixture.shell("sed '\(tags)' docker.json | sort").succeed())
        }
    }
}
