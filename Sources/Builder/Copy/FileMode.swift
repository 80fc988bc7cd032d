/// What `--chmod` does to a mode: an octal number that replaces it, or symbolic changes as chmod(1) takes them.
struct FileMode: Hashable, Sendable {
    private struct Change: Hashable, Sendable {
        /// Which of the classes user (4), group (2), others (1) are meant.
        var classes: UInt16
        var operation: UInt8
        var permissions: [UInt8]
    }

    private enum Form: Hashable, Sendable {
        case exact(UInt16)
        case symbolic([Change])
    }

    private let form: Form

    /// Reads a mode.
    ///
    /// - Throws: `BuildError` with code `badMode`.
    init(parsing text: String) throws {
        if let number = UInt16(text, radix: 8), number <= 0o7777 {
            form = .exact(number)
            return
        }
        form = .symbolic(
            try text.split(separator: ",", omittingEmptySubsequences: false).flatMap {
                try Self.changes(Array($0.utf8), in: text)
            })
    }

    /// The low twelve bits that an entry gets.
    func applied(to permissions: UInt16, isDirectory: Bool) -> UInt16 {
        switch form {
        case .exact(let number): return number
        case .symbolic(let changes):
            return changes.reduce(permissions) { Self.apply($1, to: $0, isDirectory: isDirectory) }
        }
    }

    private static func changes(_ text: [UInt8], in whole: String) throws -> [Change] {
        var classes: UInt16 = 0
        var index = 0
        let named: [UInt8: UInt16] = [
            UInt8(ascii: "u"): 4, UInt8(ascii: "g"): 2, UInt8(ascii: "o"): 1, UInt8(ascii: "a"): 7,
        ]
        while index < text.count, let found = named[text[index]] {
            classes |= found
            index += 1
        }
        if classes == 0 { classes = 7 }
        var result: [Change] = []
        while index < text.count {
            guard Array("+-=".utf8).contains(text[index]) else { throw invalid(whole) }
            var change = Change(classes: classes, operation: text[index], permissions: [])
            index += 1
            while index < text.count, !Array("+-=".utf8).contains(text[index]) {
                guard Array("rwxXstugo".utf8).contains(text[index]) else { throw invalid(whole) }
                change.permissions.append(text[index])
                index += 1
            }
            result.append(change)
        }
        if result.isEmpty { throw invalid(whole) }
        return result
    }

    private static func invalid(_ text: String) -> BuildError {
        BuildError(
            .badMode, "--chmod=\(text) is no mode", hint: "write an octal number (0755) or changes (u=rwX,go=rX)")
    }

    private static func apply(_ change: Change, to mode: UInt16, isDirectory: Bool) -> UInt16 {
        var bits: UInt16 = 0
        var special: UInt16 = 0
        for permission in change.permissions {
            switch permission {
            case UInt8(ascii: "r"): bits |= 4
            case UInt8(ascii: "w"): bits |= 2
            case UInt8(ascii: "x"): bits |= 1
            case UInt8(ascii: "X"): if isDirectory || mode & 0o111 != 0 { bits |= 1 }
            case UInt8(ascii: "s"): special |= (change.classes & 4) << 9 | (change.classes & 2) << 9
            case UInt8(ascii: "t"): special |= 0o1000
            case UInt8(ascii: "u"): bits |= mode >> 6 & 7
            case UInt8(ascii: "g"): bits |= mode >> 3 & 7
            default: bits |= mode & 7
            }
        }
        var mask: UInt16 = 0
        if change.classes & 4 != 0 { mask |= 0o700 }
        if change.classes & 2 != 0 { mask |= 0o070 }
        if change.classes & 1 != 0 { mask |= 0o007 }
        let spread = (bits << 6 | bits << 3 | bits) & mask | special
        switch change.operation {
        case UInt8(ascii: "+"): return mode | spread
        case UInt8(ascii: "-"): return mode & ~spread
        default: return mode & ~mask | spread
        }
    }
}
