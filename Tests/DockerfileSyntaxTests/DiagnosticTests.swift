import Testing

@testable import DockerfileSyntax

@Suite("Diagnostics")
struct DiagnosticTests {
    /// A text with the place of the diagnostic between ‹ and ›.
    struct Example: CustomTestStringConvertible {
        var code: Diagnostic.Code
        var marked: String
        var hint: String?
        var testDescription: String { "\(code.rawValue): \(marked)" }

        init(_ code: Diagnostic.Code, _ marked: String, hint: String? = nil) {
            self.code = code
            self.marked = marked
            self.hint = hint
        }

        var text: String { marked.filter { $0 != "‹" && $0 != "›" } }
        var start: Int { marked.prefix { $0 != "‹" }.utf8.count }
        var end: Int { marked.filter { $0 != "‹" }.prefix { $0 != "›" }.utf8.count }
    }

    static let errors = [
        Example(.noInstructions, "‹›"),
        Example(.noInstructions, "‹›\n# only a comment\n"),
        Example(.noStage, "ARG a\n‹›"),
        Example(.duplicateDirective, "# escape=`\n# ‹escape›=`\nFROM a\n"),
        Example(.invalidEscape, "# escape=‹x›\nFROM a\n"),
        Example(
            .unterminatedHereDocument, "FROM a\nRUN cat ‹<<EOF›\nx\n EOF\n",
            hint: "end it with a line that holds EOF and nothing else"),
        Example(.misplacedHereDocument, "FROM a\nCOPY b ‹<<EOF›\nEOF\n"),
        Example(.unknownInstruction, "FROM a\n  ‹RUM› x\n", hint: "did you mean RUN?"),
        Example(.unknownInstruction, "FROM a\n‹COPPY› x y\n", hint: "did you mean COPY?"),
        Example(.unknownInstruction, "FROM a\nRUN x \\\n&& y\n‹foo›\n"),
        Example(.instructionBeforeStage, "‹RUN› x\nFROM a\n"),
        Example(.stageName, "FROM a AS ‹1x›\n"),
        Example(.stageName, "FROM a AS ‹x/y›\n"),
        Example(.onbuildTrigger, "FROM a\nONBUILD ‹ONBUILD› RUN x\n"),
        Example(.onbuildTrigger, "FROM a\nONBUILD ‹from› b\n"),
        Example(.onbuildTrigger, "FROM a\nONBUILD ‹MAINTAINER› b\n"),
        Example(.unknownFlag, "FROM a\nCOPY ‹--chwon=1› a b\n", hint: "did you mean --chown?"),
        Example(.unknownFlag, "FROM a\nADD ‹--from=x› a b\n"),
        Example(.unknownFlag, "FROM a\nCMD ‹--help›\n"),
        Example(.unknownFlag, "FROM a\nSTOPSIGNAL ‹--x› 9\n"),
        Example(.duplicateFlag, "FROM a\nCOPY --from=a ‹--from=b› a b\n"),
        Example(.flagValue, "FROM a\nCOPY ‹--from› a b\n"),
        Example(.flagValue, "FROM a\nCOPY ‹--link=maybe› a b\n"),
        Example(.flagValue, "FROM a\nCOPY ‹--link=› a b\n"),
        Example(.flagValue, "FROM a\nRUN --network=‹hots› a\n", hint: "did you mean host?"),
        Example(.flagValue, "FROM a\nHEALTHCHECK --interval=‹5› CMD a\n"),
        Example(.flagValue, "FROM a\nHEALTHCHECK --interval=‹1us› CMD a\n"),
        Example(.flagValue, "FROM a\nHEALTHCHECK --retries=‹-1› CMD a\n"),
        Example(.flagValue, "FROM a\nRUN --device=a,‹b› x\n"),
        Example(.flagValue, "FROM a\nRUN --device=a,‹required=x› x\n"),
        Example(.flagValue, "FROM a\nRUN --device=‹required› x\n"),
        Example(.missingArgument, "‹FROM›\n"),
        Example(.missingArgument, "FROM a\n‹ENV›\n"),
        Example(.missingArgument, "FROM a\n‹ENV› x\n"),
        Example(.missingArgument, "FROM a\n‹COPY› x\n"),
        Example(.missingArgument, "FROM a\n‹ADD›\n"),
        Example(.missingArgument, "FROM a\n‹ARG›\n"),
        Example(.missingArgument, "FROM a\n‹EXPOSE›\n"),
        Example(.missingArgument, "FROM a\n‹VOLUME› []\n"),
        Example(.missingArgument, "FROM a\nVOLUME [‹\" \"›]\n"),
        Example(.missingArgument, "FROM a\n‹USER›\n"),
        Example(.missingArgument, "FROM a\n‹SHELL› []\n"),
        Example(.missingArgument, "FROM a\n‹SHELL›\n"),
        Example(.missingArgument, "FROM a\n‹ONBUILD›\n"),
        Example(.missingArgument, "FROM a\n‹HEALTHCHECK›\n"),
        Example(.missingArgument, "FROM a\n‹HEALTHCHECK› CMD\n"),
        Example(.missingArgument, "FROM a\n‹RUN› []\n"),
        Example(.extraArgument, "FROM a ‹b›\n"),
        Example(.extraArgument, "FROM a ‹AS› b # c\n"),
        Example(.extraArgument, "FROM a\nHEALTHCHECK NONE ‹x›\n"),
        Example(.extraArgument, "FROM a\nHEALTHCHECK ‹CMDD› x\n"),
        Example(.blankName, "FROM a\nENV a=1 ‹=b›\n"),
        Example(.blankName, "FROM a\nARG ‹=b›\n"),
        Example(.notKeyValue, "FROM a\nENV a=b ‹c› d=e\n"),
        Example(.notJSONStrings, "FROM a\nCMD [\"a\", ‹1›]\n"),
        Example(.notJSONStrings, "FROM a\nCOPY [‹null›, \"a\"]\n"),
        Example(.notJSONStrings, "FROM a\nSHELL ‹bash -c›\n"),
        Example(.expansion, "FROM a\nENV name=‹'a\\'b'›\n"),
        Example(.expansion, "FROM a\nWORKDIR ‹/${x›\n"),
        Example(.expansion, "FROM a\nCOPY --from=‹$x› a b\n"),
        Example(.expansion, "FROM a\nCOPY --from=‹${x:-b}› a b\n"),
        Example(.expansion, "FROM a\nCOPY <<EOF /x\n‹${x!}\n›EOF\n"),
        Example(.expansion, "FROM a\nRUN --mount=‹source=${x› y\n"),
    ]

