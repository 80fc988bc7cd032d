import Explorer
import Inspection
import LayerAnalysis
import LinuxSystem
import OCI
import Synchronization
import SystemPackage

/// Does what the explorer asks for, on other threads than that of the keys, and posts the answers.
final class ExploreWorker: Sendable {
    private struct State {
        var trees: [LayerTree] = []
        var stack: StackedTree?
        /// Layers up to this one are to be read.
        var target = -1
        var isLoading = false
        /// Counts arrangements that were asked for: only the last one matters.
        var generation = 0
        /// What is wrong, as far as it is known.
        var notes = ImageNotes()
        /// Of a registry's image, the search through the layers that have come.
        var search: LayerwiseSearch?
    }

    private let files: LayerFiles
    private let mailbox: ExplorerMailbox
    private let instructions: ImageInstructions
    private let state = Mutex(State())
    private var image: InspectedImage { files.image }
    private var isRemote: Bool { if case .registry = image.source { true } else { false } }

    init(_ image: InspectedImage, _ instructions: ImageInstructions, _ mailbox: ExplorerMailbox) {
        files = LayerFiles(image)
        self.mailbox = mailbox
        self.instructions = instructions
    }

    /// Begins to do what is asked for.
    func perform(_ request: ExplorerRequest) {
        switch request {
        case .load(let through): load(through: through)
        case .arrange(let spec): arrange(spec)
        case .read(let place):
            start { [files] in
                let (bytes, isWhole) = try await files.beginning(of: place)
                return .content(place, bytes, isWhole: isWhole)
            }
        case .compare(let old, let new):
            start { [files] in
                let before = try await files.beginning(of: old)
                let after = try await files.beginning(of: new)
                return .comparison(new, old: before.bytes, new: after.bytes, isWhole: before.isWhole && after.isWhole)
            }
        case .extract(let place, let path):
            start { [files] in .extracted(to: path, bytes: try await files.extract(place, to: FilePath(path))) }
        case .quit, .suspend, .redraw: break
        }
    }

    private func start(_ work: @escaping @Sendable () async throws -> ExplorerAnswer) {
        Task(executorPreference: BlockingExecutor.shared) { [mailbox] in
            do { mailbox.post(try await work()) } catch { mailbox.post(.failed(Self.text(of: error))) }
        }
    }

    /// An error and its causes in a line.
    private static func text(of error: any Error) -> String {
        guard let error = error as? any ReportableError else { return "\(error)" }
        return error.message + (error.cause.map { ": " + text(of: $0) } ?? "")
    }

    // MARK: Layers

    /// Of a registry only the layers that are looked at come over; elsewhere all are read, the lowest first.
    private func load(through layer: Int) {
        let begins = state.withLock { state in
            state.target = max(state.target, isRemote ? layer : image.layers.count - 1)
            defer { state.isLoading = true }
            return !state.isLoading
        }
        guard begins else { return }
        if state.withLock({ $0.trees.isEmpty }) { lint() }
        Task(executorPreference: BlockingExecutor.shared) { [self] in
            do {
                while let next = nextLayer() {
                    mailbox.post(.progress("reading layer \(next + 1) of \(image.layers.count) …"))
                    append(try await tree(of: next))
                }
                try await identify()
            } catch {
                state.withLock { $0.isLoading = false }
                mailbox.post(.failed(Self.text(of: error)))
            }
        }
    }

    /// A layer's tree. Of a registry's image its files are searched as they come: to fetch them a second time would take too long.
    private func tree(of layer: Int) async throws -> LayerTree {
        guard isRemote else { return try await files.tree(of: layer) }
        // One layer is read at a time, so nobody else has the search meanwhile.
        var search = state.withLock { $0.search } ?? LayerwiseSearch(image)
        let tree = try await search.read(image.layers[layer])
        let found = search
        state.withLock { $0.search = found }
        tell { $0.secrets = ImageNotes.notes(found.findings) }
        return tree
    }

    /// Posts all that is wrong, with what has just become known of it.
    private func tell(_ change: (inout ImageNotes) -> Void) {
        let all = state.withLock { state in
            change(&state.notes)
            return state.notes.all
        }
        mailbox.post(.notes(all))
    }

    /// Looks for what is wrong, but for what is in files: that comes with the layers, or when all are there.
    private func lint() {
        Task(executorPreference: BlockingExecutor.shared) { [self] in
            do {
                let notes = try instructions.notes(of: image)
                tell { $0.lint = notes }
            } catch { mailbox.post(.failed(Self.text(of: error))) }
        }
    }

    private func nextLayer() -> Int? {
        state.withLock { state in
            if state.trees.count <= state.target { return state.trees.count }
            state.isLoading = false
            return nil
        }
    }

    /// Takes a layer. The first one is shown at once, further ones when all that were asked for are there.
    private func append(_ tree: LayerTree) {
        let trees = state.withLock { state -> [LayerTree]? in
            state.trees.append(tree)
            return state.trees.count == 1 || state.trees.count > state.target ? state.trees : nil
        }
        guard let trees else { return }
        let stack = StackedTree(trees)
        state.withLock { $0.stack = stack }
        mailbox.post(.loaded(stack))
        if trees.count == image.layers.count {
            mailbox.post(.waste(ImageWaste.of(stack)))
            tell { $0.waste = ImageNotes.waste(of: stack) }
            if !isRemote { searchAll() }
        }
    }

    private func searchAll() {
        Task(executorPreference: BlockingExecutor.shared) { [self] in
            do {
                let notes = try await ImageNotes.secrets(of: image, found: { found in tell { $0.secrets = found } })
                tell { $0.secrets = notes }
            } catch { mailbox.post(.failed(Self.text(of: error))) }
        }
    }

    /// Finds out which files that several layers have are the same ones, once all layers are there.
    private func identify() async throws {
        let (trees, stack) = state.withLock { ($0.trees, $0.stack) }
        guard trees.count == image.layers.count, let stack, let identified = try await files.identified(stack) else {
            return
        }
        let better = stack.knowing(identified)
        state.withLock { $0.stack = better }
        mailbox.post(.loaded(better))
    }

    private func arrange(_ spec: TreeSpec) {
        let (generation, stack) = state.withLock { state in
            state.generation += 1
            return (state.generation, state.stack)
        }
        guard let stack else { return }
        Task(executorPreference: BlockingExecutor.shared) { [self] in
            let arrangement = TreeArrangement(stack, spec) { state.withLock { $0.generation != generation } }
            if let arrangement { mailbox.post(.arranged(arrangement)) }
        }
    }
}
