/// What a file is, as far as that says how it is opened.
enum ContentForm: Equatable {
    /// It is taken as it is.
    case plain
    /// A compressed stream.
    case compressed(Compression)
    /// A tar archive (POSIX.1-1988).
    case tar
    /// A zip archive (APPNOTE.TXT), which begins at a byte: a program that unpacks itself may stand before it.
    case zip(start: Int)
    /// An archive of `ar`, as .deb is one.
    case ar
    /// An archive of cpio.
    case cpio
    /// An rpm package.
    case rpm
    /// A loose object of git (gitformat-loose).
    case gitObject
    /// A pack of git's objects (gitformat-pack).
    case gitPack
    /// An archive of another program, by its name: taken as it is, and told.
    case foreign(String)
    /// A text in UTF-16 (RFC 2781).
    case utf16(isBigEndian: Bool)

    /// Tells from the first bytes of a file, and from its path where they are not enough.
    init(_ head: UnsafeRawBufferPointer, path: [UInt8]) {
        guard head.count >= 4 else {
            self = .plain
            return
        }
        switch (head[0], head[1]) {
        case (0x50, 0x4B) where head[2] == 3 && head[3] == 4: self = .zip(start: 0)
        case (0x50, 0x41) where Self.has("PACK\0\0\0", at: 0, head): self = .gitPack
        case (0x21, 0x3C) where Self.has("!<arch>\n", at: 0, head): self = .ar
        case (0x30, 0x37) where Self.isCpio(head): self = .cpio
        case (0x37, 0x7A) where Self.has("\u{27}\u{1C}", at: 4, head) && head[2] == 0xBC && head[3] == 0xAF:
            self = .foreign("7-Zip")
        case (0x52, 0x61) where Self.has("Rar!\u{1A}\u{7}", at: 0, head): self = .foreign("RAR")
        case (0xED, 0xAB) where head[2] == 0xEE && head[3] == 0xDB: self = .rpm
        case (0xFF, 0xFE) where head[2] != 0 || head[3] != 0: self = .utf16(isBigEndian: false)
        case (0xFE, 0xFF): self = .utf16(isBigEndian: true)
        case (0x23, 0x21): self = Self.behindScript(head)
        case (0x78, let second) where (0x7800 + Int(second)) % 31 == 0 && Self.isGitObject(path): self = .gitObject
        default: self = Self.other(head)
        }
    }

    private static func other(_ head: UnsafeRawBufferPointer) -> ContentForm {
        let compression = Compression(magic: Array(head.prefix(8)))
        // The three letters of bzip2 alone may begin a text.
        if compression == .bzip2 {
            let isBlock = has("1AY&SY", at: 4, head) || has("\u{17}rE8P", at: 4, head)
            return isBlock ? .compressed(.bzip2) : .plain
        }
        if compression != .none { return .compressed(compression) }
        if has("ustar", at: 257, head), head.count == 512, (try? TarBlock(Array(head), at: 0)) != nil { return .tar }
        return utf16WithoutMark(head)
    }

    /// Every second byte of the first ones is zero, and none of the others.
    private static func utf16WithoutMark(_ head: UnsafeRawBufferPointer) -> ContentForm {
        guard head.count >= 16, head[0] == 0 || head[1] == 0 else { return .plain }
        let isBig = head[0] == 0
        let pairs = head.count / 2
        for pair in 0..<pairs {
            let letter = head[2 * pair + (isBig ? 1 : 0)]
            guard head[2 * pair + (isBig ? 0 : 1)] == 0, letter >= 0x20 || (9...13).contains(letter) else {
                return .plain
            }
        }
        return .utf16(isBigEndian: isBig)
    }

    /// A zip archive behind the first lines of a script, as Python's zipapp makes them.
    private static func behindScript(_ head: UnsafeRawBufferPointer) -> ContentForm {
        for index in 2..<max(2, head.count - 3) where head[index] == 0x50 {
            if has("PK\u{3}\u{4}", at: index, head) { return .zip(start: index) }
        }
        return .plain
    }

    /// The number that says what it is, and a mode behind it: six digits alone may begin a text.
    private static func isCpio(_ head: UnsafeRawBufferPointer) -> Bool {
        let isNew = has("070701", at: 0, head) || has("070702", at: 0, head)
        guard isNew && head.count >= 110 || has("070707", at: 0, head) && head.count >= 76 else { return false }
        return head[6..<(isNew ? 110 : 76)].allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
        }
    }

    /// `…/objects/ab/` and 38 digits, or 62 of SHA-256.
    private static func isGitObject(_ path: [UInt8]) -> Bool {
        let parts = path.split(separator: LayerPath.slash)
        guard parts.count >= 3, parts[parts.count - 3].elementsEqual("objects".utf8), parts[parts.count - 2].count == 2,
            let name = parts.last, name.count == 38 || name.count == 62
        else { return false }
        return (name + parts[parts.count - 2]).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func has(_ text: StaticString, at start: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= start + text.utf8CodeUnitCount else { return false }
        for offset in 0..<text.utf8CodeUnitCount where bytes[start + offset] != text.utf8Start[offset] { return false }
        return true
    }
}
