import Findings
import LinuxSystem
import SystemPackage
import Testing

@testable import Secrets

@Suite("A corpus of planted credentials")
struct PlantedCorpusTests {
    private static let corpus = PlantedCorpus(seed: 7)

    /// Lines with credentials that were not found, and lines without that were said to have some.
    private static func errors(_ found: [String: Set<Int>]) -> (missed: [String], false: [String]) {
        var result: (missed: [String], false: [String]) = ([], [])
        for file in corpus.files {
            let lines = found[file.path] ?? []
            result.missed += file.planted.subtracting(lines).sorted().map {
                "\(file.path):\($0): \(file.lines[$0 - 1])"
            }
            result.false += lines.subtracting(file.planted).sorted().map { "\(file.path):\($0): \(file.lines[$0 - 1])" }
        }
        return result
    }

    @Test("is found to the last one, without a false alarm")
    func strata() {
        var scanner = SecretScanner(SecretRules())
        var found: [String: Set<Int>] = [:]
        for file in Self.corpus.files {
            let bytes = Array(file.lines.joined(separator: "\n").utf8)
            found[file.path] = Set(scanner.matches(in: bytes, path: Array(file.path.utf8)).map(\.range.start.line))
        }
        let errors = Self.errors(found)
        #expect(Self.corpus.files.reduce(0) { $0 + $1.planted.count } > 200)
        #expect(errors.missed.isEmpty, "\(errors.missed.joined(separator: "\n"))")
        #expect(errors.false.isEmpty, "\(errors.false.joined(separator: "\n"))")
    }

    private static var program: FilePath? {
        (ProcessEnvironment.value(of: "PATH") ?? "").split(separator: ":").map {
            FilePath(String($0)).appending("detect-secrets")
        }
        .first { (try? FileHandle.open($0)) != nil }
    }

    @Test(
        "detect-secrets misses more of it, and has more false alarms",
        .enabled(if: program != nil, "detect-secrets is not installed"))
    func detectSecrets() throws {
        let name = "strata-secrets-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let top = try DirectoryHandle.open("/tmp")
        try top.makeDirectory(Array(name.utf8))
        defer { try? top.removeTree(Array(name.utf8)) }
        let directory = FilePath("/tmp").appending(name)
        for file in Self.corpus.files {
            let handle = try FileHandle.open(directory.appending(file.path), 0o1 | 0o100 | 0o1000)
            try handle.write(Array(file.lines.joined(separator: "\n").utf8))
        }
        let output = try FileHandle.open(directory.appending(".found"), 0o2 | 0o100 | 0o1000)
        var request = ProcessRequest(
            try #require(Self.program), ["-C", directory.string, "scan", "--all-files", "--no-verify", "."])
        request.standardOutput = output.descriptor
        let code = try ProcessSpawner.spawn(request).waitWithoutCancellation().code
        try #require(code == 0)
        let text = String(decoding: try FileHandle.open(directory.appending(".found")).readAll(), as: UTF8.self)
        var found: [String: Set<Int>] = [:]
        var path = ""
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { " \":,".contains($0) })
            if words.first == "filename", words.count > 1 {
                path = words[1].split(separator: "/").last.map(String.init) ?? ""
            }
            if words.first == "line_number", words.count > 1, let number = Int(words[1]) {
                found[path, default: []].insert(number)
            }
        }
        let errors = Self.errors(found)
        let planted = Self.corpus.files.reduce(0) { $0 + $1.planted.count }
        print(
            "detect-secrets: \(found.values.reduce(0) { $0 + $1.count }) of \(planted) found, \(errors.missed.count) missed, \(errors.false.count) false alarms"
        )
        #expect(!found.isEmpty && !errors.missed.isEmpty)
    }
}
