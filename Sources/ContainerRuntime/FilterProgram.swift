/// A program of the kernel's classic packet filter machine, as seccomp(2) takes it.
struct FilterProgram: Hashable, Sendable {
    /// An instruction: `struct sock_filter`.
    struct Instruction: Hashable, Sendable {
        var code: UInt16
        var ifTrue: UInt8 = 0
        var ifFalse: UInt8 = 0
        var value: UInt32

        /// Loads a word of `struct seccomp_data`.
        static func load(_ offset: UInt32) -> Instruction { Instruction(code: 0x20, value: offset) }
        /// Ends with an answer.
        static func answer(_ value: UInt32) -> Instruction { Instruction(code: 0x06, value: value) }
        /// Goes forward over some instructions.
        static func skip(_ count: Int) -> Instruction { Instruction(code: 0x05, value: UInt32(count)) }
    }

    /// How the word loaded last is compared.
    enum Test: UInt16, Hashable, Sendable {
        case equal = 0x15
        case atLeast = 0x35
        case anyBit = 0x45
    }

    private(set) var instructions: [Instruction] = []

    mutating func append(_ instruction: Instruction) { instructions.append(instruction) }

    mutating func append(_ other: FilterProgram) { instructions += other.instructions }

    /// Goes on with `no` where the test fails, else with `yes`. Both end with an answer.
    mutating func branch(_ test: Test, _ value: UInt32, yes: FilterProgram, no: FilterProgram) {
        // A conditional jump reaches 255 instructions; a longer way is taken by a jump of its own.
        if let distance = UInt8(exactly: no.instructions.count) {
            append(Instruction(code: test.rawValue, ifTrue: distance, ifFalse: 0, value: value))
        } else {
            append(Instruction(code: test.rawValue, ifTrue: 0, ifFalse: 1, value: value))
            append(.skip(no.instructions.count))
        }
        append(no)
        append(yes)
    }

    /// The bytes of the program, in the order of this machine.
    var bytes: [UInt8] {
        instructions.flatMap { instruction in
            withUnsafeBytes(of: instruction.code) { Array($0) } + [instruction.ifTrue, instruction.ifFalse]
                + withUnsafeBytes(of: instruction.value) { Array($0) }
        }
    }
}
