import BuildGraph
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Transport

/// Finds the time of what `SOURCE_DATE_EPOCH` names.
struct SourceMoment {
    let store: Store
    let request: BuildRequest
    let reporter: ProgressReporter

    /// The time of a commit, the `Last-Modified` of a file, or the latest time in an archive without one; `nil` where there is none of them.
    ///
    /// - Throws: `BuildError` with `notFetched`, `wrongChecksum` or `badArchive`.
    func time(of word: String, _ source: EpochSource) async throws -> Timestamp? {
        let remote: RemoteSource
        switch source {
        case .remote(let source): remote = source
        case .context(let name):
            guard let address = try NamedFiles.source(of: name, in: request) else { return nil }
            remote = address
        }
        return try await reporter.internalWork("[internal] resolve SOURCE_DATE_EPOCH \(word)") { line in
            let seconds = try await seconds(of: remote)
            reporter.status(line, seconds.map { "SOURCE_DATE_EPOCH=\($0)" } ?? "it has no time", done: true)
            return seconds.map { Timestamp(seconds: $0) }
        }
    }

    private func seconds(of source: RemoteSource) async throws -> Int64? {
        switch source.kind {
        case .repository(let reference):
            let repositories = Repositories(store: store, request: request)
            return try await repositories.checkOut(
                repositories.resolve(reference), of: reference, keepsGitDirectory: false
            ).time
        case .file:
            var files = RemoteFiles(store: store, client: HTTPClient(request.transport))
            files.purpose = "the source of SOURCE_DATE_EPOCH"
            let fetched = try await files.fetch(source)
            let path = fetched.hold.path.appending(BytePath.text(fetched.record.fileName))
            let file = try FileHandle.open(path)
            if fetched.record.lastModified != nil { return try file.status().modified.seconds }
            guard try ArchiveSource.isArchive(file) else { return nil }
            let work = try store.makeWorkDirectory()
            defer { work.remove() }
            return try withExtendedLifetime(fetched) {
                try FetchedContext.unpack(path, into: DirectoryHandle.open(work.upper), what: files.purpose)
            }
        }
    }
}
