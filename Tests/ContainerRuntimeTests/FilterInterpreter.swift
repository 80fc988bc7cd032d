@testable import ContainerRuntime

/// Runs a filter program as the kernel does: enough of the machine for seccomp(2).
struct FilterInterpreter {
    let instructions: [FilterProgram.Instruction]

    init(_ program: FilterProgram) { instructions = program.instructions }

    /// Reads the bytes of `struct sock_filter`s.
    init(bytes: [UInt8]) {
        instructions = bytes.withUnsafeBytes { raw in
            stride(from: 0, to: raw.count, by: 8).map { start in
                let code = raw.loadUnaligned(fromByteOffset: start, as: UInt16.self)
                let value = raw.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
                return .init(code: code, ifTrue: raw[start + 2], ifFalse: raw[start + 3], value: value)
            }
        }
    }

    /// The answer for a system call; `nil` where the program runs out of its end.
    func answer(architecture: UInt32, number: UInt32, arguments: [UInt64] = []) -> UInt32? {
        var data: [UInt32] = [number, architecture, 0, 0]
        for index in 0..<6 {
            let value = index < arguments.count ? arguments[index] : 0
            data += [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
        }
        var word: UInt32 = 0
        var position = 0
        while position < instructions.count {
            let item = instructions[position]
            position += 1
            switch item.code {
            case 0x20: word = data[Int(item.value) / 4]
            case 0x54: word &= item.value
            case 0x05: position += Int(item.value)
            case 0x15: position += Int(word == item.value ? item.ifTrue : item.ifFalse)
            case 0x25: position += Int(word > item.value ? item.ifTrue : item.ifFalse)
            case 0x35: position += Int(word >= item.value ? item.ifTrue : item.ifFalse)
            case 0x45: position += Int(word & item.value != 0 ? item.ifTrue : item.ifFalse)
            case 0x06: return item.value
            default: return nil
            }
        }
        return nil
    }
}
