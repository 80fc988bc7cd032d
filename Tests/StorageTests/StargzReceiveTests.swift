import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TestRandom
import Testing

@Suite("Layers of eStargz that come by files")
struct StargzReceiveTests {
    private let temporary: TemporaryStore
    private var store: Store { temporary.store }

    init() throws { temporary = try TemporaryStore() }

    /// Writes a tree of everything that a tar can hold into `tree`, and a tar of it by another program.
    ///
    /// - Parameter changed: The number of the file that differs.
    private func tar(_ format: String, changing changed: Int? = nil) throws -> [UInt8] {
        let long = String(repeating: "long-name-of-a-directory/", count: 5)
        let script = """
            import os, random, tarfile, sys
            form = {"gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT, "ustar": tarfile.USTAR_FORMAT}["\(format)"]
            out = tarfile.open("out.tar", "w", format=form)
            def add(name, kind=tarfile.REGTYPE, content=b"", link="", **more):
                import io
                info = tarfile.TarInfo(name)
                info.type, info.size, info.linkname, info.mtime = kind, len(content), link, 1700000000
                info.uname, info.uid = more.get("user", ("root", 0))
                info.mode = more.get("mode", 0o644)
                if kind == tarfile.CHRTYPE: info.devmajor, info.devminor = 1, 3
                if "pax" in more and form == tarfile.PAX_FORMAT: info.pax_headers = more["pax"]
                out.addfile(info, io.BytesIO(content))
            add("d", tarfile.DIRTYPE, mode=0o755)
            if form != tarfile.USTAR_FORMAT:
              for depth in range(1, 6): add("d/" + "long-name-of-a-directory/" * depth, tarfile.DIRTYPE, mode=0o755)
            for number in range(60):
                noise = random.Random(number + (500 if number == \(changed ?? -1) else 0)).randbytes(20000 + 13 * number)
                add("d/f%d" % (100 + number), content=noise, user=("other", 7) if number % 7 == 3 else ("root", 0))
                if number % 9 == 0: add("d/empty%d" % number)
                if number % 9 == 1: add("d/link%d" % number, tarfile.SYMTYPE, link="f100", mode=0o777)
                if number % 9 == 2: add("d/hard%d" % number, tarfile.LNKTYPE, link="d/f100")
                if number % 9 == 3: add("d/pipe%d" % number, tarfile.FIFOTYPE)
                if number % 9 == 4: add("d/null%d" % number, tarfile.CHRTYPE)
                if number % 9 == 5 and form != tarfile.USTAR_FORMAT:
                    add("d/\(long)%d" % number, tarfile.DIRTYPE, mode=0o755)
                if number % 9 == 6: add("d/p%d" % number, mode=0o755, pax={"SCHILY.xattr.user.x": "value"})
                if number % 9 == 7 and form == tarfile.PAX_FORMAT: add("d/n\\u00fcsse%d" % number)
                if number % 9 == 8: add("d/.wh.gone%d" % number)
            out.close()
            """
        let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        try DirectoryHandle.open(temporary.scratch()).makeDirectory(Array(name.utf8))
        let place = try temporary.scratch(name)
        try FileHandle.open(place.appending("make.py"), OpenFlags.newFile).write(Array(script.utf8))
        let (code, text) = try Tool.run("python3", ["make.py"], in: place)
        try #require(code == 0, "\(text)")
        return try FileHandle.open(place.appending("out.tar")).readAll()
    }

    @discardableResult
    private func receive(_ layer: ChunkedLayer, byParts: Bool = true, in other: Store? = nil) async throws -> Layer {
        let layers = try await (other ?? store).receive(layer.image(), from: layer.provider(byParts: byParts))
        return try #require(layers.first)
    }

