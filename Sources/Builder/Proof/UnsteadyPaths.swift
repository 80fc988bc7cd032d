import LayerArchive
import LinuxSystem

/// What differs between two builds of the same Dockerfile, and what of it does not: a file in which only the time is another
/// one has to have its other lines in a changed build, too.
struct UnsteadyPaths: Sendable {
    private let trees: ProofTrees
    private let items: [[UInt8]: MergedDifference.Item]

    /// Files are read up to this size; of longer ones, and of those that are no text, only kind, mode and owner have to be the same.
    private static let limit: Int64 = 16 << 20

    /// Compares the trees of two builds of the same Dockerfile.
    init(_ trees: ProofTrees, limit: Int) throws {
        self.trees = trees
        items = Dictionary(try trees.differences(limit: limit).map { ($0.path, $0) }) { first, _ in first }
    }

    /// Whether a changed build differs at a path only in what the two builds differ in.
    ///
    /// - Parameter changed: the tree of the changed build.
    func covers(_ item: MergedDifference.Item, in changed: DirectoryHandle?) throws -> Bool {
        guard let known = items[item.path] else { return false }
        // Nothing is known of what only one of them has: names are random.
        guard let kind = known.first, known.second != nil else { return true }
        guard item.second == kind || item.second == known.second else { return false }
        let path = String(decoding: item.path, as: UTF8.self)
        guard let first = try ProofTrees.status(path, in: trees.first),
            let second = try ProofTrees.status(path, in: trees.second),
            let other = try ProofTrees.status(path, in: changed)
        else { return false }
        if Self.isOwnedAlike(first, second), !Self.isOwnedAlike(second, other) { return false }
        guard [first, second, other].allSatisfy({ $0.kind == .regular && $0.size <= Self.limit }) else { return true }
        guard let one = try ProofTrees.read(path, in: trees.first),
            let two = try ProofTrees.read(path, in: trees.second),
            let three = try ProofTrees.read(path, in: changed)
        else { return false }
        return Self.isAlike(one, two, three)
    }

    private static func isOwnedAlike(_ first: FileStatus, _ second: FileStatus) -> Bool {
        first.permissions == second.permissions && first.userID == second.userID && first.groupID == second.groupID
    }

    /// Whether all lines that two texts have in common are lines of a third one.
    static func isAlike(_ first: [UInt8], _ second: [UInt8], _ other: [UInt8]) -> Bool {
        if [first, second, other].contains(where: { $0.contains(0) }) { return true }
        let (one, two, three) = (lines(first), lines(second), lines(other))
        return one.allSatisfy { line, count in min(count, two[line] ?? 0) <= three[line] ?? 0 }
    }

    private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>: Int] {
        text.split(separator: 0x0A).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
