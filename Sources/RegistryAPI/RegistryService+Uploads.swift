import HTTPServer
import OCI
import Storage

/// Sending blobs: in one request, in one after another, in pieces; or taking them from another repository.
extension RegistryService {
    func beginUpload(_ path: RegistryPath, _ request: ServerRequest) throws -> ServerReply {
        if let text = request.query("mount"), let digest = Digest(text), try store.servedBlob(digest) != nil {
            return .answer(Self.created(path, digest))
        }
        if let text = request.query("digest") {
            let digest = try Self.digest(text)
            return .read(UploadBody(store.beginUpload(), uploads, path, .whole(digest)))
        }
        let upload = store.beginUpload()
        try uploads.add(upload, path)
        return .answer(Self.progress(202, upload, path))
    }

    func patchUpload(_ path: RegistryPath, _ id: String, _ request: ServerRequest) throws -> ServerReply {
        let upload = try uploads.take(id, path)
        do { try checkRange(upload, path, request) } catch {
            uploads.giveBack(id)
            throw error
        }
        return .read(UploadBody(upload, uploads, path, .piece))
    }

    func putUpload(_ path: RegistryPath, _ id: String, _ request: ServerRequest) throws -> ServerReply {
        guard let text = request.query("digest") else {
            throw RegistryFault(400, .digestInvalid, "the blob's digest is missing: …?digest=sha256:…")
        }
        let digest = try Self.digest(text)
        let upload = try uploads.take(id, path)
        do { try checkRange(upload, path, request) } catch {
            uploads.giveBack(id)
            throw error
        }
        return .read(UploadBody(upload, uploads, path, .last(digest)))
    }

    func uploadStatus(_ path: RegistryPath, _ id: String) throws -> ServerAnswer {
        Self.progress(204, try uploads.find(id, path), path)
    }

    func cancelUpload(_ path: RegistryPath, _ id: String) throws -> ServerAnswer {
        let upload = try uploads.take(id, path)
        uploads.remove(id)
        upload.cancel()
        return ServerAnswer(204)
    }

    /// A piece has to begin where the last one ended (distribution-spec, "Pushing a blob in chunks").
    private func checkRange(_ upload: IncomingBlob, _ path: RegistryPath, _ request: ServerRequest)
        throws(RegistryFault)
    {
        guard let field = request.header("Content-Range") else { return }
        let text = field.lowercased().hasPrefix("bytes ") ? field.dropFirst(6) : field[...]
        let ends = text.prefix { $0 != "/" }.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], last >= first, first == upload.count else {
            let place = Self.progress(416, upload, path).headers.map { ($0.name, $0.value) }
            throw RegistryFault(
                416, .uploadInvalid, "\(field) does not go on at byte \(upload.count)",
                headers: Dictionary(place) { first, _ in first })
        }
        if let length = request.contentLength, length != last - first + 1 {
            throw RegistryFault(400, .sizeInvalid, "\(field) is not of \(length) bytes")
        }
    }

    static func created(_ path: RegistryPath, _ digest: Digest) -> ServerAnswer {
        ServerAnswer(
            201,
            [("Location", "/v2/\(path.text)/blobs/\(digest)"), ("Docker-Content-Digest", digest.description)])
    }

    /// How far an upload is, and where it goes on.
    static func progress(_ status: Int, _ upload: IncomingBlob, _ path: RegistryPath) -> ServerAnswer {
        ServerAnswer(
            status,
            [
                ("Location", "/v2/\(path.text)/blobs/uploads/\(upload.id)"), ("Docker-Upload-UUID", upload.id),
                // An empty one has the same range as one of one byte: distribution answers so, and clients count on it.
                ("Range", "0-\(max(0, upload.count - 1))"),
            ])
    }
}

/// Takes the bytes of an upload.
private final class UploadBody: ServerBody {
    enum Part {
        /// All of the blob, without an upload that others know.
        case whole(Digest)
        /// A piece that others follow.
        case piece
        /// The last piece, perhaps an empty one.
        case last(Digest)
    }

    private let upload: IncomingBlob
    private let uploads: UploadTable
    private let path: RegistryPath
    private let part: Part
    private var failure: (any Error)?

    init(_ upload: IncomingBlob, _ uploads: UploadTable, _ path: RegistryPath, _ part: Part) {
        (self.upload, self.uploads, self.path, self.part) = (upload, uploads, path, part)
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do { try upload.append(bytes) } catch {
            failure = error
            // Others may be waiting for the room that it takes.
            discard()
            return false
        }
        return true
    }

    func finish() -> ServerAnswer {
        do {
            if let failure { throw failure }
            switch part {
            case .piece:
                uploads.giveBack(upload.id)
                return RegistryService.marked(RegistryService.progress(202, upload, path))
            case .whole(let digest), .last(let digest): return RegistryService.marked(try complete(digest))
            }
        } catch {
            if failure == nil { discard() }
            return RegistryService.answer(to: error)
        }
    }

    private func complete(_ digest: Digest) throws -> ServerAnswer {
        let isRight = try upload.finish(as: digest)
        uploads.remove(upload.id)
        if isRight { return RegistryService.created(path, digest) }
        throw RegistryFault(400, .digestInvalid, "the bytes that came do not have the digest \(digest)")
    }

    /// The connection broke. What has come of a piece stays: the client may ask how much it is, and go on.
    func abandon() {
        if failure != nil { return }
        if case .whole = part { upload.cancel() } else { uploads.giveBack(upload.id) }
    }

    private func discard() {
        upload.cancel()
        uploads.remove(upload.id)
    }
}