    static let mounts = [
        "‹typ=bind›", "type=cache,‹target›", "‹type=volume›", "‹ro=maybe›", "type=cache,‹sharing=al›", "‹required›",
        "‹size=1›",
        "type=tmpfs,‹size=big›", "type=cache,‹mode=9›", "type=cache,‹uid=x›", "type=cache,‹gid=-1›", "‹env=x›",
        "‹from=$x›",
    ].map { Example(.mount, "FROM a\nRUN --mount=\($0) x\n") }

    static let wholeMounts = [
        "type=tmpfs,mode=7", "sharing=locked", "type=secret,id=a,from=b", "type=secret,id=a,source=b", "type=secret",
        "a\\\"b=c",
    ].map { Example(.mount, "FROM a\nRUN --mount=‹\($0)› x\n") }

    @Test("every mistake is an error at its place", arguments: errors + mounts + wholeMounts)
    func error(_ example: Example) throws {
        let result = Dockerfile.parse(example.text)
        let errors = result.diagnostics.filter { $0.severity == .error }
        try #require(errors.count == 1, "\(DiagnosticRenderer(result.text).render(errors))")
        #expect(errors[0].code == example.code)
        #expect(errors[0].range.start.offset == example.start, "\(errors[0].range)")
        #expect(errors[0].range.end.offset == example.end, "\(errors[0].range)")
        if let hint = example.hint { #expect(errors[0].hint == hint) }
    }

    static let warnings = [
        Example(.stageNameCasing, "FROM a AS ‹B›\n"),
        Example(.fromAsCasing, "FROM a ‹as› b\n"),
        Example(.fromAsCasing, "from a ‹AS› b\n"),
        Example(.noEmptyContinuation, "FROM a\nRUN a \\\n‹›\n b\n"),
        Example(.consistentInstructionCasing, "FROM a\n‹run› x\n"),
        Example(.consistentInstructionCasing, "from a\n‹RUN› x\nrun y\n"),
        Example(.duplicateStageName, "FROM a AS b\nFROM a AS ‹b›\n"),
        Example(.reservedStageName, "FROM a AS ‹scratch›\n"),
        Example(.jsonArgsRecommended, "FROM a\n‹CMD› x\n"),
        Example(.maintainerDeprecated, "FROM a\n‹MAINTAINER› x\n"),
        Example(.legacyKeyValueFormat, "FROM a\nENV ‹a› b\n"),
        Example(.missingArgument, "FROM a\n‹RUN›\n"),
        Example(.multipleInstructionsDisallowed, "FROM a\n‹CMD› [\"a\"]\nCMD [\"b\"]\n"),
        Example(.workdirRelativePath, "FROM a\nWORKDIR ‹x›\nWORKDIR y\n"),
        Example(.secretsUsedInArgOrEnv, "FROM a\nARG ‹API_TOKEN› PUBLIC_KEY\n"),
        Example(.exposeInvalidFormat, "FROM a\nEXPOSE ‹80:80›\n"),
        Example(.redundantTargetPlatform, "FROM --platform=‹$TARGETPLATFORM› a\n"),
        Example(.fromPlatformFlagConstDisallowed, "FROM --platform=‹linux/arm64› a\n"),
    ]

    @Test("what is allowed but probably wrong is a warning", arguments: warnings)
    func warning(_ example: Example) throws {
        let result = Dockerfile.parse(example.text)
        try #require(result.diagnostics.count == 1, "\(DiagnosticRenderer(result.text).render(result.diagnostics))")
        #expect(result.diagnostics[0].code == example.code)
        #expect(result.diagnostics[0].severity == .warning)
        #expect(result.diagnostics[0].range.start.offset == example.start)
        #expect(result.diagnostics[0].range.end.offset == example.end)
    }

    @Test("a constant platform is no warning where the stage's name tells it")
    func platform() {
        #expect(Dockerfile.parse("FROM --platform=linux/arm64 a AS build-arm64\n").diagnostics.isEmpty)
        #expect(Dockerfile.parse("FROM --platform=$BUILDPLATFORM a\n").diagnostics.isEmpty)
    }

    @Test("the shell form is no warning where a shell was chosen")
    func shellForm() {
        #expect(Dockerfile.parse("FROM a\nSHELL [\"bash\", \"-c\"]\nCMD x\n").diagnostics.isEmpty)
    }

    @Test("text that is not text is an error")
    func encoding() throws {
        let bad =
            Array("FROM a\nRUN x".utf8) + [0xFF, 0x0A] + Array("RUN <<E\n".utf8) + [0xC3, 0x28, 0x0A]
            + Array("E\nRUN a\0\n".utf8)
        let result = Dockerfile.parse(bad)
        #expect(result.diagnostics.map(\.code) == [.invalidEncoding, .invalidEncoding, .invalidEncoding])
        #expect(result.diagnostics.map(\.range.start.line) == [2, 4, 6])
    }

    @Test("several mistakes are all found, in order")
    func several() {
        let result = Dockerfile.parse("FROM a b\nFROM x\nFOO\nCOPY --bar a b\nENV\nENTRYPOINT [1]\n")
        #expect(
            result.diagnostics.map(\.code) == [
                .extraArgument, .unknownInstruction, .unknownFlag, .missingArgument, .notJSONStrings,
            ])
    }

