import BuildGraph
import ContainerRuntime
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// Carries out a RUN: a process in a container over the layers below; what it changed becomes a layer.
struct RunExecution: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let step: RunStep

    /// The stack with the step's layer on top, from the cache where it is there.
    func execute() async throws -> StackState {
        RunSecrets.announce(step, in: session)
        do {
            return try await attempt()
        } catch let error as BuildError where error.code == .contextChanged {
            session.lookAgain()
            return try await attempt()
        }
    }

    private var mounts: RunMounts { RunMounts(session: session, vertex: vertex, step: step) }

    /// A bind mount of a stage's part is known by all that the stage holds, which is quick to tell; where that is not found,
    /// what it selects is looked at.
    private func attempt() async throws -> StackState {
        let parent = session.stack(of: step.parent)
        let cache = StepCache(session: session, vertex: vertex, parent: parent)
        let context = session.keyContext(on: parent, of: vertex)
        let glance = try await mounts.glance()
        let quick = KeyParts.run(step, in: context, mounted: glance.digests)
        if step.mounts.isEmpty { return try await cache.result(of: quick) { try await run(over: parent, glance, $0) } }
        if let state = try await cache.hit(quick) {
            session.reporter.cached(vertex.name)
            return state
        }
        try mounts.requireSources()
        let shown = try await mounts.look(glance)
        let parts = shown.map { KeyParts.run(step, in: context, mounted: $0.digests) } ?? quick
        let all = shown ?? glance
        let state = try await cache.result(of: parts, listing: { all.listing }) { line in
            try await run(over: parent, all, line)
        }
        if shown != nil, let layer = state.own { try cache.recordShortCut(quick, layer) }
        return state
    }

    private func run(
        over parent: StackState, _ shown: RunMounts.Shown, _ line: BuildVertex
    ) async throws -> CommittedLayer {
        let stack = try session.store.stack(of: parent.layers)
        let work = try session.store.makeWorkDirectory()
        defer { work.remove() }
        try work.prepareUpper(root: stack.root)
        let secrets = try RunSecrets(of: step, in: session)
        var prepared = try await mounts.prepare(shown, in: work)
        // In whole seconds, as archives have times: who unpacks the layer elsewhere finds the same content.
        let start = FileTime(seconds: Timestamp.now().seconds, nanoseconds: 0)
        let given = prepared.mounts
        let outcome = Result { try runProcess(in: work, over: stack, given, secrets, line) }
        // A step that failed leaves what it wrote there, too.
        let caches = CacheMountSearch(session: session, vertex: vertex)
        try caches.warn(about: prepared.caches, changedSince: start)
        withExtendedLifetime(prepared.holds) {}
        if case .failure(let error as BuildError) = outcome, error.code == .stepFailed, inspection.isWanted {
            // The command's own mounts are good for one run, and locked caches are let go for the next.
            prepared = RunMounts.Prepared()
            try await inspect(error, work, stack, shown, line)
        }
        try outcome.get()
        let end = FileTime(Timestamp.now())

        var capture = LayerCapture(of: try DirectoryHandle.open(work.upper))
        capture.mtimeRule = .outside(start...max(start, end))
        capture.sourceDateEpoch = session.sourceDateEpoch?.seconds
        capture.base = try OverlayMount.make(lowers: stack.lowerDirectories).root()
        capture.root = .compared(with: stack.root)
        let guardian = SecretGuard(session: session, vertex: vertex)
        let search = guardian.search()
        capture.search = search
        let summary = try capture.normalise()
        try guardian.check(search)
        return try session.store.commitLayer(
            work, summary: summary, mtimeRule: capture.mtimeRule, created: .now(),
            cutOff: session.sourceDateEpoch == nil)
    }

    private var inspection: FailureInspection { FailureInspection(session: session, vertex: vertex, step: step) }

    /// Lets somebody look at what a failed command saw and made, and keeps that, where it is wanted.
    private func inspect(
        _ error: BuildError, _ work: WorkDirectory, _ stack: LayerStack, _ shown: RunMounts.Shown, _ line: BuildVertex
    ) async throws {
        if session.request.onFailure != nil {
            let aside = try session.store.makeWorkDirectory()
            defer { aside.remove() }
            let secrets = try RunSecrets(of: step, in: session)
            let prepared = try await mounts.prepare(shown, in: aside)
            let root = try OverlayMount.make(
                lowers: stack.lowerDirectories, upper: work.upper, work: aside.overlayWork, isVolatile: true)
            inspection.show(try container(root, aside, prepared.mounts, secrets), error)
            withExtendedLifetime(prepared.holds) {}
        }
        inspection.keep(work, line) {
            guard let search = SecretGuard(session: session, vertex: vertex).search() else { return false }
            var capture = LayerCapture(of: try DirectoryHandle.open(work.upper))
            capture.base = try OverlayMount.make(lowers: stack.lowerDirectories).root()
            capture.root = .compared(with: stack.root)
            capture.search = search
            _ = try capture.normalise()
            return !search.findings.isEmpty
        }
    }

    /// The container of the step's command.
    private func container(
        _ mount: DetachedMount, _ work: WorkDirectory, _ mounts: [ContainerMount], _ secrets: RunSecrets
    ) throws -> ContainerRequest {
        var request = ContainerRequest(root: mount, arguments: step.arguments)
        request.environment = step.environment + step.proxyEnvironment
        request.workingDirectory = step.workingDirectory
        request.user = step.user
        request.network = step.network == .none ? .none : .host
        request.apply(step.sandbox)
        request.runtime = try session.runtimeProgram()
        request.mounts = mounts + secrets.mounts
        request.environment += secrets.environment
        request.forbidsCoreFiles = !secrets.environment.isEmpty || !secrets.mounts.isEmpty
        if !step.devices.isEmpty {
            try DeviceDescriptions(in: session.request.deviceDirectories).add(step.devices, to: &request)
        }
        if !step.files.isEmpty { request.binds.append(try scripts(in: work)) }
        return request
    }

    private func runProcess(
        in work: WorkDirectory, over stack: LayerStack, _ mounts: [ContainerMount], _ secrets: RunSecrets,
        _ line: BuildVertex
    ) throws {
        if let refusal = ForeignPrograms.refusal(of: step.platform) {
            throw failure(refusal.message, status: refusal.exitCode, OutputTail(), hint: refusal.hint)
        }
        let mount = try OverlayMount.make(
            lowers: stack.lowerDirectories, upper: work.upper, work: work.overlayWork, isVolatile: true)
        let request = try container(mount, work, mounts, secrets)
        var tail = OutputTail()
        var masks = (output: session.secrets.mask(), error: session.secrets.mask())
        func show(_ stream: LogStream, _ bytes: [UInt8]) {
            if bytes.isEmpty { return }
            tail.add(bytes)
            session.history.log(vertex.id, bytes)
            session.reporter.log(line, stream, bytes)
        }
        let status: Int32
        do {
            status = try ContainerProcess.run(request) { stream, bytes in
                switch stream {
                case .standardOutput: show(.standardOutput, masks.output.feed(Array(bytes)))
                case .standardError: show(.standardError, masks.error.feed(Array(bytes)))
                }
            }
            show(.standardOutput, masks.output.finish())
            show(.standardError, masks.error.finish())
        } catch var error as ContainerError {
            if error.code == .commandNotExecutable, ForeignPrograms.support(for: step.platform) == .unknown {
                error = ForeignPrograms.missing(step.platform)
            }
            throw failure("\(error.message)", status: error.exitCode, tail, hint: error.hint, cause: error.cause)
        }
        if status != 0 { throw failure("exit code: \(status)", status: status, tail) }
    }

    private func failure(
        _ what: String, status: Int32, _ tail: OutputTail, hint: String? = nil, cause: (any Error)? = nil
    ) -> BuildError {
        var error = BuildError(
            .stepFailed, "process \"\(step.commandText)\" did not complete successfully: \(what)", hint: hint,
            cause: cause)
        error.exitStatus = status
        error.problem = what
        error.lastOutput = tail.lines
        return error
    }

    /// Writes the scripts of here-documents where the container sees them read-only.
    private func scripts(in work: WorkDirectory) throws -> BindMount {
        let path = try work.makeDirectory("pipes")
        let directory = try DirectoryHandle.open(path)
        for file in step.files {
            try directory.createFile(Array(file.name.utf8), permissions: 0o700).write(file.bytes)
            try directory.setPermissions(file.mode, of: Array(file.name.utf8))
        }
        try directory.setPermissions(0o755)
        return BindMount(source: path, target: RunStep.filesDirectory, isReadOnly: true)
    }
}

/// The last lines that a process wrote.
struct OutputTail {
    private static let limit = 20
    private(set) var lines: [String] = []
    private var open: [UInt8] = []

    /// Adds what was written, in chunks of any size.
    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") { endLine() } else if open.count < 4096 { open.append(byte) }
        }
    }

    private mutating func endLine() {
        if lines.count == Self.limit { lines.removeFirst() }
        lines.append(String(decoding: open, as: UTF8.self))
        open.removeAll(keepingCapacity: true)
    }
}

extension FileTime {
    /// The same moment as a file's clock has it.
    init(_ time: Timestamp) { self.init(seconds: time.seconds, nanoseconds: Int64(time.nanoseconds)) }
}
