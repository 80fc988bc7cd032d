import BuildGraph

/// Looks at the context while the first steps are still being looked up.
///
/// What COPY and ADD name is known from the plan; walking it takes longer than all else of an unchanged build. Nothing here
/// fails: what cannot be walked is met again, and told, by the step that needs it.
struct ContextPreview: Sendable {
    let session: BuildSession

    func look() async {
        guard let context = session.context else { return }
        for step in steps {
            if Task.isCancelled { return }
            // The step itself reports what is wrong here.
            _ = try? await SourceSelection(step: step, tree: context.tree).select()
        }
    }

    /// The steps that read the context, those that name the most of it first: what lies below is then known as well.
    private var steps: [CopyStep] {
        // What RUN steps mount is looked at by them alone: most of it is files and not trees.
        let steps = session.plan.vertices.compactMap { vertex -> CopyStep? in
            guard case .copy(let step) = vertex.operation, step.source == .context, step.hasPaths else { return nil }
            return step
        }
        return steps.sorted { Self.depth(of: $0) < Self.depth(of: $1) }
    }

    private static func depth(of step: CopyStep) -> Int {
        step.sources.enumerated().filter { step.remotes[$0.offset] == nil }.map(\.element).map {
            BytePath.normalised(Array($0.utf8)).components.count
        }.min() ?? 0
    }
}