    @Test("beyond the bounds is an error")
    func bounds() {
        var limits = ParseLimits.standard
        limits.fileSize = 100
        limits.instructionSize = 30
        limits.instructions = 4
        limits.hereDocuments = 1
        let long = "FROM a\nRUN \(String(repeating: "x", count: 40))\n"
        #expect(Dockerfile.parse(long, limits: limits).diagnostics.map(\.code) == [.tooLarge])
        #expect(
            Dockerfile.parse(String(repeating: "x", count: 101), limits: limits).diagnostics.map(\.code) == [.tooLarge])
        let many = "FROM a\nLABEL a=b\nLABEL a=b\nLABEL a=b\nLABEL a=b\nLABEL a=b\n"
        #expect(Dockerfile.parse(many, limits: limits).diagnostics.map(\.code) == [.tooLarge])
        #expect(Dockerfile.parse("FROM a\nRUN <<A <<B\n", limits: limits).diagnostics.map(\.code) == [.tooLarge])
        limits = .standard
        limits.diagnostics = 3
        let wrong = String(repeating: "FOO\n", count: 10)
        #expect(Dockerfile.parse(wrong, limits: limits).diagnostics.count == 3)
    }

    @Test(
        "a trigger that is not one instruction is an error",
        arguments: ["", "FROM a", "ONBUILD RUN x", "RUN a\nRUN b", "FOO", "COPY a"]
    )
    func trigger(_ text: String) {
        let result = Dockerfile.parseTrigger(text)
        #expect(result.instructions.isEmpty)
        #expect(result.diagnostics.contains { $0.severity == .error })
    }
}
