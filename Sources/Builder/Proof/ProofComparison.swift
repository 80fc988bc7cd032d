import LayerArchive
import LinuxSystem

/// Puts the differences of two images into classes.
struct ProofComparison {
    /// What it comes to.
    private(set) var verdict = ProofVerdict()

    /// The packages that only the first image has.
    let packages: LostPackages

    private static let shown = 4

    init(_ trees: ProofTrees, unsteady: UnsteadyPaths, cacheTargets: [String], lost: [String], limit: Int) throws {
        let items = try trees.differences(limit: limit)
        packages = try LostPackages(trees)
        guard items.count < limit else {
            verdict.failure = "the images differ in \(limit) paths and more"
            return
        }
        if let problem = packages.problem {
            verdict.failure = problem
            return
        }
        verdict.lostPackages = packages.names
        var others: [String] = []
        for item in items {
            for path in try Self.paths(of: item, in: trees) {
                if item.second == nil, lost.contains(where: { "/" + path == $0 || ("/" + path).hasPrefix($0 + "/") }) {
                    verdict.differences[.source, default: 0] += 1
                    continue
                }
                guard let found = try Self.classify(path, item, unsteady, cacheTargets, packages, trees) else {
                    others.append("/" + path)
                    continue
                }
                verdict.differences[found, default: 0] += 1
            }
        }
        if !others.isEmpty {
            let more = others.count > Self.shown ? " and \(others.count - Self.shown) more" : ""
            verdict.neededPackages = try packages.writers(of: others, in: trees)
            verdict.failure = "the images differ in \(others.prefix(Self.shown).joined(separator: ", "))\(more)"
        }
    }

    /// The path of a difference, with all below it where only one tree has the directory.
    private static func paths(of item: MergedDifference.Item, in trees: ProofTrees) throws -> [String] {
        let path = String(decoding: item.path, as: UTF8.self)
        if item.second == nil, item.first == .directory {
            return [path] + (try ProofTrees.paths(below: path, in: trees.first))
        }
        if item.first == nil, item.second == .directory {
            return [path] + (try ProofTrees.paths(below: path, in: trees.second))
        }
        return [path]
    }

    private static func classify(
        _ path: String, _ item: MergedDifference.Item, _ unsteady: UnsteadyPaths, _ targets: [String],
        _ packages: LostPackages, _ trees: ProofTrees
    ) throws -> ProofClass? {
        if try unsteady.covers(item, in: trees.second) { return .unsteady }
        let isMade = item.first == nil || item.second == nil
        let kinds = try [trees.first, trees.second].compactMap { try ProofTrees.status(path, in: $0)?.kind }
        let known = try ProofClass(
            path: path, isMade: isMade, isFile: kinds.allSatisfy { $0 == .regular }, cacheTargets: targets
        ) { source in
            try [trees.first, trees.second].contains { try ProofTrees.status(source, in: $0)?.kind == .regular }
        }
        if let known { return known }
        if packages.names.isEmpty { return nil }
        if packages.isRecord(path) { return .packageRecord }
        guard item.second == nil else { return nil }
        return try packages.owns(path, in: trees) ? .lostPackage : nil
    }
}
