public import LayerAnalysis
public import OCI
import TerminalUI

/// What the page of an image shows, as the JSON that its script reads.
///
/// The page stays small however many entries there are: those that weigh most are in it, the others of each directory are gathered in
/// one that says how many they are.
public struct ReportDocument {
    /// So many entries are on the page at most.
    public static let limit = 20_000
    /// Directories deeper than this are gathered: nobody looks at them, and readers of JSON have their bounds.
    private static let deepest = 60

    private let image: ExplorerImage
    private let stack: StackedTree
    private let waste: ExplorerImage.Waste?
    private let notes: [ExplorerImage.Note]
    private let limit: Int
    /// For each layer and entry the bytes of it and all that is below.
    private let sums: [[Int64]]
    /// Entries with fewer bytes are gathered.
    private let least: Int64

    /// Gathers what is known of an image, all of whose layers are read.
    public init(
        _ image: ExplorerImage, _ stack: StackedTree, waste: ExplorerImage.Waste?, notes: [ExplorerImage.Note],
        limit: Int = ReportDocument.limit
    ) {
        self.image = image
        self.stack = stack
        self.waste = waste
        self.notes = notes
        self.limit = limit
        sums = stack.layers.map(Self.sums)
        least = Self.least(sums, limit)
    }

    /// The document.
    public func json() -> JSONValue {
        let count = stack.layers.reduce(0) { $0 + $1.archivedCount }
        let size = stack.layers.reduce(0) { $0 + $1.headerBytes }
        return .object([
            "image": .string(Self.shown(image.name)), "about": .string(Self.shown(image.about)),
            "size": Self.number(size), "entries": Self.number(Int64(count)),
            "efficiency": JSONNumber(waste?.efficiency ?? 1).map { .number($0) } ?? .null,
            "wasted": Self.number(waste?.bytes ?? 0),
            "layers": .array(stack.layers.indices.map(layer)),
            "waste": .array((waste?.paths ?? []).prefix(500).map(Self.waste)),
            "findings": .array(notes.prefix(2000).map(Self.note)),
            "isCut": least < 0 ? .null : .string("Only the larger entries are on this page; the others are gathered"),
            "foot": .string("Made by strata. The page is whole: it asks nothing of any network."),
        ])
    }

    private func layer(_ number: Int) -> JSONValue {
        let view = StackedView(stack, through: number, since: number - 1)
        var counts = [Int64](repeating: 0, count: 8)
        for node in 1..<max(1, stack.count) { counts[Int(view.change(of: node).rawValue)] += 1 }
        let known = image.layers.indices.contains(number) ? image.layers[number] : nil
        func count(_ change: StackedView.Change) -> JSONValue { Self.number(counts[Int(change.rawValue)]) }
        return .object([
            "i": Self.number(Int64(number)), "b": Self.number(sums[number][LayerTree.root]),
            "t": .string(Self.shown(known?.created ?? "")),
            "command": .string(Self.shown(InstructionText.line(known?.command ?? ""))),
            "digest": .string(Self.shown(known?.digest ?? "")),
            "added": count(.added), "modified": count(.modified), "removed": count(.removed),
            "k": .array(children(of: LayerTree.root, StackedTree.root, number, view, depth: 0)),
        ])
    }

    /// The entries of a directory of a layer, the largest first; `node` is the directory's in the stack.
    private func children(of entry: Int, _ node: Int, _ number: Int, _ view: StackedView, depth: Int) -> [JSONValue] {
        let layer = stack.layers[number]
        let sums = sums[number]
        let all = layer.children(of: entry)
        let kept =
            depth < Self.deepest ? all.filter { sums[$0] > least }.sorted { (sums[$1], $0) < (sums[$0], $1) } : []
        var result = kept.map { child -> JSONValue in
            let place = stack.child(layer.name(of: child), of: node) ?? StackedTree.root
            let change = layer[child].kind == .whiteout ? 3 : Self.number(of: view.change(of: place))
            var members: [JSONObject.Member] = [
                .init(key: "n", value: .string(ShownText.name(layer.name(of: child)))),
                .init(key: "b", value: Self.number(sums[child])), .init(key: "c", value: Self.number(Int64(change))),
            ]
            let below = children(of: child, place, number, view, depth: depth + 1)
            if !below.isEmpty { members.append(.init(key: "k", value: .array(below))) }
            return .object(JSONObject(members: members))
        }
        if kept.count < all.count {
            let isKept = Set(kept)
            let bytes = all.reduce(Int64(0)) { $0 + (isKept.contains($1) ? 0 : sums[$1]) }
            result.append(
                .object([
                    "n": .string(""), "b": Self.number(bytes), "c": Self.number(0),
                    "m": Self.number(Int64(all.count - kept.count)),
                ]))
        }
        return result
    }

    private static func number(of change: StackedView.Change) -> Int {
        switch change {
        case .absent, .unchanged: 0
        case .added: 1
        case .modified: 2
        case .removed: 3
        }
    }

    private static func sums(_ tree: LayerTree) -> [Int64] {
        var sums = (0..<tree.count).map { tree.size(of: $0) }
        for entry in stride(from: tree.count - 1, to: 0, by: -1) { sums[tree.parent(of: entry)] += sums[entry] }
        return sums
    }

    /// The bytes that an entry must have more than, so that no more than `limit` are left; -1 where all may stay.
    private static func least(_ sums: [[Int64]], _ limit: Int) -> Int64 {
        guard sums.reduce(0, { $0 + $1.count }) > limit else { return -1 }
        var all = sums.flatMap(\.self)
        all.sort(by: >)
        return all[limit]
    }

    private static func waste(_ path: ExplorerImage.WastedPath) -> JSONValue {
        .object([
            "p": .string("/" + ShownText.name(path.path)), "b": number(path.bytes), "n": number(Int64(path.count)),
        ])
    }

    private static func note(_ note: ExplorerImage.Note) -> JSONValue {
        .object([
            "grade": .string(shown(note.grade)), "rule": .string(shown(note.rule)), "text": .string(shown(note.text)),
            "layer": note.layer.map { number(Int64($0)) } ?? .null,
            "path": .string(note.path.map { "/" + ShownText.name($0) } ?? ""),
        ])
    }

    private static func shown(_ text: String) -> String { ShownText.name(Array(text.utf8)) }
    private static func number(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }
}
