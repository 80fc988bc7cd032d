import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Containers that are kept", .dockerDaemon)
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

        @Test("inspect tells which process of the host a running container is")
        func process() throws {
            let running = try fixture.start(
                "run", "--name", "runs", "busybox", "sh", "-c", "touch /up; exec sleep 1000")
            defer { _ = try? fixture.strata("rm", "-f", "runs") }
            let upper = try fixture.shell(
                """
                until d=$(strata inspect -f '{{.GraphDriver.Data.UpperDir}}' runs 2>/dev/null) && [ -e "$d/up" ]; do sleep 0.1; done
                tr '\\0' ' ' < /proc/$(strata inspect -f '{{.State.Pid}}' runs)/cmdline
                """
            ).succeed()
            #expect(upper.contains("sleep 1000"))
            try fixture.strata("rm", "-f", "runs").succeed()
            #expect(try running.wait().code == 137)
            try fixture.strata("run", "--name", "ended", "busybox", "true").succeed()
            #expect(try fixture.strata("inspect", "-f", "{{.State.Pid}}", "ended").succeed() == "0\n")
        }

        @Test("inspect tells what of the host a container sees, with paths in full, as docker does")
        func mounts() throws {
            try fixture.shell("mkdir data; strata run --name sees -v ./data:/d -v $PWD/data:/r:ro busybox true")
                .succeed()
            let template =
                "{{range .Mounts}}{{.Type}} {{.Source}} {{.Destination}} [{{.Mode}}] {{.RW}};{{end}}{{.HostConfig.Binds}}"
            let facts = try fixture.strata("inspect", "-f", template, "sees").succeed()
            let data = try fixture.shell("pwd").lines[0] + "/data"
            #expect(facts == "bind \(data) /d [] true;bind \(data) /r [ro] false;[\(data):/d \(data):/r:ro]\n")
        }

        @Test("container prune removes those that have ended, and asks before")
        func prune() throws {
            try fixture.shell("strata run --name gone --rm busybox true; strata run --name kept busybox true").succeed()
            let asked = try fixture.shell("echo n | strata container prune")
            #expect(asked.code == 0)
            #expect(asked.errors.hasPrefix("WARNING! This will remove all stopped containers.\n"), "\(asked.errors)")
            let id = try fixture.strata("ps", "-aq", "--no-trunc").succeed()
            #expect(
                try fixture.strata("container", "prune", "-f", "--filter", "label=x").succeed()
                    == "Total reclaimed space: 0B\n")
            let output = try fixture.strata("container", "prune", "-f").succeed()
            #expect(output.hasPrefix("Deleted Containers:\n\(id)\nTotal reclaimed space: "), "\(output)")
            #expect(try fixture.strata("ps", "-aq").succeed() == "")
            #expect(try fixture.strata("images", "-q").succeed() != "")
        }

        @Test("image prune removes images without a name, with -a those that no container uses, and nothing else")
        func imagePrune() throws {
            try fixture.shell(
                """
                strata run --name uses busybox true
                for i in 1 2; do printf "FROM busybox\\nRUN echo $i > /a\\n" | strata build -q -t app -; done
                """
            ).succeed()
            let output = try fixture.strata("image", "prune", "-f").succeed()
            #expect(output.hasPrefix("Deleted Images:\ndeleted: sha256:"), "\(output)")
            #expect(try fixture.strata("images", "--format", "{{.Repository}}").lines.sorted() == ["app", "busybox"])
            let asked = try fixture.shell("echo n | strata image prune -a").errors
            #expect(
                asked.hasPrefix(
                    "WARNING! This will remove all images without at least one container associated to them.\n"))
            #expect(try fixture.strata("image", "prune", "-a", "-f").succeed().contains("untagged: app:latest\n"))
            #expect(try fixture.strata("images", "--format", "{{.Repository}}").lines == ["busybox"])
            #expect(try fixture.strata("ps", "-aq").lines.count == 1)
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

        @Test("commit takes the container's own configuration, as docker does", .needs("dockerd"))
        func commitConfiguration() throws {
            let daemon = try DockerDaemon.shared()
            try fixture.write(
                "Dockerfile",
                "FROM busybox\nENV A=image B=image\nLABEL l=1\nEXPOSE 80\nENTRYPOINT [\"echo\"]\nCMD [\"x\"]\n")
            try fixture.strata("build", "-q", "-t", "origin", ".").succeed()
            try fixture.strata("save", "-o", "origin.tar", "origin").succeed()
            try daemon.docker("load", input: fixture.directory.appending("origin.tar")).succeed()
            let runs = [
                "origin", "origin given words", "-e A=1 -e NEW=2 -w /tmp/x -u nobody origin",
                "--entrypoint sh origin -c 'exit 0'", "--entrypoint true origin", "--entrypoint '' origin true",
            ]
            let changes = [
                "", "-m message -a author",
                "-c 'CMD [\"a\",\"b\"]' -c 'USER 5' -c 'ENV P=$A/x' -c 'LABEL m=\"n o\" p=q'",
                "-c 'ENTRYPOINT [\"e\"]'", "-c 'EXPOSE 9/udp' -c 'VOLUME /v' -c 'WORKDIR /w'",
            ]
            for (number, run) in runs.enumerated() {
                for change in number == 2 ? changes : ["-m message"] {
                    let ours = try committed("strata", run, change, [:])
                    let theirs = try committed("docker", run, change, daemon.environment)
                    #expect(ours == theirs, "run \(run), commit \(change)")
                }
            }
        }

        private func committed(
            _ program: String, _ run: String, _ change: String, _ environment: [String: String]
        ) throws -> [String] {
            let fields = ["Cmd", "Entrypoint", "User", "WorkingDir", "Labels", "ExposedPorts", "Volumes"]
            let format =
                fields.map { "{{json .Config.\($0)}}" }.joined(separator: "\n")
                + "\n{{.Author}}{{range .Config.Env}}\n{{.}}{{end}}"
            try fixture.shell(
                """
                \(program) run --network host --name commit-work \(run) > /dev/null || exit 1
                \(program) commit \(change) commit-work commit-made > /dev/null
                \(program) inspect -f '\(format)' commit-made > facts
                \(program) history --no-trunc --format '{{.CreatedBy}}|{{.Comment}}' commit-made | head -n 1 >> facts
                \(program) rm commit-work > /dev/null && \(program) rmi commit-made > /dev/null
                """, environment: environment
            ).succeed()
            // docker keeps the variables of a command line in no order.
            return try fixture.read("facts").split(separator: "\n").map(String.init).sorted()
        }

        @Test("rm -f ends a container that runs, and its run says so; rm without it does not")
        func force() throws {
            let kept = try fixture.start("run", "--name", "kept", "busybox", "sh", "-c", "echo up; sleep 60")
            let passing = try fixture.start(
                "run", "--rm", "--name", "passing", "busybox", "sh", "-c", "trap '' TERM; echo up; sleep 60 & wait")
            for running in [kept, passing] {
                try waitFor("the container") { try running.text(running.output).contains("up") }
            }
            try fixture.strata("rm", "kept").fail(
                1, saying: "container kept (", "is running", "strata rm -f kept")
            #expect(try fixture.strata("rm", "-f", "kept", "passing").succeed() == "kept\npassing\n")
            for running in [kept, passing] {
                let outcome = try running.wait()
                #expect(outcome.code == 137 && outcome.errors.isEmpty, "\(outcome)")
            }
            #expect(try fixture.strata("ps", "-aq").succeed() == "")
            #expect(try TestHost.leftovers(mentioning: fixture.directory.string) == [])
            #expect(try fixture.shell("ls store/containers store/locks").succeed().contains("container-") == false)
            let absent = try fixture.strata("rm", "-f", "absent")
            #expect(absent.code == 0 && absent.errors.contains("No such container: absent"), "\(absent)")
            try fixture.strata("rm", "absent").fail(1, saying: "No such container: absent")
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
