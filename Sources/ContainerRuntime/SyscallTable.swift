/// The numbers of the system calls of one processor architecture, by name.
struct SyscallTable: Sendable {
    /// Numbers by name.
    let numbers: [String: UInt32]
    /// The highest number: what lies above did not exist when the table was written.
    let highest: UInt32

    /// Reads a list of names in the order of their numbers; `N:` says the number of the name that follows.
    init(_ text: String) {
        var numbers: [String: UInt32] = [:]
        var next: UInt32 = 0
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if word.utf8.last == UInt8(ascii: ":"), let number = UInt32(word.dropLast()) {
                next = number
            } else {
                numbers[String(word)] = next
                next += 1
            }
        }
        self.numbers = numbers
        highest = numbers.values.max() ?? 0
    }
}
