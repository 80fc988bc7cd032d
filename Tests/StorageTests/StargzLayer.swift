import LayerArchive
import LinuxSystem
import OCI

/// Writes eStargz as stargz-snapshotter does (docs/estargz.md, estargz/estargz.go): the headers of any tar as they are.
struct StargzLayer {
    private var blob: [UInt8] = []
    private var tar: [UInt8] = []
    private var member: [UInt8] = []
    private var entries: [JSONValue] = []
    private var users: [Int64: String] = [:]
    private let chunkSize: Int
    private let memberSize: Int

    /// Makes a layer of a tar without sparse files.
    ///
    /// - Parameters:
    ///   - memberSize: A member is ended where a part of a file comes and it has so many bytes (`--estargz-min-chunk-size`).
    ///   - change: Changes the table's JSON, for which the annotation vouches.
    static func make(
        of tar: [UInt8], chunkSize: Int = 4 << 20, memberSize: Int = 0, change: (String) -> String = { $0 }
    ) throws -> ChunkedLayer {
        var layer = StargzLayer(chunkSize: chunkSize, memberSize: memberSize)
        let reader = TarReader(BytesSource(tar))
        var position = 0
        while let entry = try reader.next() {
            let start = Int(reader.contentOffset ?? 0)
            try layer.add(entry, header: Array(tar[position..<start]), content: tar[start..<start + Int(entry.size)])
            position = start + (Int(entry.size) + 511) / 512 * 512
        }
        return try layer.finish(change)
    }

    private init(chunkSize: Int, memberSize: Int) { (self.chunkSize, self.memberSize) = (chunkSize, memberSize) }

    private mutating func add(_ entry: TarEntry, header: [UInt8], content: ArraySlice<UInt8>) throws {
        member += header
        var row = Self.row(entry, block: Array(header.suffix(512)))
        let (uid, user) = (Int64(entry.userID), String(decoding: entry.userName, as: UTF8.self))
        if !user.isEmpty, users.updateValue(user, forKey: uid) != user { row["userName"] = .string(user) }
        if case .regular = entry.kind { row["digest"] = .string("\(Digest.of(Array(content)))") }
        if content.isEmpty {
            entries.append(.object(row))
            return
        }
        var done = 0
        while done < content.count {
            if member.count >= memberSize { try close() }
            let part = Array(content.dropFirst(done).prefix(chunkSize))
            // Zeros are left out.
            if !blob.isEmpty { row["offset"] = .int(blob.count) }
            if !member.isEmpty { row["innerOffset"] = .int(member.count) }
            if done > 0 { row["chunkOffset"] = .int(done) }
            if done + part.count < content.count { row["chunkSize"] = .int(part.count) }
            row["chunkDigest"] = .string("\(Digest.of(part))")
            entries.append(.object(row))
            member += part
            done += part.count
            row = ["name": row["name"] ?? .null, "type": "chunk"]
        }
        member += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    private static func row(_ entry: TarEntry, block: [UInt8]) -> JSONObject {
        func octal(_ range: Range<Int>) -> Int64 {
            Int64(String(decoding: block[range].prefix { $0 >= 48 && $0 < 56 }, as: UTF8.self), radix: 8) ?? 0
        }
        var row: JSONObject = [
            "name": .string(String(decoding: entry.path, as: UTF8.self)), "mode": .int(octal(100..<108)),
            "uid": .int(entry.userID), "gid": .int(entry.groupID), "NumLink": .int(0),
        ]
        let seconds = entry.modified.seconds + (entry.modified.nanoseconds >= 500_000_000 ? 1 : 0)
        if seconds != 0 { row["modtime"] = .string(Timestamp(seconds: seconds).description) }
        switch entry.kind {
        case .regular:
            row["type"] = "reg"
            if entry.size > 0 { row["size"] = .int(entry.size) }
        case .directory: row["type"] = "dir"
        case .symbolicLink(let target), .hardLink(let target):
            row["type"] = block[156] == UInt8(ascii: "1") ? "hardlink" : "symlink"
            row["linkName"] = .string(String(decoding: target, as: UTF8.self))
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            row["type"] = block[156] == UInt8(ascii: "3") ? "char" : "block"
            (row["devMajor"], row["devMinor"]) = (.int(major), .int(minor))
        case .pipe: row["type"] = "fifo"
        }
        if !entry.attributes.isEmpty {
            let members = entry.attributes.map {
                JSONObject.Member(key: $0.name, value: .string(Base64.encode($0.value)))
            }
            row["xattrs"] = .object(JSONObject(members: members))
        }
        return row
    }

    /// Ends a member of the blob.
    private mutating func close() throws {
        if member.isEmpty { return }
        let sink = BytesSink()
        let gzip = try GzipSink(to: sink)
        try gzip.write(member)
        try gzip.finish()
        blob += sink.bytes
        tar += member
        member = []
    }

    private mutating func finish(_ change: (String) -> String) throws -> ChunkedLayer {
        try close()
        let offset = String(blob.count, radix: 16)
        let table = Array(change(JSONValue.object(["version": 1, "entries": .array(entries)]).compact()).utf8)
        let sink = BytesSink()
        let writer = TarWriter(to: sink)
        try writer.add(
            LayerEntry(path: Array("stargz.index.json".utf8), kind: .regular(size: Int64(table.count))), bytes: table)
        try writer.finish()
        member = sink.bytes
        try close()
        let subfield = Array((String(repeating: "0", count: 16 - offset.utf8.count) + offset + "STARGZ").utf8)
        blob += [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 26, 0, UInt8(ascii: "S"), UInt8(ascii: "G"), 22, 0] + subfield
        blob += [1, 0, 0, 0xff, 0xff] + [UInt8](repeating: 0, count: 8)
        let annotations = ["containerd.io/snapshot/stargz/toc.digest": "\(Digest.of(table))"]
        return ChunkedLayer(blob, annotations, diffID: .of(tar), mediaType: .ociLayerGzip)
    }
}