    @Test(
        "of an update only the changed files are loaded, whoever wrote the tar, and the layer is the one of a whole load",
        .needs("python3"), arguments: ["pax", "gnu", "ustar"],
        [(4 << 20, 0), (7000, 0), (4 << 20, 50_000), (7000, 50_000), (7000, 5000)])
    func update(format: String, sizes: (chunk: Int, member: Int)) async throws {
        func layer(changing changed: Int? = nil) throws -> ChunkedLayer {
            try StargzLayer.make(
                of: tar(format, changing: changed), chunkSize: sizes.chunk, memberSize: sizes.member)
        }
        let first = try layer()
        let second = try layer(changing: 31)
        try await receive(first)
        #expect(first.fetchedBytes >= first.blob.size)
        let made = try await receive(second)
        // Files that share members come together.
        let part: Int64 = sizes.member > 0 ? 4 : 8
        #expect(second.fetchedBytes < second.blob.size / part, "\(second.fetchedBytes) of \(second.blob.size)")
        let other = try TemporaryStore()
        let whole = try await receive(second, byParts: false, in: other.store)
        #expect(made.diffID == whole.diffID && made.contentDigest == whole.contentDigest)
        #expect(made.descriptor == whole.descriptor && made.root == whole.root)
        #expect(try temporary.names(in: "work").isEmpty)
        #expect(try store.check().findings.filter { $0.code != .missingBlob }.isEmpty)
    }

