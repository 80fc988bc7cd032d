import BuildGraph
import DockerfileSyntax
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Transport

/// Brings a context that is no directory of this machine into one: an archive or a Dockerfile that comes by a stream or from a
/// server, or a repository.
struct FetchedContext: Sendable {
    private static let limit = 16 << 20
    let store: Store
    let reporter: ProgressReporter

    /// A request whose context is a directory or nothing, and what keeps that in its place.
    struct Resolved: Sendable {
        let request: BuildRequest
        var keeper: [any Sendable] = []
    }

    /// - Throws: `BuildError` with `notFetched`, `badArchive` or `dockerfileMissing`.
    func resolve(_ request: BuildRequest) async throws -> Resolved {
        switch request.context {
        case .directory, .empty: return Resolved(request: request)
        case .stream(let file):
            return try await reporter.internalWork("[internal] load build context from standard input") { line in
                let work = try store.makeWorkDirectory()
                let kept = try DirectoryHandle.open(work.path).createFile(Array("context".utf8))
                let size = try FileSource(file).copy(to: FileSink(kept))
                reporter.status(line, "transferring context: \(size)B", done: true)
                return try take(FilePath("\(work.path)/context"), in: work, request, [])
            }
        case .remote(let address):
            return try await fetch(address, request)
        }
    }

    private func fetch(_ address: String, _ request: BuildRequest) async throws -> Resolved {
        let source: RemoteSource
        do {
            let keeps = ["1", "true"].contains(request.buildArguments["BUILDKIT_CONTEXT_KEEP_GIT_DIR"]?.lowercased())
            source = try RemoteSource(address: address, keepsGitDirectory: keeps ? true : nil)
        } catch {
            let shown = AddressCredentials.hidden(in: address)
            throw BuildError(.notFetched, "the build context \(shown): \(error)", hint: "write URL#ref:directory")
        }
        switch source.kind {
        case .repository(let reference): return try await checkOut(reference, source, request)
        case .file:
            return try await reporter.internalWork("[internal] load remote build context") { line in
                var files = RemoteFiles(store: store, client: HTTPClient(request.transport))
                files.purpose = "the build context"
                let fetched = try await files.fetch(source)
                var request = request
                request.contextMaterial = SourceMaterial(file: source.shown, fetched.record.digest)
                reporter.status(line, "transferring context: \(fetched.received)B", done: true)
                let path = fetched.hold.path.appending(BytePath.text(fetched.record.fileName))
                if fetched.record.lastModified != nil {
                    request.contextTime = try FileHandle.open(path).status().modified.seconds
                }
                return try take(path, in: store.makeWorkDirectory(), request, [fetched.hold])
            }
        }
    }

    private func checkOut(
        _ reference: GitReference, _ source: RemoteSource, _ request: BuildRequest
    ) async throws -> Resolved {
        try await reporter.internalWork("[internal] load git source \(source.shown)") { line in
            let repositories = Repositories(store: store, request: request)
            let commit = try repositories.resolve(reference)
            let made = try await repositories.checkOut(
                commit, of: reference, keepsGitDirectory: source.keepsGitDirectory)
            reporter.status(line, "commit \(commit.hash)", done: true)
            var request = request
            request.contextMaterial = SourceMaterial(reference, commit)
            request.contextTime = made.time
            return try resolved(request, made.directory, made.work, [])
        }
    }

    /// An archive is unpacked and is the context; everything else is the Dockerfile of a build without one.
    private func take(
        _ path: FilePath, in work: WorkDirectory, _ request: BuildRequest, _ keepers: [any Sendable]
    ) throws -> Resolved {
        guard try ArchiveSource.isArchive(FileHandle.open(path)) else {
            var request = request
            if case .file(let name) = request.dockerfile {
                if name != "Dockerfile" {
                    throw BuildError(
                        .dockerfileMissing, "reading the Dockerfile \(name): what came as context is no archive",
                        hint: "leave out -f: what came is taken for the Dockerfile itself")
                }
                request.dockerfile = .bytes(try FileHandle.open(path).readAll(limit: Self.limit), name: "Dockerfile")
            }
            request.context = .empty
            return Resolved(request: request, keeper: keepers)
        }
        let directory = try DirectoryHandle.open(work.upper)
        var request = request
        let latest = try Self.unpack(path, into: directory, what: "the build context")
        request.contextTime = request.contextTime ?? latest
        return try resolved(request, directory, work, keepers)
    }

    /// Unpacks an archive, and gives the latest time in it.
    ///
    /// - Throws: `BuildError` with `badArchive`.
    static func unpack(_ path: FilePath, into directory: DirectoryHandle, what: String) throws -> Int64? {
        var applier = LayerApplier(into: directory)
        applier.rejectsWhiteouts = true
        applier.isPlainArchive = true
        do {
            return try applier.unpack(DecompressingSource(FileSource(FileHandle.open(path)))).latest
        } catch let error as LayerArchiveError {
            throw BuildError(.badArchive, "unpacking \(what)", hint: error.hint, cause: error)
        }
    }

    /// The Dockerfile and its own ignore file are read here: links in them must not lead out of the context.
    private func resolved(
        _ request: BuildRequest, _ directory: DirectoryHandle, _ work: WorkDirectory, _ keepers: [any Sendable]
    ) throws -> Resolved {
        var request = request
        if case .file(let path) = request.dockerfile {
            var found: [UInt8]?
            for place in DockerfileSource.places(of: path) where found == nil {
                found = try read(place.string, in: directory)
            }
            guard let bytes = found else {
                throw BuildError(
                    .dockerfileMissing, "reading the Dockerfile \(path): there is none in the context",
                    hint: "name another one with -f, by its path in the context")
            }
            request.dockerfile = .bytes(bytes, name: path.string)
            let own = path.string + ".dockerignore"
            if let bytes = try read(own, in: directory) { request.ownIgnoreFile = (own, bytes) }
        }
        request.contextName = request.context.remoteName ?? "-"
        request.context = .directory(FilePath("/proc/self/fd/\(directory.descriptor)"))
        request.contextIndex = work.path.appending("index")
        return Resolved(request: request, keeper: keepers + [directory, work])
    }

    private func read(_ path: String, in directory: DirectoryHandle) throws -> [UInt8]? {
        do throws(SystemError) {
            return try directory.openFile(Array(path.utf8), 0, .inRoot).readAll(limit: Self.limit)
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}

extension BuildRequest.Context {
    /// The address of a context that is fetched, as it may be shown.
    var remoteName: String? {
        if case .remote(let address) = self { return AddressCredentials.hidden(in: address) }
        return nil
    }
}
