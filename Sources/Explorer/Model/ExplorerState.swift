import LayerAnalysis

/// The explorer without a terminal: what is shown and chosen, what a key changes, and what is to be done for it.
///
/// ```swift
/// var state = ExplorerState(image, columns: 80, rows: 24)
/// for request in state.handle(.key(.down)) { … }         // do it, maybe elsewhere, and then
/// for request in state.handle(answer) { … }
/// writer.bytes(for: state.screen())
/// ```
public struct ExplorerState: Sendable {
    /// A part of the screen that takes keys.
    enum Pane: Hashable, Sendable, CaseIterable { case layers, tree, waste, notes }

    /// What stands above the panes.
    enum Overlay: Hashable, Sendable {
        case help(top: Int)
        case viewer(Viewer)
        /// A filter is being typed; what it was before comes back at Escape.
        case filter(before: String)
        case search(Viewer, text: String)
        case extraction(ContentPlace, text: String)
    }

    let image: ExplorerImage
    var columns: Int
    var rows: Int
    var focus = Pane.layers
    /// The part of the bottom left that is seen.
    var lowerPane = Pane.waste
    var overlay: Overlay?
    /// What is told in the last line until the next key.
    var message: (text: String, isError: Bool)?
    /// How far reading is, where it is not done.
    var progress: String?

    var layer = ListPlace()
    var spec = TreeSpec()
    var stack: StackedTree?
    var tree: TreeRows?
    var place = ListPlace()
    var showsAttributes: Bool?
    /// What is to be found as soon as the tree is arranged anew.
    var wanted: [UInt8]?
    /// Keys for a tree that is not arranged yet.
    var waitingKeys: [Key] = []
    /// How many of the largest have been gone to.
    var rank = 0

    var waste: ExplorerImage.Waste?
    var wastePlace = ListPlace()
    var notes: [ExplorerImage.Note] = []
    var notePlace = ListPlace()
    /// The finding that was gone to last.
    var shownNote: Int?
    /// Layers in which something bad was found, and how bad the worst of it is.
    var notedLayers: [Int: Tint] = [:]
    /// The files in which something was found.
    var notedFiles: Set<ContentPlace> = []

    /// Begins with the lowest layer.
    public init(_ image: ExplorerImage, columns: Int, rows: Int) {
        self.image = image
        self.columns = columns
        self.rows = rows
    }

    /// What is to be done before anything happens.
    public var firstRequests: [ExplorerRequest] { image.layers.isEmpty ? [] : [.load(through: 0)] }

    /// The terminal has another size.
    public mutating func resize(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        settle()
    }

    /// Takes an answer.
    public mutating func handle(_ answer: ExplorerAnswer) -> [ExplorerRequest] {
        switch answer {
        case .loaded(let stack):
            let isNew = self.stack.map { spec.upper >= $0.layers.count } ?? true
            self.stack = stack
            // Whoever reads on says so.
            progress = nil
            // What was shown stays right when layers come above it, but for the numbers of its nodes.
            return isNew || stack.layers.count == image.layers.count ? arrange() : []
        case .progress(let text): progress = text
        case .arranged(let arrangement):
            take(arrangement)
            return takeWaitingKeys()
        case .content(let place, let bytes, let isWhole):
            overlay = .viewer(Viewer(place, bytes, isWhole: isWhole))
        case .comparison(let place, let old, let new, let isWhole):
            overlay = .viewer(Viewer(place, comparing: old, with: new, isWhole: isWhole))
        case .extracted(let path, let bytes): message = ("wrote \(bytes) bytes to \(path)", false)
        case .waste(let waste): self.waste = waste
        case .notes(let notes):
            self.notes = notes
            mark(notes)
            notePlace.go(to: notePlace.cursor, count: notes.count, height: layout.lower.height)
        case .failed(let text):
            message = (text, true)
            progress = nil
            waitingKeys = []
        }
        return []
    }

    /// Remembers what of layers and files is to be marked: a screen is drawn far more often than something is found.
    private mutating func mark(_ notes: [ExplorerImage.Note]) {
        notedLayers = [:]
        notedFiles = []
        for note in notes {
            guard let layer = note.layer else { continue }
            if let path = note.path { notedFiles.insert(ContentPlace(layer: layer, path: path)) }
            if note.grade == "error" {
                notedLayers[layer] = .danger
            } else if note.grade == "warning", notedLayers[layer] == nil {
                notedLayers[layer] = .warning
            }
        }
    }

    /// Asks for the tree anew, where its layers are there.
    mutating func arrange() -> [ExplorerRequest] {
        rank = 0
        guard let stack, spec.upper < stack.layers.count else { return [.load(through: spec.upper)] }
        return [.arrange(spec)]
    }

    private mutating func take(_ arrangement: TreeArrangement) {
        guard arrangement.spec == spec else { return }
        // In place: a copy of a million rows would be noticed.
        let chosen = chosenNode
        let row = tree?.replace(with: arrangement, keeping: chosen) ?? 0
        if tree == nil { tree = TreeRows(arrangement) }
        let count = tree?.count ?? 0
        place.reveal(row, count: count, height: layout.tree.height)
        if let path = wanted {
            wanted = nil
            reveal(path)
        }
    }

    /// The node under the cursor of the tree.
    var chosenNode: Int? {
        guard let tree, place.cursor < tree.count else { return nil }
        return tree.place(at: place.cursor).node
    }

    /// Opens the directories on the way to a path, and chooses it.
    mutating func reveal(_ path: [UInt8]) {
        guard let stack = tree?.arrangement.stack else { return }
        guard let node = stack.node(at: path), let row = tree?.row(of: node, opening: true) else {
            message = ("/\(ShownText.name(path)) is not shown here: a filter, or a hidden kind of change", false)
            return
        }
        place.reveal(row, count: tree?.count ?? 0, height: layout.tree.height)
        focus = .tree
    }

    /// Keeps what is chosen within what is there, and in sight.
    mutating func settle() {
        let layout = layout
        layer.go(to: layer.cursor, count: image.layers.count, height: layout.layers.height)
        place.go(to: place.cursor, count: tree?.count ?? 0, height: layout.tree.height)
        wastePlace.go(to: wastePlace.cursor, count: waste?.paths.count ?? 0, height: layout.lower.height)
        notePlace.go(to: notePlace.cursor, count: notes.count, height: layout.lower.height)
    }
}
