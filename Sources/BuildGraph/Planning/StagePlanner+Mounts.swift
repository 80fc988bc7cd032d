internal import DockerfileSyntax
internal import OCI

extension StagePlanner {
    /// What a RUN mounts.
    struct PlannedMounts {
        var mounts: [StepMount] = []
        var secrets: [StepSecret] = []
        var agents: [StepAgent] = []

        /// All places that are taken.
        var targets: [String] { mounts.map(\.target) + secrets.compactMap(\.target) + agents.map(\.target) }
    }

    /// Plans the mounts of a RUN, in the order in which they are written.
    mutating func planMounts(of run: RunInstruction, _ step: StageNode.Step) throws(Diagnostic) -> PlannedMounts {
        var planned = PlannedMounts()
        for (index, flag) in run.mounts.enumerated() {
            let environment = state.environment
            let mount = try flag.resolve { environment[$0] }
            let source = step.sources.indices.contains(index) ? step.sources[index] : nil
            switch mount.kind {
            case .secret: planned.secrets.append(try secret(mount, flag))
            case .ssh: planned.agents.append(try agent(mount, flag, number: planned.agents.count))
            case .bind, .cache, .tmpfs: planned.mounts.append(try plan(mount, flag, source, step))
            }
            let targets = planned.targets
            if targets.count > Set(targets).count {
                let target = targets.first { target in targets.count { $0 == target } > 1 } ?? ""
                throw .error(
                    .mount, "two mounts have the target \(target)",
                    hint: "give each mount a target of its own, or leave one out", at: flag.range)
            }
        }
        return planned
    }

    private mutating func plan(
        _ mount: RunMount, _ flag: RunMountFlag, _ source: StageNode.Source?, _ step: StageNode.Step
    ) throws(Diagnostic) -> StepMount {
        let content: StepMount.Content
        switch mount.kind {
        case .bind:
            let path = LexicalPath.clean("/" + (mount.source ?? ""))
            content = .bind(source: try bindSource(mount, source, step), path: path)
        case .cache: content = .cache(try cache(mount, flag, source, step))
        case .tmpfs, .secret, .ssh: content = .tmpfs(sizeLimit: mount.sizeLimit.flatMap { $0 > 0 ? $0 : nil })
        }
        return StepMount(
            content: content, target: try target(mount.target ?? "", flag), isReadOnly: mount.isReadOnly,
            range: flag.range)
    }

    /// A place in the container, from the working directory where it is relative.
    func target(_ text: String, _ flag: RunMountFlag) throws(Diagnostic) -> String {
        let path = LexicalPath.clean(text.hasPrefix("/") ? text : state.workingDirectory + "/" + text)
        guard path != "/" else {
            throw .error(
                .mount, "the target of a mount is \(text.isEmpty ? "missing" : "the root directory")",
                hint: "write target=/path/in/the/container", at: flag.range)
        }
        return path
    }

    private mutating func bindSource(
        _ mount: RunMount, _ source: StageNode.Source?, _ step: StageNode.Step
    ) throws(Diagnostic) -> CopyStep.Source {
        if mount.from == nil { return .context }
        if case .directory(let name) = source { return .named(name) }
        return .fileSystem(fileSystem(of: source, step))
    }

    private mutating func cache(
        _ mount: RunMount, _ flag: RunMountFlag, _ source: StageNode.Source?, _ step: StageNode.Step
    ) throws(Diagnostic) -> StepMount.Cache {
        let path = LexicalPath.clean("/" + (mount.source ?? ""))
        var seed: StepMount.Seed?
        if mount.from != nil {
            let fileSystem = fileSystem(of: source, step)
            if fileSystem != .scratch || path != "/" { seed = StepMount.Seed(fileSystem: fileSystem, path: path) }
        } else if path != "/" {
            throw .error(
                .mount, "a cache mount without from has no source \(path)",
                hint: "name the stage or image that holds it with from=NAME, or leave source out", at: flag.range)
        }
        var attributes: StepMount.Attributes?
        if mount.mode != nil || mount.userID != nil || mount.groupID != nil {
            attributes = StepMount.Attributes(
                mode: UInt16(truncatingIfNeeded: (mount.mode ?? 0o755) & 0o7777),
                owner: Owner(user: mount.userID ?? 0, group: mount.groupID ?? 0))
        }
        return StepMount.Cache(
            id: cacheID(mount), sharing: mount.sharing ?? .shared, seed: seed, attributes: attributes)
    }

    /// Without an `id` the target as it is written, cleaned: a relative one is another cache than an absolute one.
    /// The name of a cache, below the name space that the caller may have given (`BUILDKIT_CACHE_MOUNT_NS`).
    private func cacheID(_ mount: RunMount) -> String {
        let name = ownCacheID(mount)
        guard let space = context.arguments.given["BUILDKIT_CACHE_MOUNT_NS"], !space.isEmpty else { return name }
        return LexicalPath.clean("/" + space + "/" + name)
    }

    private func ownCacheID(_ mount: RunMount) -> String {
        if let id = mount.id, !id.isEmpty { return id }
        let target = mount.target ?? ""
        return target.hasPrefix("/") ? LexicalPath.clean(target) : String(LexicalPath.clean(target).dropFirst())
    }

    /// The tree that `from` stands for.
    mutating func fileSystem(of source: StageNode.Source?, _ step: StageNode.Step) -> FileSystem {
        switch source {
        // Where it is nothing the resolver has reported why the name stands for nothing.
        case .scratch, nil: .scratch
        case .stage(let index): context.stages[index]?.fileSystem ?? .scratch
        case .directory(let name), .files(let name):
            context.fileSystem(ofFiles: name, range: step.range, stage: stage)
        case .image(let image):
            context.fileSystem(of: image, range: step.range, stage: stage) { "FROM \(image.name)" }
        }
    }
}
