import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("strata build")
    struct BuildTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("config/conf.d/a.conf", "one\n")
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox
                RUN echo update > /updated
                RUN mkdir -p /etc/server && echo installed > /etc/server/installed
                COPY ./config /etc/server/
                CMD ["cat", "/etc/server/conf.d/a.conf"]

                """)
        }

        @Test("the example: built, cached, built anew from the changed file on, and run")
        func example() throws {
            let first = try fixture.strata("build", "-t", "web", ".")
            try first.succeed()
            #expect(first.output == "", "progress goes to standard error: \(first)")
            #expect(first.errors.contains("[2/4] RUN echo update > /updated"))
            let again = try fixture.strata("build", "-t", "web", ".")
            #expect(Self.cached(again) == ["[2/4]", "[3/4]", "[4/4]"], "\(again)")
            let before = try fixture.strata("images", "-q", "--no-trunc", "web").succeed()
            #expect(try fixture.strata("run", "--rm", "web").succeed() == "one\n")

            try fixture.write("config/conf.d/a.conf", "two\n")
            let changed = try fixture.strata("build", "-t", "web", ".")
            #expect(Self.cached(changed) == ["[2/4]", "[3/4]"], "\(changed)")
            #expect(try fixture.strata("run", "--rm", "web").succeed() == "two\n")
            #expect(try fixture.strata("images", "-q", "--no-trunc", "web").succeed() != before)
            #expect(try fixture.strata("store", "check").code == 0)
        }

        @Test("two stages: the result holds what was copied and nothing else")
        func stages() throws {
            try fixture.write(
                "stages",
                """
                FROM busybox AS compiler
                RUN mkdir /src && echo program > /src/out && echo secret > /src/intermediate
                FROM busybox AS unused
                RUN false
                FROM scratch
                COPY --from=compiler /src/out /program
                CMD ["/program"]

                """)
            let outcome = try fixture.strata(
                "build", "-t", "small", "-f", "stages", "--output", "type=local,dest=tree", ".")
            try outcome.succeed()
            #expect(!outcome.errors.contains("RUN false"))
            #expect(try fixture.shell("cd tree && find . -mindepth 1").succeed() == "./program\n")
            #expect(try fixture.strata("inspect", "-f", "{{len .RootFS.Layers}}", "small").succeed() == "1\n")
        }

        @Test("-q prints the image ID alone; --iidfile and --metadata-file hold digests")
        func identifiers() throws {
            let outcome = try fixture.strata(
                "build", "-q", "--iidfile", "id", "--metadata-file", "meta.json", "-t", "web", ".")
            let id = try outcome.succeed()
            #expect(outcome.errors == "")
            #expect(id.hasPrefix("sha256:") && id.hasSuffix("\n") && id.utf8.count == 72)
            #expect(try fixture.read("id") + "\n" == id)
            let metadata = try fixture.read("meta.json")
            #expect(metadata.contains("\"containerimage.config.digest\": \"\(try fixture.read("id"))\""))
            #expect(metadata.contains("\"image.name\": \"docker.io/library/web:latest\""))
            try fixture.write("broken", "FROM busybox\nRUN false\n")
            try fixture.strata("build", "-q", "--iidfile", "id", "-f", "broken", ".").fail(1)
            #expect(try fixture.shell("test -e id").code == 1, "an old file stands for a build that did not succeed")
        }

        @Test("the Dockerfile may come from standard input, with a context and without")
        func standardInput() throws {
            try fixture.strata("build", "-t", "a", "-", input: "FROM busybox\nRUN echo x > /x\n").succeed()
            try fixture.strata("build", "-t", "b", "-f", "-", ".", input: "FROM busybox\nCOPY config /config\n")
                .succeed()
            #expect(try fixture.strata("run", "--rm", "b", "cat", "/config/conf.d/a.conf").succeed() == "one\n")
            try fixture.strata("build", "-", input: "FROM busybox\nCOPY config /config\n").fail(
                1, saying: "COPY config", "hint:")
        }

        @Test("build arguments, labels, targets")
        func arguments() throws {
            try fixture.write(
                "args",
                """
                ARG BASE=nothing
                FROM ${BASE} AS first
                ARG NAME
                ARG OTHER=standard
                RUN echo "$NAME $OTHER" > /args
                FROM first AS second
                RUN echo second > /second

                """)
            try fixture.strata(
                "build", "-t", "x", "-f", "args", "--build-arg", "BASE=busybox", "--build-arg", "NAME", "--target",
                "first",
                "--label", "a=b", "--label=c=", ".", environment: ["NAME": "from outside"]
            ).succeed()
            #expect(try fixture.strata("run", "--rm", "x", "cat", "/args").succeed() == "from outside standard\n")
            #expect(try fixture.strata("run", "--rm", "x", "ls", "/second").code == 1)
            #expect(
                try fixture.strata("inspect", "-f", "{{json .Config.Labels}}", "x").succeed()
                    == "{\"a\":\"b\",\"c\":\"\"}\n")
        }

        @Test("outputs: an OCI archive, a docker archive, a tar; to a file and to standard output")
        func outputs() throws {
            try fixture.strata(
                "build", "-t", "web", "-o", "type=oci,dest=o.tar", "-o", "type=docker,dest=d.tar", "--output",
                "type=tar,dest=t.tar", "."
            ).succeed()
            #expect(try fixture.shell("tar tf o.tar | grep -x oci-layout").code == 0)
            #expect(try fixture.shell("tar tf d.tar | grep -x manifest.json").code == 0)
            #expect(try fixture.shell("tar xOf t.tar etc/server/conf.d/a.conf").succeed() == "one\n")
            #expect(
                try fixture.shell("strata build -o type=tar,dest=- . 2>/dev/null | tar xO updated").succeed()
                    == "update\n")
            try fixture.strata("build", "-o", "type=nope,dest=x", ".").fail(1, saying: "nope", "hint:")
        }

        @Test(
            "a step that is interrupted leaves no trace, and the program ends with the signal's code",
            arguments: [2, 15])
        func interruption(signal: Int) throws {
            try fixture.write("slow", "FROM busybox\nRUN echo begun; sleep 300; echo over > /over\n")
            let running = try fixture.start("build", "--progress", "plain", "-t", "slow", "-f", "slow", ".")
            try waitFor("the step") { try running.text(running.errors).contains(" begun") }
            running.process.signal(Int32(signal))
            let outcome = try running.wait()
            #expect(Int(outcome.code) == 128 + signal, "\(outcome)")
            #expect(try fixture.strata("images", "-q", "slow").succeed() == "")
            #expect(try TestHost.leftovers(mentioning: fixture.directory.string) == [])
            #expect(try fixture.strata("store", "check").code == 0)
        }

        /// The steps that were cached: `#5 [2/4] …` followed by `#5 CACHED`.
        static func cached(_ outcome: Outcome) -> [String] {
            var names: [Substring: String] = [:]
            var result: [String] = []
            for line in outcome.errors.split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 2)
                guard words.count > 1, words[0].hasPrefix("#") else { continue }
                if words[1] == "CACHED", let name = names[words[0]] { result.append(name) }
                if words[1].hasPrefix("[") { names[words[0]] = String(words[1]) }
            }
            return result
        }

        @Test("the image ID goes to a device as it is, and to a file whole or not at all")
        func iidfile() throws {
            try fixture.write("Dockerfile", "FROM busybox\n")
            try fixture.shell("mknod device c 1 3 && ln -s device link && mkdir files").succeed()
            try fixture.strata("build", "-q", "--iidfile", "device", ".").succeed()
            try fixture.strata("build", "-q", "--iidfile", "link", ".").succeed()
            #expect(try fixture.shell("test -c device && test -L link").code == 0, "the device was replaced")
            let id = try fixture.strata("build", "-q", "--iidfile", "files/id", ".").succeed()
            #expect(try fixture.read("files/id") + "\n" == id)
            #expect(try fixture.shell("ls -A files").succeed() == "id\n")
        }
    }
}
