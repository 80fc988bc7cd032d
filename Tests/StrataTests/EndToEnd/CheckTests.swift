import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("What build tells of a Dockerfile")
    struct CheckTests {
        private let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("--check shows rule, place and line, builds nothing, and fails where it finds something")
        func check() throws {
            try fixture.write("Dockerfile", "FROM nowhere/to:be\nRUN touch \\\n  /x\nWORKDIR y\nCMD z\n")
            let outcome = try fixture.strata("build", "--check", "-t", "checked", ".")
            #expect(outcome.code == 1)
            #expect(
                outcome.output == """
                    Check complete, 2 warnings have been found!

                    WARNING: WorkdirRelativePath - https://docs.docker.com/go/dockerfile/rule/workdir-relative-path/
                    Relative workdir 'y' can change if the base image changes
                    hint: write an absolute path
                    Dockerfile:4
                    --------------------
                       2 |     RUN touch \\
                       3 |       /x
                       4 | >>> WORKDIR y
                       5 |     CMD z
                       6 |     \n\
                    --------------------

                    WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
                    JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
                    hint: write CMD ["PROGRAM", "ARGUMENT"]
                    Dockerfile:5
                    --------------------
                       3 |       /x
                       4 |     WORKDIR y
                       5 | >>> CMD z
                       6 |     \n\
                    --------------------

                    """)
            #expect(try fixture.strata("images", "-q", "checked").succeed().isEmpty)
        }

        @Test("an empty line within an instruction is told at the last line of that, as BuildKit counts")
        func emptyContinuation() throws {
            try fixture.write("Dockerfile", "\nFROM scratch\nCOPY Dockerfile \\\n\n.\nCOPY Dockerfile \\\n.\n")
            let outcome = try fixture.strata("build", "--call", "check,format=json", ".")
            let warnings = try #require(JSONValue(parsing: Array(outcome.output.utf8))["warnings"]?.arrayValue)
            #expect(warnings.count == 1)
            #expect(warnings.first?["detail"]?.stringValue == "Empty continuation line")
            let place: JSONValue = ["start": ["line": 5], "end": ["line": 5]]
            #expect(warnings.first?["location"]?["ranges"]?.arrayValue == [place])
        }

        @Test("--check of a good Dockerfile says so, and succeeds")
        func nothing() throws {
            try fixture.write("Dockerfile", "FROM busybox\nCMD [\"true\"]\n")
            #expect(
                try fixture.strata("build", "--check", ".").succeed() == "Check complete, no warnings found.\n")
        }

        @Test("--check looks at what comes by standard input: the Dockerfile alone, or an archive of the context")
        func standardInput() throws {
            try fixture.write("sub/Dockerfile", "FROM busybox\nMAINTAINER me\n")
            for line in ["strata build --check - < sub/Dockerfile", "tar -C sub -c . | strata build --check -"] {
                let outcome = try fixture.shell(line)
                #expect(outcome.code == 1)
                #expect(outcome.output.hasPrefix("Check complete, 1 warning has been found!\n\nWARNING: Maintainer"))
            }
        }

        @Test("--check gives the error of a Dockerfile that cannot be built, after its warnings")
        func error() throws {
            try fixture.write("Dockerfile", "FROM busybox\nMAINTAINER me\nFOO\n")
            let outcome = try fixture.strata("build", "--check", ".")
            #expect(outcome.code == 1)
            #expect(
                outcome.output.hasPrefix("Check complete, 1 warning has been found!\n\nWARNING: MaintainerDeprecated"))
            #expect(outcome.errors.contains("Dockerfile:3:1: error: unknown instruction: FOO"))
        }

        @Test("--call=check,format=json has the members that BuildKit's answer has")
        func json() throws {
            try fixture.write("Dockerfile", "FROM busybox\nENV a \\\n b\n")
            let outcome = try fixture.strata("build", "--call=check,format=json", ".")
            #expect(outcome.code == 1)
            let answer = try JSONValue(parsing: outcome.output)
            let warning = try #require(answer["warnings"]?.arrayValue?.first)
            #expect(warning["ruleName"] == "LegacyKeyValueFormat")
            #expect(warning["location"]?["ranges"]?.arrayValue?.compactMap { $0["start"]?["line"] } == [2, 3])
            #expect(
                answer["sources"]?.arrayValue?.first?["data"]
                    == .string(Base64.encode(Array("FROM busybox\nENV a \\\n b\n".utf8))))
            #expect(answer["buildError"] == nil)
            try fixture.strata("build", "--call=check,format=json,ignorestatus=true", ".").succeed()
        }

        @Test(
            "the JSON of a check says why the Dockerfile cannot be built",
            arguments: [
                ("FROM busybox\nFOO\n", "unknown instruction: FOO", 2),
                (
                    "# check=error=true\nFROM busybox as x\nMAINTAINER me\n",
                    "lint violation found for rules: FromAsCasing, MaintainerDeprecated", 2
                ),
            ])
        func buildError(_ text: String, _ message: String, _ line: Int64) throws {
            try fixture.write("Dockerfile", text)
            let outcome = try fixture.strata("build", "--call=check,format=json", ".")
            #expect(outcome.code == 1)
            let error = try #require(JSONValue(parsing: outcome.output)["buildError"])
            #expect(error["message"] == .string(message))
            #expect(error["location"]?["ranges"]?.arrayValue?.first?["start"]?["line"] == .int(line))
        }

        @Test("CopyIgnoredFile is found by --check, and by a build that would copy nothing without a word")
        func ignored() throws {
            try fixture.write(".dockerignore", "secret*\n!secretary\n")
            let body =
                "FROM scratch AS a\nCOPY secret.txt secretary /\nADD ./secrets /b\nFROM a\nCOPY --from=a /secrets /\n"
            try fixture.write("Dockerfile", "# check=skip=CopyIgnoredFile\n" + body)
            try fixture.strata("build", "--check", ".").succeed()
            try fixture.write("Dockerfile", body)
            let outcome = try fixture.strata("build", "--check", ".")
            #expect(outcome.output.hasPrefix("Check complete, 2 warnings"))
            #expect(outcome.output.contains("COPY of 'secret.txt', which .dockerignore leaves out"))
            #expect(outcome.output.contains("ADD of './secrets', which .dockerignore leaves out"))
            try fixture.write(".dockerignore", "*\n")
            try fixture.write("Dockerfile", "FROM scratch\nCOPY . /\n# check=skip=all\nCOPY *.txt /\n")
            let build = try fixture.strata("build", ".")
            #expect(build.code == 0)
            #expect(build.errors.contains("CopyIgnoredFile: line 2: COPY of '.', which .dockerignore leaves out"))
            #expect(!build.errors.contains("*.txt', which"))
        }

        @Test("--call=targets lists the stages with what their comments say")
        func targets() throws {
            try fixture.write(
                "Dockerfile",
                "# builder compiles it\nFROM scratch AS builder\n# nothing to do with it\nFROM scratch\nFROM builder AS final\n"
            )
            #expect(
                try fixture.strata("build", "--call=targets", ".").succeed() == """
                    TARGET            DESCRIPTION
                    builder           compiles it
                                      \n\
                    final (default)   \n
                    """)
            let answer = try JSONValue(
                parsing: fixture.strata("build", "--call", "targets,format=json", ".").succeed())
            let targets = try #require(answer["targets"]?.arrayValue)
            #expect(targets.map { $0["name"] } == ["builder", nil, "final"])
            #expect(targets.map { $0["default"] } == [nil, nil, true])
            #expect(targets.map { $0["base"] } == ["scratch", "scratch", "builder"])
        }

        @Test("--call=outline lists what the target takes, with the values that it would have")
        func outline() throws {
            try fixture.write(
                "Dockerfile",
                """
                # VERSION what is built
                ARG VERSION=1.2
                ARG UNUSED=1
                ARG FLAVOUR=musl
                ARG TAG="$VERSION-$FLAVOUR"
                FROM busybox:$TAG AS builder
                ARG VERSION
                # FLAGS for the compiler
                ARG FLAGS="-O2 -DV=$VERSION"
                RUN --mount=type=secret,id=npm --mount=type=cache,id=go,target=/c --mount=type=ssh,required=true true
                RUN --mount=type=secret,id=npm,required=true true
                FROM scratch AS other
                ARG ELSE
                FROM scratch AS final
                COPY --from=builder /x /

                """)
            #expect(
                try fixture.strata("build", "--call=outline", "--build-arg", "VERSION=2", ".").succeed() == """
                    TARGET: final

                    BUILD ARG   VALUE       DESCRIPTION
                    VERSION     2           what is built
                    FLAVOUR     musl        
                    TAG         2-musl      
                    FLAGS       -O2 -DV=2   for the compiler

                    SECRET   REQUIRED
                    npm      true

                    SSH       REQUIRED
                    default   true

                    CACHE MOUNT
                    go


                    """)
            let other = try JSONValue(
                parsing: fixture.strata("build", "--call=outline,format=json", "--target", "other", ".").succeed())
            #expect(other["name"] == "other")
            #expect(other["args"]?.arrayValue?.map { $0["name"] } == ["ELSE"])
            #expect(other["secrets"] == nil)
        }

        @Test("error=true keeps a Dockerfile with a warning from being built")
        func violations() throws {
            try fixture.write("Dockerfile", "# check=error=true\nFROM busybox as x\nCOPY $a /\n")
            let outcome = try fixture.strata("build", ".")
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("Dockerfile:2:14: error: 'as' and 'FROM' keywords' casing do not match"))
            #expect(outcome.errors.contains("Dockerfile:3:6: error: usage of undefined variable '$a'"))
            try fixture.write("Dockerfile", "# check=error=true\nFROM busybox AS x\n")
            try fixture.strata("build", ".").succeed()
        }

        @Test("--call=subrequests.describe lists the methods, as BuildKit's frontend does")
        func methods() throws {
            try fixture.write("Dockerfile", "NOT EVEN A DOCKERFILE\n")
            let table = try fixture.strata("build", "--call=subrequests.describe", ".").succeed()
            #expect(table.hasPrefix("NAME"))
            for name in ["outline", "targets", "lint", "subrequests.describe"] { #expect(table.contains("\n\(name) ")) }
            let answer = try JSONValue(
                parsing: fixture.strata("build", "--call=subrequests.describe,format=json", ".").succeed())
            let methods = try #require(answer.arrayValue)
            #expect(methods.map { $0["name"]?.stringValue?.hasPrefix("frontend.") } == [true, true, true, true])
            #expect(methods.allSatisfy { $0["type"] == "rpc" && $0["version"] == "1.0.0" })
        }

        @Test(
            "a method that there is not is refused", arguments: ["--call=lnit", "--call=check,format=xml", "--call="])
        func unknown(_ option: String) throws {
            try fixture.write("Dockerfile", "FROM busybox\n")
            let outcome = try fixture.strata("build", option, ".")
            #expect(outcome.code == 125)
            #expect(outcome.errors.contains("there is no such method"))
        }
    }
}
