internal import OCI

/// One entry of binfmt_misc: which files an interpreter is called for (kernel, admin-guide/binfmt-misc.rst).
struct EmulatorEntry {
    /// The emulator's path.
    let interpreter: String
    /// The kernel opened the emulator when it was registered (flag F), so that every container has it.
    let isOpened: Bool
    /// The first bytes of the files, with what of them counts.
    private let magic: [UInt8]
    private let mask: [UInt8]

    /// Reads an entry's file; `nil` for one that is off, or that goes by file names.
    init?(_ text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            values[words[0]] = words.count > 1 ? words[1] : ""
        }
        guard values["enabled"] != nil, let interpreter = values["interpreter"], values["offset"] ?? "0" == "0",
            let magic = values["magic"].flatMap(Self.bytes)
        else { return nil }
        self.interpreter = String(interpreter)
        isOpened = values["flags:"]?.contains("F") == true
        self.magic = magic
        mask = values["mask"].flatMap(Self.bytes) ?? Array(repeating: 0xff, count: magic.count)
    }

    /// The emulator is called for programs of a platform, whose words are normal.
    func runs(_ platform: Platform) -> Bool {
        guard let header = Self.header(platform.architecture), magic.count <= header.count, mask.count == magic.count
        else { return false }
        return magic.indices.allSatisfy { header[$0] & mask[$0] == magic[$0] & mask[$0] }
    }

    /// The first bytes of a program for an architecture (elf(5)): class, byte order, kind, machine.
    private static func header(_ architecture: String) -> [UInt8]? {
        let machines: [String: (class: UInt8, isBig: Bool, machine: UInt16)] = [
            "386": (1, false, 3), "amd64": (2, false, 62), "arm": (1, false, 40), "arm64": (2, false, 183),
            "riscv64": (2, false, 243), "ppc64le": (2, false, 21), "s390x": (2, true, 22), "ppc64": (2, true, 21),
            "mips": (1, true, 8), "mipsle": (1, false, 8), "mips64": (2, true, 8), "mips64le": (2, false, 8),
            "loong64": (2, false, 258),
        ]
        guard let known = machines[architecture] else { return nil }
        let (low, high) = (UInt8(known.machine & 0xff), UInt8(known.machine >> 8))
        let identification: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, known.class, known.isBig ? 2 : 1, 1]
        let kind: [UInt8] = known.isBig ? [0, 2, high, low] : [2, 0, low, high]
        return identification + Array(repeating: 0, count: 9) + kind
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[start..<(start + 2)], as: UTF8.self), radix: 16) else {
                return nil
            }
            result.append(byte)
        }
        return result
    }
}
