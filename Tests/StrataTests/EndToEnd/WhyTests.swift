import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Why steps run, at the command line")
    struct WhyTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            for name in ["app.ts", "b.ts"] { try fixture.write("src/\(name)", name) }
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox AS tools
                RUN echo tool > /tool
                FROM busybox
                ARG VERSION=1
                COPY --from=tools /tool /tool
                COPY src /src
                RUN cat /src/* > /out
                RUN echo $VERSION > /version

                """)
        }

        private func build(_ options: String = "") throws -> Outcome {
            try fixture.shell("strata build --progress plain -t app \(options) . 2>&1")
        }

        @Test("the story names the first cause, what ran because of it and what it cost; the JSON has the same")
        func story() throws {
            try build().succeed()
            let first = try fixture.strata("why").succeed()
            #expect(first.contains("5 of 6 steps ran"))
            // Of a first build there is one thing to say, not one for each step.
            #expect(
                first.contains(
                    "\n\n5 steps ran, tools 2/2, stage-1 2/5, stage-1 3/5, stage-1 4/5, stage-1 5/5: there was no earlier record to compare with\n"
                ), "\(first)")
            #expect(!first.contains("It began"))
            try fixture.shell("echo more >> src/app.ts; chmod 600 src/b.ts; echo n > src/new.ts").succeed()
            let said = try build("--build-arg VERSION=2").succeed()
            let line = "changed: src/app.ts (content), src/b.ts (mode); +1 new"
            #expect(said.contains(line), "\(said)")
            let text = try fixture.strata("why", "app").succeed()
            #expect(text.contains("COPY src /src: \(line)"), "\(text)")
            #expect(text.contains("RUN cat /src/* > /out  changed: build argument VERSION"), "\(text)")
            let document = try JSONValue(parsing: fixture.strata("why", "--format", "json", "last").succeed())
            let steps = try #require(document["Steps"]?.arrayValue)
            #expect(steps.map { $0["State"]?.stringValue } == ["base", "hit", "hit", "miss", "miss", "miss"])
            #expect(document["Hits"] == 2 && document["Misses"] == 3 && document["Status"] == "completed")
            let causes = try #require(document["FirstCauses"]?.arrayValue)
            #expect(causes.first?["Ran"] == [4, 5, 6] && causes.first?["Why"] == .string(line))
            #expect(steps[3]["Files"]?["counts"] == [2, 1, 0] && document["Advice"] == .null)
            let detail = try fixture.strata("why", "--step", "6").succeed()
            #expect(detail.contains("build argument") && detail.contains("1 → 2"), "\(detail)")
            try fixture.strata("why", "--step", "9").fail(saying: "the build has no step 9")
            try fixture.strata("why", "absent").fail(saying: "there is no image and no build absent")
        }

        @Test("--require-cached ends at the first miss and runs nothing; a stage or a step can be asked for alone")
        func required() throws {
            #expect(try build("--require-cached").code == 1)
            try build().succeed()
            try build("--require-cached").succeed()
            try fixture.shell("echo more >> src/app.ts").succeed()
            let refused = try build("--require-cached")
            #expect(refused.code == 1)
            #expect(refused.output.contains("COPY src /src is not in the cache: changed: src/app.ts (content)"))
            #expect(try build("--require-cached=tools").succeed().contains("RUN cat /src/*"))
            try fixture.shell("echo more >> src/app.ts").succeed()
            let step = try build("--require-cached='COPY src'")
            #expect(step.code == 1 && step.output.contains("is not in the cache"), "\(step)")
            let absent = try build("--require-cached=absent")
            #expect(absent.code != 0 && absent.output.contains("no step absent"), "\(absent)")
        }

        @Test("--no-cache-filter runs the steps of a stage again, and the others only where the result differs")
        func filtered() throws {
            try build().succeed()
            func states(_ options: String) throws -> [String] {
                try build(options).succeed()
                return try fixture.strata("builds", "inspect", "--format", "{{range .Steps}}{{.State}} {{end}}")
                    .succeed().split(whereSeparator: \.isWhitespace).map(String.init)
            }
            #expect(try states("--no-cache-filter tools") == ["base", "miss", "hit", "hit", "hit", "hit"])
            #expect(try states("--no-cache-filter TOOLS,x") == ["base", "miss", "hit", "hit", "hit", "hit"])
            #expect(try states("--no-cache") == ["base", "miss", "miss", "miss", "miss", "miss"])
            #expect(try !fixture.strata("why").succeed().contains("changed"))
        }

        @Test("an image that moved is named by its digests")
        func moved() throws {
            try fixture.strata("tag", "busybox", "base").succeed()
            try fixture.write("Dockerfile", "FROM base\nRUN echo x > /x\n")
            try build().succeed()
            try fixture.shell("printf 'FROM busybox\\nRUN echo y > /y\\n' | strata build -qt base -").succeed()
            let said = try build().succeed()
            #expect(said.contains("moved: sha256:"), "\(said)")
            #expect(said.contains("re-runs because FROM docker.io/library/base:latest moved"), "\(said)")
            #expect(try fixture.strata("why").succeed().contains("moved"))
        }
    }
}
