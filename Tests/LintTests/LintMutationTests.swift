import DockerfileSyntax
import Findings
import Lint
import LinuxSystem
import SystemPackage
import TestRandom
import Testing

@Suite("Damaged Dockerfiles")
struct LintMutationTests {
    private static func corpus() throws -> [[UInt8]] {
        let directory = FilePath(#filePath).removingLastComponent().appending("Corpus")
        return try DirectoryHandle.open(directory).entries().map { String(decoding: $0.name, as: UTF8.self) }.sorted()
            .filter { $0.hasSuffix(".Dockerfile") && !$0.hasPrefix("DL") }
            .map { try FileHandle.open(directory.appending($0)).readAll() }
    }

    private static let pieces = [
        "\\\n", "\"", "'", "$(", "`", "${", "}", ")", "(", "<<EOF\n", "EOF\n", "#", "&&", "||", "|", ";", "\n", "\r\n",
        "\0", "\u{FF}", "\t",
        "RUN ", "FROM ", "ONBUILD ", "SHELL [", "]", "if ", "then ", "fi", "case x in ", "esac", "{ ", "[[ ", "((",
        "))", "=", ":", "é", "한",
    ]

    @Test(
        "are looked through without a trap, each finding at a place in the text",
        arguments: [11, 12, 13, 14] as [UInt64])
    func mutate(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let corpus = try Self.corpus()
        var options = LintOptions()
        options.trustedRegistries = ["docker.io"]
        options.labelSchema = ["a": .semver, "version": .spdx]
        for code in ["DL1001", "DL3057", "DL3063"] { options.severities[RuleCode(code)] = .info }
        let linter = Linter(options)
        for _ in 0..<150 {
            var bytes = corpus[random.below(corpus.count)]
            for _ in 0...random.below(6) { change(&bytes, corpus, &random) }
            let result = linter.lint(bytes, name: "Dockerfile")
            for finding in result.findings {
                guard let range = finding.location.range else { continue }
                let isInside = range.start.offset <= range.end.offset && range.end.offset <= bytes.count
                #expect(isInside, "\(finding) with seed \(seed)")
                #expect(result.instructionLine(of: finding) >= 1)
            }
            _ = LintReport([result], version: "1").text(.sarif)
            for script in ShellCheckScript.all(in: linter.read(bytes, name: "x")) { #expect(!script.bytes.isEmpty) }
        }
    }

    private func change(_ bytes: inout [UInt8], _ corpus: [[UInt8]], _ random: inout SeededGenerator) {
        let place = random.below(bytes.count + 1)
        switch random.below(6) {
        case 0: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
        case 1: bytes.insert(contentsOf: Array(Self.pieces[random.below(Self.pieces.count)].utf8), at: place)
        case 2: if place < bytes.count { bytes[place] = UInt8(random.below(256)) }
        case 3:
            let other = corpus[random.below(corpus.count)]
            let start = random.below(other.count)
            bytes.insert(contentsOf: other[start..<min(other.count, start + random.below(80))], at: place)
        case 4: bytes = Array(bytes.prefix(place))
        default: bytes.insert(contentsOf: bytes.prefix(place).suffix(random.below(60)), at: place)
        }
    }

    @Test("are read on behind a line that is none")
    func goesOn() {
        let text = "FROM debian:12\nRUNN x\nCOPY\nRUN cd /x\nEXPOSE abc\nRUN sudo y\n"
        let found = Linter().lint(Array(text.utf8), name: "Dockerfile").findings.map {
            "\($0.location.range?.start.line ?? 0) \($0.code)"
        }
        #expect(Set(found).isSuperset(of: ["2 DL1000", "3 DL1000", "4 DL3003", "6 DL3004"]))
    }

    @Test(
        "of any size are done with soon",
        arguments: ["RUN a && ", "RUN a | ", "$(", "ENV A=1 ", "FROM a\n", "\\\n", "RUN x <<E\n"])
    func large(_ piece: String) {
        let text = "FROM debian:12\nRUN a \\\n" + String(repeating: piece, count: 1000)
        let result = Linter().lint(Array(text.utf8), name: "Dockerfile")
        #expect(result.parsed.text.bytes.count == text.utf8.count)
    }
}
