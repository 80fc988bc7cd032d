import BuildGraph
import LayerArchive
import LinuxSystem

/// Compares what two builds would make an image of.
struct TrialComparison {
    private static let limit = 200
    let base: BuildSession
    let trial: BuildSession

    /// The paths of the first image that the second has not, where those are copies of files of the context and nothing else
    /// differs, times aside; else what differs.
    func outcome(leavingOut paths: [String] = []) throws -> AdviceTrial.Outcome {
        let (mine, theirs) = (base.plan.image, trial.plan.image)
        guard mine.configuration == theirs.configuration, mine.author == theirs.author else {
            return .differs(["the configuration"])
        }
        guard let first = try base.view(of: base.stack(of: base.plan.target)),
            let second = try trial.view(of: trial.stack(of: trial.plan.target))
        else { return .differs(["one of them is empty"]) }
        let items = try MergedDifference(first, second, limit: Self.limit).items
        let others = try items.filter { try !isCopy($0, of: paths, in: first) }
        if !others.isEmpty { return .differs(others.prefix(4).map(Self.text)) }
        return .holds(without: items.map(Self.text))
    }

    private static func text(_ item: MergedDifference.Item) -> String {
        "/" + String(decoding: item.path, as: UTF8.self)
    }

    /// Whether something that only the first image has is nothing but a copy of what was left out.
    private func isCopy(_ item: MergedDifference.Item, of paths: [String], in tree: DirectoryHandle) throws -> Bool {
        guard item.second == nil, let context = base.context?.directory else { return false }
        let name = String(decoding: item.path, as: UTF8.self).split(separator: "/").last
        for path in paths where path.split(separator: "/").last == name {
            guard let source = try Self.parent(of: Array(path.utf8), in: context),
                let copy = try Self.parent(of: item.path, in: tree)
            else { continue }
            let name = Array((name ?? "").utf8)
            guard try source.statusIfPresent(of: name)?.kind == item.first else { continue }
            switch item.first {
            case .regular:
                if try Self.isSame(source.openForReading(name), copy.openForReading(name)) { return true }
            case .symbolicLink: if try source.readLink(name) == copy.readLink(name) { return true }
            // What Git keeps: its files are not those of the program.
            case .directory: if path == IgnoreProposal.gitDirectory { return true }
            default: break
            }
        }
        return false
    }

    private static func isSame(_ left: FileHandle, _ right: FileHandle) throws -> Bool {
        guard try left.status().size == right.status().size else { return false }
        var offset: Int64 = 0
        while true {
            try Cancellation.check()
            let piece = try left.read(upTo: 1 << 20, at: offset)
            guard try piece == right.read(upTo: 1 << 20, at: offset) else { return false }
            if piece.isEmpty { return true }
            offset += Int64(piece.count)
        }
    }

    private static func parent(of path: [UInt8], in root: DirectoryHandle) throws -> DirectoryHandle? {
        var directory = root
        for name in path.split(separator: 0x2F).dropLast() {
            guard try directory.statusIfPresent(of: Array(name))?.kind == .directory else { return nil }
            directory = try directory.openDirectory(Array(name))
        }
        return directory
    }
}
