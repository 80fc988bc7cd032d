import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

@testable import Builder

/// Trees that are scanned with what an earlier build remembers of them, and without.
@Suite("Names of directories that nothing has changed")
struct NameMemoryTests {
    private static let later: Int64 = 3_600

    /// The index as a build sees it that begins some seconds from now.
    private static func index(_ file: FilePath, in seconds: Int64) -> ContextIndex {
        ContextIndex(file: file, now: FileTime(seconds: Timestamp.now().seconds + seconds))
    }

    private static func names(_ tree: ScannedTree?) -> [[UInt8]] {
        guard let tree else { return [] }
        return tree.entries.indices.map { tree.path(of: $0) }
    }

    @Test("are taken from the index, and each file's digest with them")
    func taken() async throws {
        let directory = try TemporaryDirectory()
        let root = try directory.make(files: ["a/x", "a/y", "b/c/z", "top"])
        let first = Self.index(directory.path.appending("index"), in: Self.later)
        let tree = try #require(try await Self.scan(root, first))
        let source = SourceTree(kind: .context, root: root, index: first)
        let facts = try await FileDigests(source: source).facts(of: tree)
        first.save()

        let second = Self.index(directory.path.appending("index"), in: Self.later)
        #expect(second.content.directoryCount == 4)
        #expect(second.content.count == 4)
        let again = try #require(try await Self.scan(root, second))
        #expect(Self.names(again) == Self.names(tree))
        for (entry, facts) in zip(again.entries, facts) where entry.status.kind == .regular {
            #expect(entry.record != IndexFile.noRecord)
            #expect(second.content.digest(at: entry.record, for: entry.status) == facts.digest)
        }
        // A part of what was scanned keeps what is known of it.
        let part = again.subtree(at: try #require(again.index(of: [Array("a".utf8)])))
        #expect(part.entries.dropFirst().allSatisfy { $0.record != IndexFile.noRecord })
    }

    @Test("are not kept where the directory changed just before it was read")
    func racy() async throws {
        let directory = try TemporaryDirectory()
        let root = try directory.make(files: ["a/x"])
        let index = Self.index(directory.path.appending("index"), in: 0)
        _ = try await Self.scan(root, index)
        index.save()
        #expect(Self.index(directory.path.appending("index"), in: 0).content.directoryCount == 0)
    }

    @Test("a tree that is changed at random is seen as it is, with an index of any age", arguments: 1...6)
    func changes(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let root = try directory.make(files: (0..<60).map { "d\($0 % 7)/e\($0 % 3)/f\($0)" })
        let file = directory.path.appending("index")
        let context = directory.path.appending("context")
        for round in 0..<30 {
            for _ in 0..<Int(random.next() % 4) { try Self.change(context, &random) }
            let known = Self.index(file, in: Self.later)
            let with = try await Self.scan(root, known)
            let without = try await Self.scan(root, nil)
            #expect(Self.names(with) == Self.names(without), "seed \(seed), round \(round)")
            #expect(with?.entries.map(\.status) == without?.entries.map(\.status), "seed \(seed), round \(round)")
            if let with {
                let source = SourceTree(kind: .context, root: root, index: known)
                let facts = try await FileDigests(source: source).facts(of: with)
                let forgetful = SourceTree(kind: .context, root: root)
                let fresh = try await FileDigests(source: forgetful).facts(of: with)
                #expect(facts == fresh, "seed \(seed), round \(round)")
            }
            known.save()
            // The index was told of a later time than it is, so that it trusts everything: what comes now must not bear the
            // time of what came before.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func scan(_ root: DirectoryHandle, _ index: ContextIndex?) async throws -> ScannedTree? {
        try await TreeScanner(root: root, ignore: nil, index: index).scan([], status: root.status())
    }

    /// Adds, writes, removes, renames or exchanges something, and sets the time of the directory back as a tool may.
    private static func change(_ context: FilePath, _ random: inout SeededGenerator) throws {
        let parent = context.appending("d\(random.next() % 7)").appending("e\(random.next() % 3)")
        guard let directory = try? DirectoryHandle.open(parent) else { return }
        let times = try directory.status()
        let name = Array("f\(random.next() % 60)".utf8)
        switch random.next() % 6 {
        case 0:
            if let new = try? directory.createFile(Array("n\(random.next() % 9)".utf8)) { try new.write(name) }
        case 1: try? directory.removeTree(name)
        case 2: try? directory.rename(name, to: Array("r\(random.next() % 9)".utf8))
        case 3: try? directory.makeDirectory(Array("s\(random.next() % 9)".utf8))
        case 4:
            let other = try DirectoryHandle.open(context)
            try? other.rename(Array("d\(random.next() % 7)".utf8), to: Array("d\(random.next() % 7)".utf8))
        default:
            if let old = try? directory.openFile(name, OpenFlags.writing) { try old.write(Array("changed".utf8)) }
        }
        try directory.setModified(times.modified)
    }
}

extension TemporaryDirectory {
    /// Makes files below `context`, each with its own path as its content; gives that directory.
    func make(files: [String]) throws -> DirectoryHandle {
        for file in files { try write("context/" + file, file) }
        return try DirectoryHandle.open(path.appending("context"))
    }
}
