import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Advice of strata why, tried")
    struct AdviceTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            for (name, text) in [("README.md", "read me"), ("main.txt", "main"), ("deps.txt", "deps")] {
                try fixture.write("c/\(name)", text)
            }
        }

        /// Builds, changes a file, builds again; gives what is advised.
        private func trials(
            _ dockerfile: String, changing file: String, _ options: String = ""
        ) throws -> [JSONValue] {
            try fixture.write("Dockerfile", dockerfile)
            try fixture.shell("strata build -qf Dockerfile c").succeed()
            try fixture.shell("echo more >> c/\(file)").succeed()
            try fixture.shell("strata build -qf Dockerfile c").succeed()
            let document = try JSONValue(parsing: fixture.shell("strata why --try --format json \(options)").succeed())
            return try #require(document["Advice"]?.arrayValue)
        }

        /// Whether a build after another change of a file runs nothing but the last steps.
        private func expectSteps(_ states: [String], afterChanging file: String) throws {
            try fixture.shell("strata build -qf Dockerfile c").succeed()
            try fixture.shell("echo again >> c/\(file)").succeed()
            try fixture.shell("strata build -qf Dockerfile c").succeed()
            let format = "{{range .Steps}}{{.State}} {{end}}"
            let seen = try fixture.strata("builds", "inspect", "--format", format).succeed()
            #expect(seen.split(whereSeparator: \.isWhitespace).map(String.init) == states)
        }

        @Test("a file that nothing needs belongs into .dockerignore; trials leave no image and no line of history")
        func ignored() throws {
            let dockerfile = "FROM busybox\nCOPY . /app\nRUN sleep 0.2; cat /app/main.txt > /out\n"
            let trials = try trials(dockerfile, changing: "README.md")
            #expect(trials.count == 1)
            let advice = try #require(trials.first)
            #expect(advice["Holds"] == true && advice["Kind"] == "ignore" && advice["Patterns"] == ["README.md"])
            #expect(advice["Missing"] == ["/app/README.md"])
            #expect(advice["Spared"]?["Steps"] == [2, 3])
            #expect(try fixture.shell("ls -A c").lines.sorted() == ["README.md", "deps.txt", "main.txt"])
            #expect(try fixture.strata("builds", "ls", "-q").lines.count == 2)
            #expect(try fixture.strata("images", "-aq").lines.count == 3)
            #expect(try fixture.shell("ls store/work").output == "")
            #expect(try fixture.shell("ls store/index | wc -l").output == "1\n")
            let text = try fixture.strata("why").succeed()
            #expect(text.contains("`strata why --try` tries"), "\(text)")
            try fixture.write("c/.dockerignore", "README.md\n")
            try expectSteps(["base", "hit", "hit"], afterChanging: "README.md")
        }

        @Test("a context whose directory others may not read is no other one for a trial")
        func privateContext() throws {
            try fixture.shell("chmod 700 c").succeed()
            let dockerfile = "FROM busybox\nCOPY . /app\nRUN sleep 0.2; cat /app/main.txt > /out\n"
            let trials = try trials(dockerfile, changing: "README.md")
            #expect(trials.map { $0["Holds"] } == [true] && trials.first?["Patterns"] == ["README.md"], "\(trials)")
        }

        @Test("lines are added to the ignore file that is there, also to that of the Dockerfile's own")
        func ownIgnoreFile() throws {
            try fixture.write("Dockerfile.dockerignore", "deps.txt")
            try fixture.write("c/a [b].txt", "odd")
            let dockerfile = "FROM busybox\nCOPY . /app\nRUN test ! -e /app/deps.txt; cat /app/main.txt > /out\n"
            let advice = try #require(try trials(dockerfile, changing: "'a [b].txt'").first)
            #expect(advice["Holds"] == true && advice["Patterns"] == ["a \\[b].txt"], "\(advice)")
            #expect(advice["File"]?.stringValue?.hasSuffix("Dockerfile.dockerignore") == true)
            #expect(advice["Missing"] == ["/app/a [b].txt"])
            try fixture.shell("printf '\\na \\\\[b].txt\\n' >> Dockerfile.dockerignore").succeed()
            try expectSteps(["base", "hit", "hit"], afterChanging: "'a [b].txt'")
        }

        @Test("a COPY is moved as far down as the image stays the same; what would break the build is not advised")
        func moved() throws {
            let dockerfile = """
                FROM busybox
                COPY deps.txt /app/
                # all of it
                COPY . /app
                RUN sleep 0.3; cat /app/deps.txt > /deps
                ENV A=b
                RUN cat /app/deps.txt > /again
                RUN cat /app/main.txt > /out
                CMD cat /out

                """
            let trials = try trials(dockerfile, changing: "main.txt")
            #expect(trials.map { $0["Holds"] } == [false, true, false])
            #expect(trials[0]["Kind"] == "ignore" && trials[0]["Breaks"]?.stringValue?.contains("exit code") == true)
            #expect(trials[1]["Line"] == 4 && trials[1]["BelowLine"] == 7 && trials[1]["Missing"] == [])
            #expect(trials[1]["Spared"]?["Steps"] == [4, 5])
            #expect(trials[2]["BelowLine"] == 8 && trials[2]["Breaks"] != nil)
            var lines = dockerfile.split(separator: "\n", omittingEmptySubsequences: false)
            lines.insert(lines.remove(at: 3), at: 6)
            try fixture.write("Dockerfile", lines.joined(separator: "\n"))
            try expectSteps(["base", "hit", "hit", "hit", "miss", "miss"], afterChanging: "main.txt")
        }

        @Test("an ARG is moved below the steps that do not use it, and no further")
        func argument() throws {
            let dockerfile = """
                FROM busybox
                ARG VERSION=1
                RUN sleep 0.2; echo a > /a
                ENV A=b
                RUN echo b > /b
                RUN env | grep -c VERS > /c || true
                RUN echo $VERSION > /v

                """
            try fixture.write("Dockerfile", dockerfile)
            for version in [1, 2] {
                try fixture.shell("strata build -qf Dockerfile --build-arg VERSION=\(version) c").succeed()
            }
            let document = try JSONValue(parsing: fixture.shell("strata why --try --format json").succeed())
            let trials = try #require(document["Advice"]?.arrayValue)
            try #require(trials.map { $0["Holds"] } == [true, false], "\(trials)")
            #expect(trials[0]["Line"] == 2 && trials[0]["BelowLine"] == 5 && trials[0]["Arguments"] == ["VERSION"])
            #expect(trials[0]["Spared"]?["Steps"] == [2, 3])
            #expect(trials[1]["BelowLine"] == 6 && trials[1]["Differs"] == ["/c"])
            let text = try fixture.strata("why", "--try").succeed()
            #expect(text.contains("move “ARG VERSION=1” (line 2) below “RUN echo b > /b” (line 5)"), "\(text)")
            #expect(text.contains("with VERSION changed again, steps"), "\(text)")
        }

        @Test("what would give another image is not advised")
        func different() throws {
            let dockerfile = "FROM busybox\nCOPY . /app\nRUN ls /app | wc -l > /count; touch /app/README.md\n"
            let trials = try trials(dockerfile, changing: "README.md")
            #expect(!trials.isEmpty && trials.allSatisfy { $0["Holds"] == false }, "\(trials)")
            #expect(trials[0]["Differs"]?.arrayValue?.contains("/count") == true, "\(trials)")
            let text = try fixture.strata("why", "--try").succeed()
            #expect(text.contains("Nothing that was tried would have spared the steps."), "\(text)")
            #expect(text.contains("it gives another image: /"), "\(text)")
        }

        @Test("what a package manager needs is copied before the rest")
        func split() throws {
            try fixture.write("c/package.json", "{}")
            try fixture.write("c/package-lock.json", "{}")
            let dockerfile = """
                FROM busybox
                WORKDIR /app
                COPY --chown=1:1 . .
                RUN sleep 0.2; cat package.json package-lock.json > /deps
                RUN cat main.txt > /out

                """
            let trials = try trials(dockerfile, changing: "main.txt")
            let advice = try #require(trials.first { $0["Holds"] == true }, "\(trials)")
            let line = "COPY --chown=1:1 package-lock.json package.json ./"
            #expect(advice["Instead"] == .string(line) && advice["Line"] == 3 && advice["BelowLine"] == 4)
            #expect(trials.count { $0["Holds"] == true } == 1)
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox
                WORKDIR /app
                \(line)
                RUN sleep 0.2; cat package.json package-lock.json > /deps
                COPY --chown=1:1 . .
                RUN cat main.txt > /out

                """)
            try expectSteps(["base", "hit", "hit", "hit", "miss", "miss"], afterChanging: "main.txt")
        }

        @Test("of several stages, the image that counts is that of the last; the files of git are left out as one")
        func stages() throws {
            try fixture.write("c/.git/HEAD", "ref: refs/heads/main")
            try fixture.write("c/.git/index", "one")
            let dockerfile = """
                FROM busybox AS build
                COPY . /src
                RUN sleep 0.2; cat /src/main.txt > /out
                FROM busybox
                COPY --from=build /out /out
                COPY deps.txt /deps.txt

                """
            let trials = try trials(dockerfile, changing: ".git/index; echo x >> c/.git/HEAD")
            let advice = try #require(trials.first)
            #expect(trials.count == 1 && advice["Holds"] == true, "\(trials)")
            #expect(advice["Patterns"] == [".git"] && advice["Missing"] == [])
        }

        @Test("refused is what cannot be tried: no directory, another Dockerfile, nothing to try")
        func refusals() throws {
            let dockerfile = "FROM busybox\nCOPY . /app\n"
            try fixture.write("c/Dockerfile", dockerfile)
            for text in ["one", "two"] {
                try fixture.write("c/main.txt", text)
                try fixture.shell("tar -C c -c . | strata build -q -").succeed()
            }
            let stream = try fixture.strata("why", "--try")
            stream.fail(saying: "cannot be tried with changes: its context or Dockerfile is kept", "strata build .")
            #expect(try !fixture.strata("why").succeed().contains("--try"))
            _ = try trials(dockerfile, changing: "README.md")
            try fixture.write("Dockerfile", dockerfile + "RUN true\n")
            try fixture.strata("why", "--try").fail(saying: "the Dockerfile is not the one of that build any more")
            try fixture.shell("strata build -qf Dockerfile c && strata build -qf Dockerfile c").succeed()
            #expect(try fixture.strata("why", "--try").succeed().contains("There is nothing to try"))
        }
    }
}
