import HTTPServer
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// Blobs: whole, in parts, and their removal.
extension RegistryService {
    func blob(_ text: String, _ request: ServerRequest) throws -> ServerAnswer {
        let digest = try Self.digest(text)
        guard let blob = try store.servedBlob(digest) else { throw Self.unknownBlob(digest) }
        let headers = [
            ("Content-Type", "application/octet-stream"), ("Docker-Content-Digest", digest.description),
            ("ETag", "\"\(digest)\""), ("Accept-Ranges", "bytes"),
        ]
        // The length alone: nothing is made for it.
        if request.method == "HEAD", let nothing = Self.nothing {
            return ServerAnswer(200, headers, body: .file(nothing, offset: 0, count: blob.size))
        }
        let file: FileHandle
        do { file = try blob.isMade ? using { try blob.open() } : blob.open() } catch let error as StorageError
            where error.code == .missingBlob
        {
            throw Self.unknownBlob(digest)
        }
        guard let field = request.header("Range"), let range = ByteRange(field, size: blob.size) else {
            return ServerAnswer(200, headers, body: .file(file, offset: 0, count: blob.size))
        }
        guard let bytes = range.bytes else {
            throw RegistryFault(
                416, .unsupported, "the blob has \(blob.size) bytes; \(field) is not among them",
                headers: ["Content-Range": "bytes */\(blob.size)"])
        }
        let place = ("Content-Range", "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(blob.size)")
        return ServerAnswer(
            206, headers + [place],
            body: .file(file, offset: bytes.lowerBound, count: bytes.upperBound - bytes.lowerBound))
    }

    /// What has no bytes of its own, for answers without a body.
    private static var nothing: FileHandle? { try? FileHandle.open("/dev/null") }

    func removeBlob(_ text: String) throws -> ServerAnswer {
        let digest = try Self.digest(text)
        switch try store.removeStagedBlob(digest) {
        case true?: return ServerAnswer(202)
        case false?:
            throw RegistryFault(
                405, .unsupported, "\(digest) belongs to an image of the store: delete that, and it goes with it")
        case nil: throw Self.unknownBlob(digest)
        }
    }

    static func unknownBlob(_ digest: Digest) -> RegistryFault {
        RegistryFault(404, .blobUnknown, "there is no blob \(digest)")
    }
}

/// The part of a blob that a request asks for (RFC 9110, 14.2).
struct ByteRange {
    /// The bytes; `nil` where the blob has none of them.
    let bytes: Range<Int64>?

    /// `nil` where the field asks for something else than one range of bytes: then all of it is answered.
    init?(_ field: String, size: Int64) {
        guard field.lowercased().hasPrefix("bytes=") else { return nil }
        let parts = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts.map { $0.trimmed }
        guard ends.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
        if ends[0].isEmpty {
            guard let count = Int64(ends[1]) else { return nil }
            bytes = count == 0 || size == 0 ? nil : max(0, size - count)..<size
            return
        }
        guard let first = Int64(ends[0]) else { return nil }
        let last = ends[1].isEmpty ? Int64.max - 1 : Int64(ends[1])
        guard let last, last >= first else { return nil }
        bytes = first < size ? first..<min(size, last + 1) : nil
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
