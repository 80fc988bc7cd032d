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
        if request.header("If-None-Match").map({ $0 == "*" || $0.contains("\"\(digest)\"") }) == true {
            return ServerAnswer(304, headers.filter { $0.0 != "Content-Type" })
        }
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
        // A part is for who has the rest of the same (RFC 9110, 13.1.5).
        let isSame = request.header("If-Range").map { $0 == "\"\(digest)\"" } ?? true
        guard isSame, let field = request.header("Range"), let ranges = ByteRange.list(field, size: blob.size) else {
            return ServerAnswer(200, headers, body: .file(file, offset: 0, count: blob.size))
        }
        guard let first = ranges.first else {
            throw RegistryFault(
                416, .unsupported, "the blob has \(blob.size) bytes; \(field) is not among them",
                headers: ["Content-Range": "bytes */\(blob.size)"])
        }
        if ranges.count > 1 { return Self.parts(ranges, of: file, size: blob.size, headers) }
        return ServerAnswer(
            206, headers + [("Content-Range", Self.place(first, blob.size))],
            body: .file(file, offset: first.lowerBound, count: Int64(first.count)))
    }

    /// Several parts in one answer (RFC 9110, 15.3.7.2).
    private static func parts(
        _ ranges: [Range<Int64>], of file: FileHandle, size: Int64, _ headers: [(name: String, value: String)]
    ) -> ServerAnswer {
        // What divides parts is found by their lengths: that the bytes have it, too, is no harm.
        let boundary = "strata-part-of-a-blob"
        let parts = ranges.enumerated().map { number, range in
            let head = """
                \(number == 0 ? "" : "\r\n")--\(boundary)\r
                Content-Type: application/octet-stream\r
                Content-Range: \(place(range, size))\r
                \r

                """
            return ServerAnswer.Part(head: Array(head.utf8), offset: range.lowerBound, count: Int64(range.count))
        }
        let others = headers.filter { $0.name != "Content-Type" }
        return ServerAnswer(
            206, [("Content-Type", "multipart/byteranges; boundary=\(boundary)")] + others,
            body: .parts(file, parts, end: Array("\r\n--\(boundary)--\r\n".utf8)))
    }

    private static func place(_ range: Range<Int64>, _ size: Int64) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
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

/// A part of a blob that a request asks for (RFC 9110, 14.2).
struct ByteRange {
    /// How many parts are given together.
    private static let limit = 1024

    /// The parts that a field asks for, as far as the blob has them; `nil` where it asks for something else than ranges of bytes, or for
    /// more than the blob has: then all of it is answered.
    static func list(_ field: String, size: Int64) -> [Range<Int64>]? {
        guard field.lowercased().hasPrefix("bytes=") else { return nil }
        let texts = field.dropFirst(6).split(separator: ",")
        guard !texts.isEmpty, texts.count <= limit else { return nil }
        var ranges: [Range<Int64>] = []
        for text in texts {
            guard let range = ByteRange(text.trimmed, size: size) else { return nil }
            if let bytes = range.bytes { ranges.append(bytes) }
        }
        return ranges.count > 1 && ranges.reduce(0, { $0 + Int64($1.count) }) > size ? nil : ranges
    }

    /// The bytes; `nil` where the blob has none of them.
    private let bytes: Range<Int64>?

    private init?(_ text: Substring, size: Int64) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
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
        bytes = first < size ? first..<(last < size ? last + 1 : size) : nil
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
