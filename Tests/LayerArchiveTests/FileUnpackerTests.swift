import LayerArchive
import LinuxSystem
import SystemPackage
import TestRandom
import Testing

/// Keeps what an unpacker hands over.
private final class Gathered: UnpackedFiles {
    private(set) var files: [String: [UInt8]] = [:]
    private(set) var order: [String] = []
    private var name = ""

    func begin(_ path: [UInt8], isWithin: Bool) {
        name = String(decoding: path, as: UTF8.self)
        order.append(name)
        files[name] = []
    }

    func feed(_ bytes: UnsafeRawBufferPointer) { files[name]?.append(contentsOf: bytes) }

    func end() { name = "" }

    func text(_ path: String) -> String? { files[path].map { String(decoding: $0, as: UTF8.self) } }
}

@Suite("Opening what is compressed or archived in files")
struct FileUnpackerTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try shell(
            """
            mkdir -p tree/sub && echo first > tree/a.txt && seq 100000 > tree/sub/numbers && : > tree/empty
            head -c 3000 /dev/zero > tree/zeros
            """, in: scratch.path)
    }

    /// What comes out of a file in the scratch directory, fed in pieces of all sizes.
    private func unpack(
        _ name: String, as path: String? = nil, limits: UnpackingLimits = .standard, seed: UInt64 = 1
    ) throws -> (gathered: Gathered, problems: [FileUnpacker.Problem]) {
        let bytes = try FileHandle.open(FilePath(scratch.path(name))).readAll()
        return unpack(bytes, path ?? name, limits: limits, seed: seed)
    }

    private func unpack(
        _ bytes: [UInt8], _ path: String, limits: UnpackingLimits = .standard, seed: UInt64 = 1
    ) -> (gathered: Gathered, problems: [FileUnpacker.Problem]) {
        let gathered = Gathered()
        let unpacker = FileUnpacker(gathered, limits: limits)
        unpacker.begin(path: Array(path.utf8))
        var generator = SeededGenerator(seed: seed)
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = rest.prefix(Int.random(in: 1...(seed % 2 == 0 ? 64 : 70000), using: &generator))
                unpacker.feed(UnsafeRawBufferPointer(rebasing: part))
                rest = rest.dropFirst(part.count)
            }
        }
        unpacker.finish()
        return (gathered, unpacker.problems)
    }

    private var numbers: String { (1...100000).map { "\($0)\n" }.joined() }

    private func expectTree(_ gathered: Gathered, below prefix: String, _ comment: Comment) {
        #expect(gathered.text(prefix + "a.txt") == "first\n", comment)
        #expect(gathered.text(prefix + "sub/numbers") == numbers, comment)
        #expect(gathered.files[prefix + "zeros"]?.count == 3000, comment)
    }

    @Test("an archive that cannot be opened is told, and its bytes are handed over", arguments: ["7-Zip", "RAR"])
    func foreign(program: String) {
        let sevenZip: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]
        let magic = program == "RAR" ? Array("Rar!\u{1A}\u{7}\u{1}\0".utf8) : sevenZip
        let bytes = magic + [UInt8](repeating: 7, count: 3000)
        let (gathered, problems) = unpack(bytes, "a")
        #expect(gathered.files == ["a": bytes])
        #expect(problems.map(\.message) == ["is an archive of \(program): not opened"])
        #expect(unpack(Array(bytes[1...]), "a").problems.isEmpty)
    }

    @Test(
        "a compressed file is what it was, under its name without the ending",
        arguments: ["gzip", "xz", "bzip2", "zstd"])
    func compressed(program: String) throws {
        let ending = ["gzip": "gz", "bzip2": "bz2", "zstd": "zst"][program] ?? program
        try shell("\(program) -c tree/sub/numbers > numbers.txt.\(ending)", in: scratch.path)
        for seed: UInt64 in 1...4 {
            let (gathered, problems) = try unpack("numbers.txt.\(ending)", seed: seed)
            #expect(gathered.order == ["numbers.txt.\(ending)!/numbers.txt"])
            #expect(gathered.text("numbers.txt.\(ending)!/numbers.txt") == numbers && problems.isEmpty)
        }
    }

    @Test(
        "the files of a tar archive are there, compressed or not, in any of its forms",
        arguments: ["--format=ustar", "--format=gnu", "--format=posix", "--format=v7", "-z", "-J", "-j", "--zstd"])
    func tar(option: String) throws {
        let long = String(repeating: "long-directory-name/", count: option == "--format=v7" ? 2 : 9)
        try shell("mkdir -p 'tree/\(long)' && echo deep > 'tree/\(long)file'", in: scratch.path)
        try shell("tar -C tree \(option) -cf all.tar .", in: scratch.path)
        for seed: UInt64 in 1...4 {
            let (gathered, problems) = try unpack("all.tar", seed: seed)
            // The old form has no mark by which it could be told.
            guard option != "--format=v7" else {
                #expect(gathered.order == ["all.tar"])
                continue
            }
            expectTree(gathered, below: "all.tar!/", "\(option) \(seed)")
            #expect(gathered.text("all.tar!/\(long)file") == "deep\n" && problems.isEmpty, "\(option)")
        }
    }

    @Test("a sparse file's data is there, and what follows it")
    func sparse() throws {
        try shell(
            """
            truncate -s 1M tree/holes && echo token >> tree/holes && echo last > tree/z
            for form in gnu posix; do tar -C tree -S --format=$form --sort=name -cf $form.tar .; done
            """, in: scratch.path)
        for form in ["gnu", "posix"] {
            let (gathered, problems) = try unpack("\(form).tar")
            #expect(gathered.text("\(form).tar!/holes")?.contains("token\n") == true && problems.isEmpty)
            #expect(gathered.text("\(form).tar!/z") == "last\n")
        }
    }

    @Test(
        "the files of a zip archive are there, whoever wrote it",
        arguments: ["stored", "deflated", "bzip2", "streamed", "large"])
    func zip(way: String) throws {
        let script = """
            import zipfile, sys, os
            way = sys.argv[1]
            method = {"stored": zipfile.ZIP_STORED, "bzip2": zipfile.ZIP_BZIP2}.get(way, zipfile.ZIP_DEFLATED)
            class Pipe:
                def __init__(self, f): self.f = f
                def write(self, b): return self.f.write(b)
                def flush(self): self.f.flush()
            with open("all.zip", "wb") as out, zipfile.ZipFile(Pipe(out) if way == "streamed" else out, "w", method) as z:
                for name in ["a.txt", "empty", "sub/numbers", "zeros"]:
                    if way == "large":
                        with z.open(name, "w", force_zip64=True) as f: f.write(open("tree/" + name, "rb").read())
                    else: z.write("tree/" + name, name)
            """
        try scratch.file("make.py").write(Array(script.utf8))
        try shell("python3 make.py \(way)", in: scratch.path)
        for seed: UInt64 in 1...4 {
            let (gathered, problems) = try unpack("all.zip", seed: seed)
            expectTree(gathered, below: "all.zip!/", "\(way) \(seed)")
            #expect(problems.isEmpty, "\(problems)")
        }
    }

    @Test("an archive behind a script, archives in archives, and a Debian package are opened")
    func nested() throws {
        try shell(
            """
            mkdir -p pkg/DEBIAN pkg/etc
            printf 'Package: x\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@x.org>\\nDescription: x\\n' > pkg/DEBIAN/control
            echo inside > pkg/etc/x.conf && dpkg-deb -Zxz -b pkg x.deb
            tar -C tree -czf inner.tgz a.txt && mkdir app && echo 'print(1)' > app/__main__.py
            python3 -m zipapp app -p '/usr/bin/env python3' -o app.pyz
            tar -cf - inner.tgz x.deb app.pyz | zstd -q > outer.tar.zst
            """, in: scratch.path)
        let (gathered, problems) = try unpack("outer.tar.zst")
        #expect(gathered.text("outer.tar.zst!/inner.tgz!/a.txt") == "first\n")
        #expect(gathered.text("outer.tar.zst!/x.deb!/data.tar.xz!/etc/x.conf") == "inside\n", "\(gathered.order)")
        #expect(gathered.text("outer.tar.zst!/app.pyz!/__main__.py") == "print(1)\n")
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test("archives of cpio are opened, and what an initramfs has behind one", arguments: ["newc", "odc"])
    func cpio(form: String) throws {
        try shell(
            """
            bsdtar -C tree --format=\(form) -cf one.cpio . && cp one.cpio two.img && head -c 1500 /dev/zero >> two.img
            bsdtar -C tree --format=\(form) -cf - sub/numbers | zstd -q >> two.img
            """, in: scratch.path)
        for seed: UInt64 in 1...4 {
            let (gathered, problems) = try unpack("one.cpio", seed: seed)
            expectTree(gathered, below: "one.cpio!/", "\(form) \(seed)")
            #expect(problems.isEmpty, "\(problems)")
            let (initramfs, others) = try unpack("two.img", seed: seed)
            expectTree(initramfs, below: "two.img!/", "\(form) \(seed)")
            #expect(initramfs.order.last == "two.img!/sub/numbers", "\(initramfs.order)")
            #expect(others.isEmpty, "\(others)")
        }
        var bytes = try FileHandle.open(FilePath(scratch.path("one.cpio"))).readAll()
        bytes.removeLast(bytes.count / 2)
        let (gathered, problems) = unpack(bytes, "cut.cpio")
        #expect(gathered.text("cut.cpio!/a.txt") == "first\n" && problems.count == 1, "\(problems)")
        #expect(unpack(Array("0707010 is no archive, and 070707 neither".utf8), "a.txt").gathered.order == ["a.txt"])
    }

    @Test(
        "an rpm package is opened, with the scripts in its header",
        .enabled(if: FileUnpackerTests.hasRPM, "rpmbuild is not installed (scripts/setup test)"),
        arguments: ["w9.gzdio", "w6.xzdio", "w3.zstdio", "w9.bzdio"])
    func rpm(payload: String) throws {
        try shell(
            """
            cat > x.spec <<'E'
            Name: x
            Version: 1
            Release: 1
            Summary: x
            License: x
            BuildArch: noarch
            %description
            x
            %install
            mkdir -p %{buildroot}/etc && cp -r \(scratch.path("tree"))/. %{buildroot}/etc/
            %post
            export SETUP_TOKEN=of-the-script
            %files
            /etc
            E
            rpmbuild -bb --quiet --define '_topdir \(scratch.path("build"))' --define '_binary_payload \(payload)' x.spec
            cp build/RPMS/noarch/x-1-1.noarch.rpm x.rpm
            """, in: scratch.path)
        for seed: UInt64 in 1...4 {
            let (gathered, problems) = try unpack("x.rpm", seed: seed)
            expectTree(gathered, below: "x.rpm!/etc/", "\(gathered.order)")
            #expect(gathered.text("x.rpm!/header")?.contains("\nexport SETUP_TOKEN=of-the-script\n") == true)
            #expect(problems.isEmpty, "\(problems)")
        }
    }

    private static let hasRPM = (try? FileHandle.open("/usr/bin/rpmbuild")) != nil

    @Test("loose objects and packs of git are opened, and differences tell what is new")
    func git() throws {
        try shell(
            """
            git init -q repo && cd repo && git config user.email x@x.org && git config user.name x
            seq 20000 > list && git add list && git commit -qm first
            (seq 20000; echo the-new-line) > list && git commit -qam second
            find .git/objects -type f | sort > ../loose
            mkdir ../copy && cp -r .git/objects ../copy/
            git gc -q --aggressive && cp .git/objects/pack/*.pack ../all.pack
            """, in: scratch.path)
        let list = try shell("cat loose", in: scratch.path).split(separator: "\n").map { String($0.dropFirst(5)) }
        var texts: [String] = []
        for name in list {
            let (gathered, problems) = try unpack("copy/" + name, as: "srv/.git/" + name, seed: 2)
            #expect(problems.isEmpty && gathered.order.allSatisfy { $0.hasPrefix("srv/.git/\(name)!/") })
            texts += gathered.order.compactMap { gathered.text($0) }
        }
        #expect(
            texts.contains { $0.hasSuffix("20000\nthe-new-line\n") } && texts.contains { $0.contains("\nsecond\n") })
        for seed: UInt64 in 1...6 {
            let (gathered, problems) = try unpack("all.pack", seed: seed)
            let texts = gathered.order.compactMap { gathered.text($0) }
            #expect(texts.contains { $0.contains("the-new-line\n") } && texts.contains { $0.contains("\nsecond\n") })
            #expect(problems.isEmpty && gathered.order.count >= 4, "\(problems)")
        }
    }

    @Test(
        "texts in UTF-16 come as UTF-8, with a mark before them and without",
        arguments: ["UTF-16", "UTF-16LE", "UTF-16BE"])
    func utf16(encoding: String) throws {
        try shell(
            "printf 'name=value of it\\nzwei: ä€😀\\n' > text && iconv -f UTF-8 -t \(encoding) text > wide",
            in: scratch.path)
        // Without a mark only a text in ASCII is told.
        try shell("printf 'name=value of it\\n' | iconv -f UTF-8 -t \(encoding) > plain", in: scratch.path)
        if encoding == "UTF-16" {
            #expect(try unpack("wide", seed: 2).gathered.text("wide") == "name=value of it\nzwei: ä€😀\n")
        }
        #expect(try unpack("plain", seed: 2).gathered.text("plain") == "name=value of it\n")
    }

    @Test("what only begins like an archive is given as it is")
    func pretended() throws {
        for text in [
            "BZh9 is how it begins", "PK\u{3}\u{4} no", "\u{1f}\u{8b}\u{8} and then nothing that is gzip",
            "#!/bin/sh\nexit",
        ] {
            let (gathered, _) = unpack(Array(text.utf8), "file")
            #expect(gathered.order.isEmpty || gathered.text("file") == text, "\(text)")
        }
        let fake: [UInt8] =
            [0x1F, 0x8B, 0x08] + Array("\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{3}plain words that follow".utf8)
        #expect(unpack(fake, "file").gathered.files["file"] == fake)
    }

    @Test("of what is damaged or cut off comes what can be read, and a problem says so")
    func damaged() throws {
        try shell("tar -C tree --sort=name -czf all.tgz . && gzip -c tree/sub/numbers > n.gz", in: scratch.path)
        for name in ["all.tgz", "n.gz"] {
            let whole = try FileHandle.open(FilePath(scratch.path(name))).readAll()
            let (gathered, problems) = unpack(Array(whole.dropLast(2000)), name)
            #expect(problems.count >= 1 && !gathered.order.isEmpty)
            #expect(gathered.files.values.contains { $0.count > 1000 }, "\(name)")
        }
    }

    @Test("what swells beyond all measure is left, and the next file is opened")
    func bombs() throws {
        try shell("head -c 50M /dev/zero | gzip -9 | gzip -9 > bomb.gz && echo x | gzip > small.gz", in: scratch.path)
        let gathered = Gathered()
        let unpacker = FileUnpacker(gathered, limits: UnpackingLimits(freeBytes: 1 << 20))
        for name in ["bomb.gz", "small.gz"] {
            unpacker.begin(path: Array(name.utf8))
            try FileHandle.open(FilePath(scratch.path(name))).readAll().withUnsafeBytes { unpacker.feed($0) }
            unpacker.finish()
            #expect(unpacker.problems.count == (name == "bomb.gz" ? 1 : 0))
        }
        #expect(gathered.files.values.allSatisfy { $0.count < 2 << 20 })
        #expect(gathered.text("small.gz!/small") == "x\n")
    }

    @Test("archives within archives are opened so deep and no deeper")
    func depth() throws {
        try shell("cp tree/a.txt n0 && for i in 1 2 3 4 5 6 7 8 9; do gzip -c n$((i-1)) > n$i; done", in: scratch.path)
        let (gathered, _) = try unpack("n3")
        #expect(gathered.order.allSatisfy { gathered.text($0) == "first\n" })
        let (deep, _) = try unpack("n9")
        #expect(deep.order.count == 1 && deep.order.allSatisfy { deep.files[$0]?.starts(with: [0x1F, 0x8B]) == true })
    }

    @Test("no bytes of an archive, changed at random, end the program")
    func fuzz() throws {
        try shell(
            """
            tar -C tree -cf a.tar . && tar -C tree -czf b.tgz a.txt sub && (cd tree && python3 -m zipfile -c ../c.zip a.txt sub/numbers)
            git init -q r && cd r && git config user.email x@x.org && git config user.name x
            seq 5000 > l && git add l && git commit -qm 1 && seq 5001 > l && git commit -qam 2 && git gc -q
            cp .git/objects/pack/*.pack ../d.pack && ar rc ../e.a l
            bsdtar -C ../tree --format=newc -cf ../f.cpio a.txt sub
            """, in: scratch.path)
        var generator = SeededGenerator(seed: 11)
        for name in ["a.tar", "b.tgz", "c.zip", "d.pack", "e.a", "f.cpio"] {
            let whole = try FileHandle.open(FilePath(scratch.path(name))).readAll()
            for round in 0..<60 {
                var bytes = whole
                for _ in 0...(round % 5) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                if round % 7 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
                let (gathered, _) = unpack(bytes, name, seed: UInt64(round))
                #expect(gathered.files.values.reduce(0) { $0 + $1.count } < 64 << 20)
            }
        }
    }
}