    @Test("Strata's own layers come by files, too")
    func own() async throws {
        func tree(_ changed: Int) -> [(LayerEntry, [UInt8])] {
            let directories = (1...30).map { depth in
                let path = Array(repeating: "deep", count: depth).joined(separator: "/")
                return (LayerEntry(path: Array(path.utf8), kind: .directory, modified: 9), [UInt8]())
            }
            return directories
                + (0..<40).map { number in
                    var generator = SeededGenerator(seed: UInt64(number == changed ? 900 : number))
                    let bytes = (0..<16_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
                    let path = (number < 5 ? String(repeating: "deep/", count: 30) : "") + "f\(100 + number)"
                    return (LayerEntry(path: Array(path.utf8), kind: .regular(size: 16_000), modified: 9), bytes)
                }
        }
        let first = try StargzLayer.make(of: ChunkedLayer.tar(of: tree(0), in: temporary.scratch()))
        let second = try StargzLayer.make(of: ChunkedLayer.tar(of: tree(17), in: temporary.scratch()))
        try await receive(first)
        let made = try await receive(second)
        #expect(made.diffID == second.diffID)
        #expect(second.fetchedBytes < second.blob.size / 4, "\(second.fetchedBytes) of \(second.blob.size)")
    }

    @Test(
        "headers that no table tells: the rest of the blob comes, and nothing twice",
        .needs("python3"))
    func unknownHeaders() async throws {
        try await receive(try StargzLayer.make(of: tar("pax")))
        // A time of access is in a header, and in no table; the first headers do not show it.
        var tar = try tar("pax", changing: 31)
        let place = try #require(tar.indices.last { tar[$0...].starts(with: Array("d/link55".utf8)) })
        // GNU's fields for more times are filled, which changes nothing for readers.
        tar.replaceSubrange(place + 500..<place + 511, with: Array("filled here".utf8))
        let sum = (0..<512).reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(tar[place + $1])) }
        tar.replaceSubrange(place + 148..<place + 154, with: Array(("000000" + String(sum, radix: 8)).suffix(6).utf8))
        let second = try StargzLayer.make(of: tar)
        let made = try await receive(second)
        #expect(made.diffID == second.diffID)
        #expect(second.fetchedBytes <= second.blob.size + 51)
    }

    @Test(
        "a file here that has changed on disk does not get into the layer",
        .needs("python3"))
    func changedHere() async throws {
        let kept = try await receive(try StargzLayer.make(of: tar("pax")))
        try await receive(try StargzLayer.make(of: tar("pax", changing: 7)))
        for id in [kept.id, LayerID(rawValue: kept.id.rawValue + 1)] {
            try DirectoryHandle.open(temporary.path("layers/\(id.name)/d")).openFile(
                Array("f120".utf8), OpenFlags.writing
            ).write([1, 2, 3])
        }
        let third = try StargzLayer.make(of: tar("pax", changing: 8))
        #expect(try await receive(third).diffID == third.diffID)
    }

    @Test(
        "a table that disagrees with the tar is refused, and nothing is kept",
        .needs("python3"),
        arguments: [
            (#""mode":420,"uid":0"#, #""mode":2541,"uid":0"#), (#""name":"d/f110""#, #""name":"d/g110""#),
            (#""name":"d/f110""#, #""name":"d/../../f110""#), (#""type":"symlink""#, #""type":"hardlink""#),
            (#""size":20130,"#, #""size":20129,"#),
            (#""entries":["#, #""entries":[{"type":"dir","name":"more/","mode":493},"#),
            (#""version":1"#, #""version":2"#), (#""digest":"sha256:"#, #""digest":"sha256:00000000"#),
            (#""size":20403,"digest":"sha256:"#, #""size":20403,"digest":"sha256:00000000"#),
        ])
    func forged(old: String, new: String) async throws {
        let second = try StargzLayer.make(of: tar("pax", changing: 31)) { text in
            guard let range = text.firstRange(of: old) else { return text + "the forgery does not fit" }
            let end = new.hasSuffix("00000000") ? text.index(range.upperBound, offsetBy: 8) : range.upperBound
            return text[..<range.lowerBound] + new + text[end...]
        }
        try await receive(try StargzLayer.make(of: tar("pax")))
        let before = try temporary.names(in: "layers")
        do {
            try await receive(second)
            Issue.record("it is taken")
        } catch let error as LayerArchiveError { #expect(error.code == .badTable, "\(error)") }
        #expect(try temporary.names(in: "layers") == before && temporary.names(in: "work").isEmpty)
    }

    @Test(
        "of files that share members: a table that lies about where bytes are is refused, and nothing is kept",
        .needs("python3"),
        arguments: ["0.5", "0.999", "1.5", "1e6", "-1e3"], [4 << 20, 7000])
    func forgedMembers(factor: String, chunkSize: Int) async throws {
        func layer(_ changed: Int? = nil, _ change: (String) -> String = { $0 }) throws -> ChunkedLayer {
            try StargzLayer.make(
                of: tar("pax", changing: changed), chunkSize: chunkSize, memberSize: 50_000, change: change)
        }
        let second = try layer(31) { text in
            // Of the file that has to come.
            guard let file = text.firstRange(of: #""name":"d/f131""#),
                let inner = text[file.upperBound...].firstRange(of: #""innerOffset":"#),
                let factor = Double(factor)
            else { return text + "the forgery does not fit" }
            let number = text[inner.upperBound...].prefix { $0.isNumber }
            let forged = Int((Double(number) ?? 0) * factor)
            return text[..<inner.upperBound] + "\(forged)" + text[number.endIndex...]
        }
        try await receive(try layer())
        let before = try temporary.names(in: "layers")
        do {
            try await receive(second)
            Issue.record("it is taken")
        } catch let error as LayerArchiveError { #expect(error.code == .badTable, "\(error)") }
        #expect(try temporary.names(in: "layers") == before && temporary.names(in: "work").isEmpty)
    }

    @Test(
        "a table whose bytes are not those that the manifest names is refused",
        .needs("python3"))
    func damagedTable() async throws {
        try await receive(try StargzLayer.make(of: tar("pax")))
        let second = try StargzLayer.make(of: tar("pax", changing: 7))
        let annotations = ["containerd.io/snapshot/stargz/toc.digest": Digest.of([1]).description]
        let other = ChunkedLayer(second.bytes, annotations, diffID: second.diffID, mediaType: .ociLayerGzip)
        do {
            try await receive(other)
            Issue.record("it is taken")
        } catch let error as LayerArchiveError { #expect(error.code == .badTable) }
    }

    @Test(
        "a footer that names no table, and a table whose members begin nowhere: the blob is loaded whole",
        .needs("python3"))
    func whole() async throws {
        try await receive(try StargzLayer.make(of: tar("pax")))
        let second = try StargzLayer.make(of: tar("pax", changing: 7))
        let footless = ChunkedLayer(
            Array(second.bytes.dropLast(51)), second.blob.annotations, diffID: second.diffID, mediaType: .ociLayerGzip)
        #expect(try await receive(footless).diffID == second.diffID)
        let shared = try StargzLayer.make(of: tar("pax", changing: 8)) {
            $0.replacing(#""chunkDigest":"#, with: #""innerOffset":5,"chunkDigest":"#)
        }
        #expect(try await receive(shared).diffID == shared.diffID)
        #expect(shared.fetchedBytes >= shared.blob.size)
    }
}
