import Storage
import Synchronization

/// The uploads that have begun and not ended.
final class UploadTable: Sendable {
    private struct Entry {
        let upload: IncomingBlob
        let path: RegistryPath
        var isBusy = false
        var lastUse = ContinuousClock.now
    }

    /// So many at once.
    private static let limit = 256
    /// How long nobody may go on with one, where others want its place.
    private static let patience = Duration.seconds(300)
    /// How long nobody may go on with one.
    private static let lifetime = Duration.seconds(24 * 3600)

    private let entries = Mutex<[String: Entry]>([:])

    /// Notes an upload. Where there are too many, one that nobody has gone on with for a while gives way.
    ///
    /// - Throws: `TOOMANYREQUESTS`.
    func add(_ upload: IncomingBlob, _ path: RegistryPath) throws(RegistryFault) {
        try entries.withLock { (entries) throws(RegistryFault) in
            let now = ContinuousClock.now
            for (id, entry) in entries where !entry.isBusy && entry.lastUse + Self.lifetime < now { entries[id] = nil }
            if entries.count >= Self.limit {
                let idle = entries.filter { !$0.value.isBusy && $0.value.lastUse + Self.patience < now }
                guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
                    throw RegistryFault(
                        429, .tooManyRequests, "\(entries.count) uploads have begun and not ended",
                        headers: ["Retry-After": "10"])
                }
                entries[oldest.key] = nil
            }
            entries[upload.id] = Entry(upload: upload, path: path)
        }
    }

    /// An upload of a repository.
    ///
    /// - Throws: `BLOB_UPLOAD_UNKNOWN`.
    func find(_ id: String, _ path: RegistryPath) throws(RegistryFault) -> IncomingBlob {
        let entry = entries.withLock { $0[id] }
        guard let entry, entry.path.repository == path.repository else {
            throw RegistryFault(404, .uploadUnknown, "\(path.text) has no such upload: begin it again")
        }
        return entry.upload
    }

    /// Takes an upload for one request.
    ///
    /// - Throws: `BLOB_UPLOAD_UNKNOWN`; `BLOB_UPLOAD_INVALID` where another request has it.
    func take(_ id: String, _ path: RegistryPath) throws(RegistryFault) -> IncomingBlob {
        let upload = try find(id, path)
        let isFree = entries.withLock { entries in
            guard let entry = entries[id], !entry.isBusy else { return false }
            entries[id]?.isBusy = true
            return true
        }
        if isFree { return upload }
        throw RegistryFault(409, .uploadInvalid, "another request is sending bytes of this upload")
    }

    /// Lets others go on with an upload.
    func giveBack(_ id: String) {
        entries.withLock { entries in
            entries[id]?.isBusy = false
            entries[id]?.lastUse = .now
        }
    }

    /// Forgets an upload that has ended.
    func remove(_ id: String) { entries.withLock { $0[id] = nil } }

    /// Throws away all of them.
    func cancelAll() {
        let uploads = entries.withLock { entries in
            defer { entries = [:] }
            return entries.values.map(\.upload)
        }
        for upload in uploads { upload.cancel() }
    }
}
