import Testing

@testable import strata

@Suite("Arguments in docker's manner")
struct ArgumentNormalizerTests {
    static let shape = CommandShape(["t/tag=", "q/quiet", "i/interactive", "tty", "e/env=", "build-arg=", "pull"])
    static let running = CommandShape(
        ["i/interactive", "t/tty", "e/env=", "rm", "v/volume=", "entrypoint="], endsAtFirstArgument: true)

    struct Case: Sendable, CustomTestStringConvertible {
        let written: [String]
        let normal: [String]
        let testDescription: String

        init(_ description: String, _ written: String, _ normal: String) {
            testDescription = description
            self.written = written.split(separator: " ").map(String.init)
            self.normal = normal.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test("what docker's build takes and means nothing here is left out")
    func ignored() {
        let words = ["--rm", "--force-rm=true", "-t", "x", "--builder", "default", "--compress", "--builder=b", "."]
        #expect(ArgumentNormalizer.normalize(words, for: BuildCommand.shape) == ["--tag=x", "--", "."])
    }

    @Test("an empty platform, as of a script's empty variable, is none")
    func emptyPlatform() {
        for shape in [PullCommand.shape, CopyCommand.shape, RunCommand.shape, InspectCommand.shape, BuildCommand.shape]
        {
            #expect(ArgumentNormalizer.normalize(["--platform", "", "app"], for: shape) == ["--", "app"])
            #expect(ArgumentNormalizer.normalize(["--platform=", "app"], for: shape) == ["--", "app"])
            #expect(
                ArgumentNormalizer.normalize(["--platform", "linux/arm64", "app"], for: shape)
                    == ["--platform=linux/arm64", "--", "app"])
        }
        #expect(ArgumentNormalizer.normalize(["--platform"], for: PullCommand.shape) == ["--platform", "--"])
    }

    @Test(
        "options may stand anywhere",
        arguments: [
            Case("nothing", "", "--"),
            Case("a switch", "--quiet", "--quiet --"),
            Case("a letter", "-q", "--quiet --"),
            Case("a value after a space", "-t app .", "--tag=app -- ."),
            Case("a value after an equals sign", "--tag=app .", "--tag=app -- ."),
            Case("a value with equals signs", "--build-arg A=B=C", "--build-arg=A=B=C --"),
            Case("a value at the letter", "-tapp", "--tag=app --"),
            Case("a value at the letter after an equals sign", "-t=app", "--tag=app --"),
            Case("letters together, the last with a value", "-qtapp", "--quiet --tag=app --"),
            Case("options after arguments", ". -t app -q", "--tag=app --quiet -- ."),
            Case("a value that looks like an option", "--build-arg --x", "--build-arg=--x --"),
            Case("the end of options", "-q -- -t", "--quiet -- -t"),
            Case("a dash is an argument", "-t app -", "--tag=app -- -"),
            Case("a switch set to true", "--quiet=true", "--quiet --"),
            Case("a switch set to false", "--quiet=0", "--"),
            Case("the last word on a switch counts", "--quiet --quiet=false", "--"),
            Case("the same the other way round", "--quiet=false -q", "--quiet --"),
            Case("a letter set to false", "-q=false", "--"),
            Case("a switch with another value goes to the parser", "--quiet=maybe", "--quiet=maybe --"),
            Case("an unknown option goes to the parser", "--nope -x", "--nope -x --"),
            Case("a missing value goes to the parser", "--tag", "--tag --"),
            Case("help", "-h", "--help --"),
        ])
    func interspersed(_ example: Case) {
        #expect(ArgumentNormalizer.normalize(example.written, for: Self.shape) == example.normal)
    }

    @Test(
        "for run, options end at the image",
        arguments: [
            Case(
                "a command with options of its own", "-it image sh -c -e x", "--interactive --tty -- image sh -c -e x"),
            Case("an option after the image", "--rm image --rm", "--rm -- image --rm"),
            Case("environment at the letter", "-eA=B image", "--env=A=B -- image"),
            Case("an end of options of the command", "image -- --x", "-- image -- --x"),
            Case("an empty value", "--entrypoint= image", "--entrypoint  -- image"),
        ])
    func untilTheImage(_ example: Case) {
        #expect(ArgumentNormalizer.normalize(example.written, for: Self.running) == example.normal)
    }
}
