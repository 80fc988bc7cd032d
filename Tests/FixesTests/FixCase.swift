import DockerfileSyntax
import Fixes
import LinuxSystem
import OCI
import SystemPackage
import Testing

/// A Dockerfile of the corpus with its context, and what is expected of fixing it.
struct FixCase: Sendable, CustomTestStringConvertible {
    let name: String

    var testDescription: String { name }

    private static let tests = FilePath(#filePath).removingLastComponent()
    private static let corpus = tests.appending("Corpus")

    static let all: [FixCase] = {
        let entries = (try? DirectoryHandle.open(corpus).entries()) ?? []
        return entries.map { FixCase(name: String(decoding: $0.name, as: UTF8.self)) }.sorted { $0.name < $1.name }
    }()

    private var directory: FilePath { Self.corpus.appending(name) }
    private var expectedPath: FilePath { Self.tests.appending("Expected").appending(name + ".txt") }

    var dockerfile: [UInt8] {
        get throws { try FileHandle.open(directory.appending("Dockerfile")).readAll() }
    }

    /// What is expected, as ``story(_:)`` tells it.
    var expected: String {
        get throws { String(decoding: try FileHandle.open(expectedPath).readAll(), as: UTF8.self) }
    }

    func write(expected text: String) throws {
        let create: Int32 = 0o1101
        try FileHandle.open(expectedPath, create, mode: 0o644).write(Array(text.utf8))
    }

    /// The context; base images have no triggers, and those of cases about bases a digest.
    func facts(ignoring ignored: [UInt8]? = nil) throws -> FixFacts {
        let context = try DirectoryContext(directory)
        let names = Dockerfile.parse(try dockerfile).dockerfile.stages.map(\.baseName.text)
        let digest = name.hasPrefix("base-") ? Digest.of("base") : nil
        let bases = Dictionary(names.map { ($0, FixFacts.Base(digest: digest, triggers: [])) }) { first, _ in first }
        return FixFacts(
            bases: bases, context: context, ignoreFile: (".dockerignore", ignored ?? context.read(".dockerignore")))
    }

    func fixer() throws -> Fixer { Fixer(try dockerfile, name: "Dockerfile", facts: try facts()) }

    /// The fixes, and the changes with safe ones and with all.
    func story() throws -> String {
        let fixer = try fixer()
        let all = fixer.run { $0.grade != .suggested }
        if all.isUnreadable { return "not readable\n" }
        let safe = fixer.run { $0.grade == .safe }
        func lines(_ fixes: [Fix]) -> String {
            fixes.map { "\($0.line): \($0.grade.rawValue): \($0.name.rawValue): \($0.title)\n" }.joined()
        }
        func diff(_ result: Fixer.Result) throws -> String {
            let old = try facts().ignoreFile.bytes ?? []
            let bytes =
                UnifiedDiff(try dockerfile, result.dockerfile, oldName: "Dockerfile", newName: "Dockerfile").bytes
                + UnifiedDiff(old, result.ignoreFile ?? [], oldName: ".dockerignore", newName: ".dockerignore").bytes
            return String(decoding: bytes, as: UTF8.self)
        }
        return lines(all.applied + all.others) + "\n# safe\n" + (try diff(safe)) + "\n# all\n" + (try diff(all))
    }
}

/// A directory as a context.
struct DirectoryContext: ContextListing {
    let root: DirectoryHandle

    init(_ path: FilePath) throws { root = try DirectoryHandle.open(path) }

    var entries: [String] {
        ((try? root.entries()) ?? []).map { String(decoding: $0.name, as: UTF8.self) }.filter { !$0.isEmpty }.sorted()
    }

    func hasLink(in path: String) -> Bool { false }

    func read(_ path: String) -> [UInt8]? {
        var directory = root
        var names = path.split(separator: "/").map { Array($0.utf8) }
        guard let last = names.popLast() else { return nil }
        for name in names {
            guard let inner = try? directory.openDirectory(name) else { return nil }
            directory = inner
        }
        guard (try? directory.statusIfPresent(of: last))??.kind == .regular else { return nil }
        return try? directory.openForReading(last).readAll()
    }
}
