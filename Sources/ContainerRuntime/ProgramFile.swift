internal import LinuxSystem
internal import OCI

/// The first bytes of a program's file: whether the kernel can execute it, and by which interpreter (execve(2), elf(5)).
///
/// The runtime would find out when it is too late to tell well: after it has become the container.
struct ProgramFile {
    /// What the kernel does with a file.
    enum Format: Equatable {
        /// It executes the file itself, or with the help of the program at that path.
        case executable(interpreter: String?)
        /// It does not know the format, or the program is of another architecture.
        case foreign
    }

    private let file: FileHandle
    private let head: [UInt8]

    init(_ file: FileHandle) throws(SystemError) {
        self.file = file
        head = try file.read(upTo: 256, at: 0)
    }

    /// What the kernel makes of the file. A damaged file is taken for executable; the kernel then says what it thinks.
    var format: Format {
        if head.starts(with: [UInt8(ascii: "#"), UInt8(ascii: "!")]) {
            return .executable(interpreter: scriptInterpreter)
        }
        guard head.starts(with: [0x7f, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F")]), head.count >= 64
        else {
            return .foreign
        }
        guard SeccompArchitecture.current.machines.contains(number(18, 2, in: head)) else { return .foreign }
        return .executable(interpreter: head[4] == 2 ? loader : nil)
    }

    private var scriptInterpreter: String? {
        let blank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") && $0 != 0 }
        let name = line.drop(while: blank).prefix { !blank($0) }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    /// The dynamic loader that a 64-bit program names (PT_INTERP).
    private var loader: String? {
        let table = number(32, 8, in: head)
        let entrySize = number(54, 2, in: head)
        let count = number(56, 2, in: head)
        guard entrySize == 56, count <= 256, let offset = Int64(exactly: table),
            let entries = try? file.read(upTo: Int(entrySize * count), at: offset)
        else { return nil }
        for start in stride(from: 0, to: entries.count - 55, by: 56) where number(start, 4, in: entries) == 3 {
            guard let offset = Int64(exactly: number(start + 8, 8, in: entries)),
                let name = try? file.read(upTo: Int(min(number(start + 32, 8, in: entries), 4096)), at: offset)
            else { return nil }
            return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
        return nil
    }

    /// A number as all architectures served here write it, low byte first.
    private func number(_ offset: Int, _ size: Int, in bytes: [UInt8]) -> UInt64 {
        UInt64(littleEndianBytes: bytes[offset..<(offset + size)])
    }
}

extension SeccompArchitecture {
    /// The numbers of the machines (`e_machine`) whose programs this one executes.
    fileprivate var machines: Set<UInt64> {
        switch self {
        case .x86_64: [62, 3]
        case .aarch64: [183, 40]
        case .riscv64: [243]
        case .ppc64le: [21]
        case .s390x: [22, 5632]
        }
    }
}
