import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Import and export", .dockerDaemon)
    struct ExportTests {
        private let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("the file system of a container goes out with its changes, running or not, by name and by ID")
        func container() throws {
            let script =
                "echo new > /new; rm /etc/passwd; mkdir -p /d; ln /new /d/link; chown 3:4 /new; chmod 4750 /new"
            try fixture.strata("run", "--name", "one", "busybox", "sh", "-c", script).succeed()
            let id = try fixture.strata("ps", "-aq").succeed().trimmed
            try fixture.strata("export", "-o", "a.tar", "one").succeed()
            try fixture.shell("strata export \(id) > b.tar && cmp a.tar b.tar").succeed()
            let list = try fixture.shell("tar -tvf a.tar").succeed()
            #expect(!list.contains("etc/passwd") && !list.contains(".wh."))
            try fixture.shell(
                """
                set -e
                mkdir x; tar -C x -xpf a.tar
                test "$(stat -c '%a %u:%g %h' x/new)" = '4750 3:4 2'
                test "$(cat x/d/link)" = new; test -L x/bin/sh
                """
            ).succeed()
        }

        @Test("a container that writes meanwhile is exported all the same")
        func running() throws {
            let running = try fixture.start(
                "run", "--rm", "--name", "busy", "busybox", "sh", "-c",
                "while :; do head -c 3000000 /dev/zero > /grow; : > /grow; echo x >> /log; done")
            defer {
                running.process.kill()
                _ = try? running.wait()
            }
            var count = 0
            while count < 100, try fixture.strata("ps", "-q").succeed().isEmpty {
                pause(milliseconds: 50)
                count += 1
            }
            for _ in 0..<10 {
                try fixture.shell("strata export busy > a.tar && tar -tf a.tar > list && grep -q '^bin/sh$' list")
                    .succeed()
            }
        }

        @Test("docker exports the same tree of the same image", .needs("dockerd"))
        func likeDocker() throws {
            let daemon = try DockerDaemon.shared()
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo a > /a; ln /a /b; mkdir /d; rm /etc/group\n")
            try fixture.strata("build", "-q", "-t", "tree", ".").succeed()
            try fixture.strata("save", "-o", "tree.tar", "tree").succeed()
            let clean = "grep -vE ' (dev|proc|sys|etc)/|\\.dockerenv' | sort"
            let theirs = try fixture.shell(
                "docker load -q -i tree.tar >/dev/null && docker create --name tree tree sh >/dev/null && docker export tree "
                    + "| tar -tv --numeric-owner | awk '{print $1, $2, $3, $6, $7, $8}' | sed 's/^d\\([^ ]*\\) \\([^ ]*\\) [0-9]*/d\\1 \\2/' "
                    + "| awk '{print $NF, $0}' | \(clean); docker rm tree >/dev/null", environment: daemon.environment
            ).succeed()
            let ours = try fixture.shell(
                "strata export tree | tar -tv --numeric-owner | awk '{print $1, $2, $3, $6, $7, $8}' "
                    + "| sed 's/^d\\([^ ]*\\) \\([^ ]*\\) [0-9]*/d\\1 \\2/' | awk '{print $NF, $0}' | \(clean)"
            ).succeed()
            #expect(ours == theirs)
        }

        @Test("an image goes out as what a container of it would see, and comes in again")
        func image() throws {
            try fixture.strata("export", "-o", "a.tar", "busybox").succeed()
            try fixture.shell("gzip -k a.tar; bzip2 -k a.tar; xz -k a.tar; zstd -q a.tar").succeed()
            var layers: Set<String> = []
            for name in ["a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz", "a.tar.zst"] {
                try fixture.shell("strata import \(name) again && cat \(name) | strata import - piped").succeed()
                for image in ["again", "piped"] {
                    layers.insert(try fixture.strata("inspect", "--format", "{{.RootFS.Layers}}", image).succeed())
                }
            }
            #expect(layers.count == 1, "\(layers)")
            #expect(try fixture.strata("history", "--format", "{{.Comment}}", "again").succeed() == "Imported from -\n")
        }

        @Test(
            "every instruction that docker's import takes changes the configuration as docker does", .needs("dockerd"))
        func changes() throws {
            let daemon = try DockerDaemon.shared()
            let options = [
                "CMD [\"a\", \"b\"]", "ENTRYPOINT sh -c", "ENV A=1 B=\"two words\"", "EXPOSE 80/tcp 53/udp",
                "HEALTHCHECK --interval=5s CMD true", "LABEL x=y", "ONBUILD RUN true", "USER 7:8",
                "VOLUME /v", "WORKDIR /w",
            ].map { "-c '\($0)'" }.joined(separator: " ")
            let tar = try TestImages.busyBox()
            let fields = [
                "Cmd", "Entrypoint", "Env", "ExposedPorts", "Healthcheck", "Labels", "OnBuild", "User",
                "Volumes", "WorkingDir",
            ].map { "{{json .Config.\($0)}}" }.joined(separator: " ")
            for tool in ["docker", "strata"] {
                try fixture.shell(
                    "\(tool) import \(options) -m note '\(tar)' changed:1 && "
                        + "\(tool) inspect --format '\(fields)' changed:1 > \(tool).txt && "
                        + "\(tool) history --format '{{.Comment}}' changed:1 >> \(tool).txt && "
                        + "(\(tool) import -c 'RUN true' '\(tar)' x; echo $?) >> \(tool).txt 2>/dev/null",
                    environment: tool == "docker" ? daemon.environment : [:]
                ).succeed()
            }
            #expect(try fixture.read("strata.txt") == fixture.read("docker.txt"))
        }
    }
}
