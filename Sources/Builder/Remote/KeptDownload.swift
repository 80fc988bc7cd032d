import LinuxSystem
import OCI
import Storage

/// A file of a server as the store keeps it: its bytes, and what the server said about them, in a directory.
///
/// The bytes lie under a name made of their digest and never change. When others take their place, a build that still reads the old
/// ones finds them: they go with the replacement after that.
struct KeptDownload: Sendable {
    /// What is known of the bytes.
    struct Record: Sendable, Hashable {
        let digest: Digest
        /// `ETag` and `Last-Modified` as the server wrote them.
        var entityTag: String?
        var lastModified: String?

        /// The name of the file with the bytes.
        var fileName: [UInt8] { Array("content-\(digest.hex)".utf8) }
    }

    private static let recordName = Array("record".utf8)
    private static let limit = 1 << 20
    let directory: DirectoryHandle

    /// The record, where there is one and its bytes are what it says; they are read for that.
    func record() throws -> Record? {
        guard let status = try directory.statusIfPresent(of: Self.recordName), status.kind == .regular else {
            return nil
        }
        let text = try directory.openFile(Self.recordName).readAll(limit: Self.limit)
        // What a power cut left half-written is as good as nothing.
        guard let json = try? JSONValue(parsing: text), let record = Record(json),
            try directory.statusIfPresent(of: record.fileName) != nil,
            try directory.openFile(record.fileName).digestOfContent() == record.digest
        else { return nil }
        return record
    }

    /// Takes over a file of a work directory as the bytes of a record.
    func keep(_ name: [UInt8], of work: DirectoryHandle, as record: Record) throws {
        let last = try? self.record()  // what cannot be read is not kept
        try work.rename(name, to: record.fileName, in: directory)
        try work.createFile(Self.recordName).write(Array(record.json.compact().utf8))
        try work.rename(Self.recordName, to: Self.recordName, in: directory)
        let wanted = [Self.recordName, record.fileName, last?.fileName ?? record.fileName]
        for entry in try directory.entries() where !wanted.contains(entry.name) { try directory.removeTree(entry.name) }
    }
}

extension KeptDownload.Record {
    fileprivate init?(_ json: JSONValue) {
        guard let text = json["digest"]?.stringValue, let digest = try? Digest(parsing: text) else { return nil }
        self.init(
            digest: digest, entityTag: json["etag"]?.stringValue, lastModified: json["lastModified"]?.stringValue)
    }

    fileprivate var json: JSONValue {
        var members: JSONObject = ["digest": .string(digest.description)]
        if let entityTag { members["etag"] = .string(entityTag) }
        if let lastModified { members["lastModified"] = .string(lastModified) }
        return .object(members)
    }
}
