import Findings
import Lint
import LinuxSystem
import SystemPackage
import Testing

/// What hadolint 2.15.1 finds in the Dockerfiles of `Corpus` stands in `Corpus/hadolint.txt`, a line for each rule and instruction.
@Suite("The findings of hadolint")
struct HadolintAgreementTests {
    private static let corpus = FilePath(#filePath).removingLastComponent().appending("Corpus")

    /// Where the two differ, and why; docs/lint.md says the same in words.
    private static let missed: [String: String] = [
        "multi-stage.Dockerfile:10 DL3006": "names of stages are the same in capitals and small letters",
        "multi-stage.Dockerfile:14 DL3022": "names of stages are the same in capitals and small letters",
        "postgres.Dockerfile:5 DL3025": "|| exit 1 needs a shell",
        "yum.Dockerfile:10 DL3033": "a file of a package has one version",
        "exec-form.Dockerfile:4 DL4006": "no shell reads the exec form",
        "shell.Dockerfile:12 DL4006": "the RUN sets pipefail itself",
        "variables.Dockerfile:4 DL3066": "${X:-1000} is a number",
        "variables.Dockerfile:7 DL3033": "x-$V is of the version V",
        "windows.Dockerfile:4 DL4006": "the comment says that the shell is PowerShell",
    ]
    private static let added: [String: String] = [
        "stages-odd.Dockerfile:11 DL3006": "localhost:5000 is a registry, not a tag",
        "arg-from.Dockerfile:9 DL3007": "quotes around the name",
        "env.Dockerfile:9 DL3044": "${J:-2} uses J",
        "fetch.Dockerfile:14 DL3046": "--uid N with a blank",
        "exec-form.Dockerfile:4 DL3059": "no shell reads the exec form: it is one command",
        "exec-form.Dockerfile:5 DL3059": "no shell reads the exec form: it is one command",
        "variables.Dockerfile:6 DL3066": "the argument has a name for its default",
        "gem-go-yarn.Dockerfile:6 DL3060": "a later RUN cannot empty the cache of this layer",
    ]

    /// Rules of hadolint's repository that 2.15.1 does not have yet.
    private static let newer: Set<String> = [
        "DL3068", "DL3069", "DL3070", "DL3071", "DL3072", "DL3073", "DL3074", "DL3075", "DL3076", "DL3077", "DL4007",
    ]

    private static func names() throws -> [String] {
        try DirectoryHandle.open(corpus).entries().map { String(decoding: $0.name, as: UTF8.self) }.filter {
            $0.hasSuffix(".Dockerfile")
        }.sorted()
    }

    private static func own() throws -> Set<String> {
        var found: Set<String> = []
        for name in try names() {
            let result = Linter().lint(try FileHandle.open(corpus.appending(name)).readAll(), name: name)
            for finding in result.findings
            where finding.code.text.hasPrefix("DL") && finding.code != Linter.parseCode
                && !newer.contains(finding.code.text)
            {
                found.insert("\(name):\(result.instructionLine(of: finding)) \(finding.code)")
            }
        }
        return found
    }

    private static func recorded() throws -> Set<String> {
        let text = String(decoding: try FileHandle.open(corpus.appending("hadolint.txt")).readAll(), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        // What hadolint cannot read, it does not look through.
        let unread = Set(lines.filter { $0.hasSuffix(" DL1000") }.map { String($0.prefix { $0 != ":" }) })
        return Set(lines.filter { !unread.contains(String($0.prefix { $0 != ":" })) })
    }

    @Test("are Strata's too, but for differences that have a reason")
    func agreement() throws {
        let text = String(decoding: try FileHandle.open(Self.corpus.appending("hadolint.txt")).readAll(), as: UTF8.self)
        let unread = Set(
            text.split(separator: "\n").filter { $0.hasSuffix(" DL1000") }.map { String($0.prefix { $0 != ":" }) })
        let recorded = try Self.recorded()
        let own = try Self.own().filter { !unread.contains(String($0.prefix { $0 != ":" })) }
        #expect(recorded.subtracting(own).subtracting(Self.missed.keys).sorted() == [])
        #expect(own.subtracting(recorded).subtracting(Self.added.keys).sorted() == [])
        // A difference that is gone is not listed any more.
        #expect(Set(Self.missed.keys).subtracting(recorded.subtracting(own)).sorted() == [])
        #expect(Set(Self.added.keys).subtracting(own.subtracting(recorded)).sorted() == [])
    }

    @Test("are as they are recorded", .enabled(if: isInstalled, "hadolint is not installed"))
    func record() throws {
        let program = try #require(Self.program)
        var found: Set<String> = []
        for name in try Self.names() {
            let directory = try DirectoryHandle.open(FilePath(ProcessEnvironment.value(of: "TMPDIR") ?? "/var/tmp"))
            let output = try #require(try directory.makeUnnamedFile())
            var request = ProcessRequest(
                program, ["--no-color", "--no-fail", "-f", "gnu", Self.corpus.appending(name).string])
            request.standardOutput = output.descriptor
            _ = try ProcessSpawner.spawn(request).waitWithoutCancellation()
            let text = String(
                decoding: try FileHandle.open(FilePath("/proc/self/fd/\(output.descriptor)")).readAll(), as: UTF8.self)
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count > 1, words[1].hasPrefix("DL"), let place = words[0].split(separator: ":").last else {
                    continue
                }
                found.insert("\(name):\(place) \(words[1])")
            }
        }
        #expect(found.symmetricDifference(try Self.recorded().filter { !$0.hasSuffix(" DL1000") }).sorted() == [])
    }

    private static var program: FilePath? {
        (ProcessEnvironment.value(of: "PATH") ?? "").split(separator: ":").map {
            FilePath(String($0)).appending("hadolint")
        }.first {
            (try? FileHandle.open($0)) != nil
        }
    }

    private static var isInstalled: Bool { program != nil }
}
