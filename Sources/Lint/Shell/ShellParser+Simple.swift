extension ShellParser {
    /// Reads a simple command, or the definition of a function.
    mutating func simple() -> ShellCommand? {
        let start = index
        var command = SimpleCommand(assignments: [], words: [], redirections: [], range: start..<start)
        while true {
            skipBlanks()
            if let redirection = redirection() {
                command.redirections.append(redirection)
                command.range = start..<index
                continue
            }
            guard let byte, !Self.endsWord(byte) || isProcessSubstitution else { break }
            if command.words.isEmpty, let assignment = assignment() {
                command.assignments.append(assignment)
            } else if let word = word() {
                command.words.append(word)
            } else {
                break
            }
            command.range = start..<index
        }
        if byte == UInt8(ascii: "("), faults.isEmpty {
            guard command.words.count == 1, command.assignments.isEmpty, byte(after: 1) == UInt8(ascii: ")") else {
                fail("'(' stands within a command")
                return isEmpty(command) ? nil : ShellCommand(.simple(command), range: command.range)
            }
            index += 2
            return ShellCommand(functionBody(command.words[0]), range: start..<index)
        }
        guard !isEmpty(command) else {
            fail("a command is wanted before '\(shown)'")
            return nil
        }
        return ShellCommand(.simple(command), range: command.range)
    }

    private func isEmpty(_ command: SimpleCommand) -> Bool {
        command.words.isEmpty && command.assignments.isEmpty && command.redirections.isEmpty
    }

    var isProcessSubstitution: Bool {
        (byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")) && byte(after: 1) == UInt8(ascii: "(")
    }

    /// `NAME=value`, `NAME+=value`, `NAME[index]=value`, `NAME=(value value)`; `nil`, and nothing taken, for anything else.
    private mutating func assignment() -> SimpleCommand.Assignment? {
        let start = index
        var stop = index
        while stop < end, Self.isName(bytes[stop], isFirst: stop == index) { stop += 1 }
        guard stop > index, stop < end else { return nil }
        let name = String(decoding: bytes[index..<stop], as: UTF8.self)
        if bytes[stop] == UInt8(ascii: "["), let close = bytes[stop..<end].firstIndex(of: UInt8(ascii: "]")) {
            stop = close + 1
        }
        if stop < end, bytes[stop] == UInt8(ascii: "+") { stop += 1 }
        guard stop < end, bytes[stop] == UInt8(ascii: "=") else { return nil }
        index = stop + 1
        var values: [CommandWord] = []
        if byte == UInt8(ascii: "(") {
            index += 1
            skipLines()
            while let next = byte, next != UInt8(ascii: ")"), let word = word() {
                values.append(word)
                skipLines()
            }
            if byte == UInt8(ascii: ")") { index += 1 } else { fail("')' is wanted behind the values of an array") }
        } else if let next = byte, !Self.endsWord(next), let word = word() {
            values.append(word)
        }
        return SimpleCommand.Assignment(name: name, value: values, range: start..<index)
    }

    static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
        default: false
        }
    }

    /// A redirection; `nil`, and nothing taken, where none stands here.
    mutating func redirection() -> ShellRedirection? {
        let start = index
        var place = index
        while place < end, (0x30...0x39).contains(bytes[place]) { place += 1 }
        if place == index, byte == UInt8(ascii: "{"), let close = bytes[index..<end].firstIndex(of: UInt8(ascii: "}")),
            bytes[(index + 1)..<close].allSatisfy({ Self.isName($0, isFirst: false) })
        {
            place = close + 1
        }
        guard place < end, let sign = sign(at: place), place > index || !isProcessSubstitution else { return nil }
        if sign.first == "&", place > index { return nil }
        let descriptor = place > start ? String(decoding: bytes[start..<place], as: UTF8.self) : nil
        index = place + sign.utf8.count
        skipBlanks()
        guard let next = byte, !Self.endsWord(next) || isProcessSubstitution, let target = word() else {
            fail("a file is wanted behind '\(sign)'")
            return nil
        }
        if sign == "<<" || sign == "<<-" {
            pending.append(PendingDocument(name: Array(target.simplified.utf8), stripsTabs: sign == "<<-"))
            announced += 1
        }
        return ShellRedirection(
            sign: sign, descriptor: descriptor, target: target, range: start..<index, number: announced - 1)
    }

    private func sign(at place: Int) -> String? {
        for sign in ["&>>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">|", ">&", ">", "&>"] {
            let stop = place + sign.utf8.count
            if stop <= end, bytes[place..<stop].elementsEqual(sign.utf8) { return sign }
        }
        return nil
    }
}
