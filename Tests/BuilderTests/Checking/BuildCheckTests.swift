import Builder
import DockerfileSyntax
import Testing

/// Rows are facts about BuildKit's `frontend.lint`: which rules find something, and in which line.
@Suite("Build checks")
struct BuildCheckTests {
    static func report(
        _ text: String, everyStage: Bool = true, _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> DockerfileCheck.Report {
        var request = BuildRequest(context: .empty, dockerfile: .bytes(Array(text.utf8), name: "Dockerfile"))
        change(&request)
        return try await DockerfileCheck(store: nil).report(on: request, everyStage: everyStage)
    }

    static func found(_ report: DockerfileCheck.Report) -> [String] {
        report.warnings.map { "\($0.code.rawValue) \($0.range.start.line)" }
    }

    static let table: [(String, [String])] = [
        (
            "FROM scratch AS BadStageName\nFROM scratch as base2\nFROM scratch AS base3\n",
            ["StageNameCasing 1", "FromAsCasing 2"]
        ),
        ("from scratch AS base\nfrom scratch as base2\n", ["FromAsCasing 1"]),
        ("From scratch as base\nFROM scratch AS base2\n", ["ConsistentInstructionCasing 1"]),
        ("frOM scratch as base\nfrom scratch as base2\n", ["ConsistentInstructionCasing 1"]),
        ("FROM scratch\ncopy a /foo\nCOPY a /bar\n", ["ConsistentInstructionCasing 2"]),
        ("from scratch\ncopy a /foo\ncopy a /bar\n", []),
        ("FROM scratch AS b\nFROM scratch AS b\n", ["DuplicateStageName 2"]),
        ("FROM scratch AS scratch\nFROM scratch AS context\n", ["ReservedStageName 1", "ReservedStageName 2"]),
        ("FROM scratch\nFROM scratch AS a\n", []),
        ("FROM scratch\nCMD mycommand\n", ["JSONArgsRecommended 2"]),
        ("FROM scratch\nENTRYPOINT mycommand\n", ["JSONArgsRecommended 2"]),
        ("FROM scratch\nSHELL [\"/usr/bin/customshell\"]\nCMD mycommand\n", []),
        ("FROM scratch AS base\nSHELL [\"/bin/x\"]\n\nFROM base\nENTRYPOINT mycommand\n", []),
        ("FROM scratch\nMAINTAINER me@example.org\n", ["MaintainerDeprecated 2"]),
        ("ARG base=scratch\nFROM $base\nCOPY a .\n", []),
        ("FROM --platform=$BUILDPLATFORM scratch\n", []),
        ("ARG DEBUG\nFROM scratch${DEBUG}\n", []),
        ("ARG DEBUG\nFROM scra${DEBUG:-tch}\n", []),
        ("ARG tag=latest\nFROM busybox:${tag}${version} AS b\n", ["UndefinedArgInFrom 2"]),
        ("FROM scratch\nWORKDIR app/\n", ["WorkdirRelativePath 2"]),
        ("FROM scratch AS a\nWORKDIR /app\n\nFROM a AS b\nWORKDIR subdir/\n", []),
        ("FROM scratch AS a\nFROM a AS b\nWORKDIR subdir/\n", ["WorkdirRelativePath 3"]),
        ("FROM scratch\nARG foo\nCOPY a${foo} .\n", []),
        ("FROM scratch AS base\nARG foo=a\nFROM base\nCOPY $foo .\n", []),
        ("FROM alpine\nRUN echo $PATH\n", []),
        ("FROM scratch\nCOPY $foo .\nARG foo=bar\n", ["UndefinedVar 2"]),
        ("FROM scratch\nENV PATH=$PAHT:/tmp/bin\n", ["UndefinedVar 2"]),
        (
            "FROM scratch AS first\nCOPY $foo .\n\nFROM scratch AS second\nCOPY $bar .\n",
            ["UndefinedVar 2", "UndefinedVar 5"]
        ),
        (
            "FROM scratch\nENTRYPOINT [\"/a\"]\nENTRYPOINT [\"/b\"]\nCMD [\"/a\"]\nCMD [\"/b\"]\nHEALTHCHECK CMD [\"/a\"]\nHEALTHCHECK CMD [\"/b\"]\n",
            [
                "MultipleInstructionsDisallowed 2", "MultipleInstructionsDisallowed 4",
                "MultipleInstructionsDisallowed 6",
            ]
        ),
        ("FROM scratch AS a\nCMD [\"/a\"]\nFROM a AS b\nCMD [\"/b\"]\n", []),
        (
            "FROM scratch\nCMD [\"1\"]\nCMD [\"2\"]\nCMD [\"3\"]\n",
            ["MultipleInstructionsDisallowed 2", "MultipleInstructionsDisallowed 3"]
        ),
        ("FROM scratch\nENV testkey value\nLABEL key value\n", ["LegacyKeyValueFormat 2", "LegacyKeyValueFormat 3"]),
        ("FROM --platform=$TARGETPLATFORM scratch\n", ["RedundantTargetPlatform 1"]),
        ("FROM --platform=${TARGETPLATFORM} scratch\n", ["RedundantTargetPlatform 1"]),
        ("FROM --platform=linux/amd64 scratch\n", ["FromPlatformFlagConstDisallowed 1"]),
        ("FROM --platform=linux/amd64 scratch AS my_amd64_stage\n", []),
        ("FROM --platform=linux/amd64 scratch AS linux\n", []),
        (
            "FROM scratch\nARG SECRET_PASSPHRASE\nENV SUPER_Secret=foo\nENV password=bar secret=baz\nENV PUBLIC_KEY=\nARG public_token\nENV apikey=bar sunflower=foo\n",
            [
                "SecretsUsedInArgOrEnv 2", "SecretsUsedInArgOrEnv 3", "SecretsUsedInArgOrEnv 4",
                "SecretsUsedInArgOrEnv 4", "SecretsUsedInArgOrEnv 7",
            ]
        ),
        ("FROM scratch\nARG KEY_FILE\nENV password_file=bar secret_File=baz\nARG AUTH_MODULE_VERSION\n", []),
        (
            "FROM scratch\n# check=skip=SecretsUsedInArgOrEnv // it is none\nENV password=bar\n# check=skip=all\nARG password\nARG token\n",
            ["SecretsUsedInArgOrEnv 6"]
        ),
        ("# check=skip=RedundantTargetPlatform\n\nFROM --platform=$TARGETPLATFORM scratch\n", []),
        ("\n# check=skip=RedundantTargetPlatform\nFROM --platform=$TARGETPLATFORM scratch\n", []),
        ("FROM scratch\n# check=skip=UndefinedVar\nCOPY $foo \\\n  $bar /\nCOPY $foo /\n", ["UndefinedVar 5"]),
        ("ARG VERSION=\"latest\"\nFROM busybox:${VERSION}\n", []),
        ("ARG BUSYBOX_VARIANT\nFROM busybox:stable${BUSYBOX_VARIANT}\n", []),
        ("FROM scratch\nEXPOSE 80/TcP\n", ["ExposeProtoCasing 2"]),
        ("FROM scratch\nEXPOSE 80/tcp 81\n", []),
        ("FROM scratch\nEXPOSE 127.0.0.1:80:80 5000-5005\n", ["ExposeInvalidFormat 2"]),
    ]

    @Test("find what BuildKit's find", arguments: table)
    func rules(_ text: String, _ expected: [String]) async throws {
        let report = try await Self.report(text)
        #expect(Self.found(report) == expected)
        // BuildKit refuses an address in EXPOSE too.
        #expect(report.errors.isEmpty)
    }

    @Test(
        "say where the default of ARG names no image, whatever --build-arg says",
        arguments: [
            ("ARG VERSION\nFROM busybox:$VERSION\n", "VERSION", "latest"),
            ("ARG IMAGE\nFROM $IMAGE\n", "IMAGE", "busybox:latest"),
            ("ARG SFX=\"box:\"\nFROM busy${SFX}\n", "SFX", "box:latest"),
        ])
    func defaults(_ text: String, _ name: String, _ value: String) async throws {
        let report = try await Self.report(text) { $0.buildArguments[name] = value }
        #expect(report.warnings.map(\.code) == [.invalidDefaultArgumentInFrom])
        #expect(report.warnings.map(\.range.start.line) == [2])
        #expect(report.errors.isEmpty)
    }

    @Test("say that a protocol is written in capital letters, and how to write it")
    func protocols() async throws {
        let report = try await Self.report("FROM scratch\nEXPOSE 53/UDP\n")
        #expect(report.warnings.map(\.code) == [.exposeProtoCasing])
        #expect(report.warnings.first?.hint == "write udp")
    }

    @Test("of a build are those of the stages that it needs; those of a check are all")
    func unneeded() async throws {
        let text = "FROM scratch AS a\nCMD x\nFROM scratch AS b\nENV a b\nCOPY $c /\n"
        #expect(
            Self.found(try await Self.report(text)) == [
                "JSONArgsRecommended 2", "LegacyKeyValueFormat 4", "UndefinedVar 5",
            ])
        #expect(Self.found(try await Self.report(text) { $0.target = "a" }) == ["JSONArgsRecommended 2"])
        #expect(
            Self.found(try await Self.report(text, everyStage: false)) == ["LegacyKeyValueFormat 4", "UndefinedVar 5"])
    }

    @Test("come with the errors that follow them")
    func errors() async throws {
        let report = try await Self.report("FROM scratch AS Bad\nMAINTAINER me\nBADCMD\n")
        #expect(Self.found(report) == ["StageNameCasing 1", "MaintainerDeprecated 2"])
        #expect(report.errors.map(\.code) == [.unknownInstruction])
    }

    @Test("obey the check directive in all that they find, and the build argument before it")
    func directive() async throws {
        let body = "FROM scratch\nCOPY $foo /\nMAINTAINER me\n"
        #expect(Self.found(try await Self.report("# check=skip=UndefinedVar\n" + body)) == ["MaintainerDeprecated 4"])
        #expect(Self.found(try await Self.report("# check=skip=all\n" + body)).isEmpty)
        let other = try await Self.report("# check=skip=all\n" + body) {
            $0.buildArguments["BUILDKIT_DOCKERFILE_CHECK"] = "skip=MaintainerDeprecated"
        }
        #expect(Self.found(other) == ["UndefinedVar 3"])
    }

    @Test("each rule that docker's manual has is linked to its page")
    func manual() {
        #expect(
            Diagnostic.Code.jsonArgsRecommended.manual
                == "https://docs.docker.com/go/dockerfile/rule/json-args-recommended/")
        #expect(
            Diagnostic.Code.secretsUsedInArgOrEnv.manual
                == "https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/")
        #expect(Diagnostic.Code.baseImagePlatform.manual == nil)
        #expect(Diagnostic.Code.flagValue.manual == nil)
    }
}
