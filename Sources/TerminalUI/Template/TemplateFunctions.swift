internal import OCI

/// The functions of Go's templates and those that docker adds for `--format`.
enum TemplateFunctions {
    /// A function gets its arguments already evaluated; `nil` among them is a value that is not there.
    fileprivate typealias Function = @Sendable ([JSONValue]) throws(TerminalUIError) -> JSONValue?

    /// Names of all functions; `and` and `or` are evaluated by the template itself, since they may skip arguments.
    static let names: Set<String> = Set(table.map(\.key)).union(["and", "or"])

    /// Functions that leave column titles as they are (docker's `HeaderFunctions`).
    static let changingText: Set<String> = ["json", "title", "lower", "upper", "truncate", "split", "join"]

    private static let table: [String: (arguments: ClosedRange<Int>, function: Function)] = [
        "not": (1...1, { arguments in .bool(!isTrue(arguments[0])) }),
        "eq": (2...99, equal),
        "ne": (2...2, { arguments throws(TerminalUIError) in try equal(arguments) == .bool(false) ? true : false }),
        "lt": (2...2, { arguments throws(TerminalUIError) in .bool(try precedes(arguments[0], arguments[1], "lt")) }),
        "gt": (2...2, { arguments throws(TerminalUIError) in .bool(try precedes(arguments[1], arguments[0], "gt")) }),
        "le": (
            2...2, { arguments throws(TerminalUIError) in .bool(!(try precedes(arguments[1], arguments[0], "le"))) }
        ),
        "ge": (
            2...2, { arguments throws(TerminalUIError) in .bool(!(try precedes(arguments[0], arguments[1], "ge"))) }
        ),
        "len": (1...1, length),
        "index": (1...99, index),
        "slice": (1...4, slice),
        "print": (0...99, { arguments in .string(GoFormat.print(arguments)) }),
        "println": (
            0...99, { arguments in .string(arguments.map { GoFormat.text($0) }.joined(separator: " ") + "\n") }
        ),
        "printf": (
            1...99,
            { arguments throws(TerminalUIError) in
                .string(GoPrintf.format(try text(arguments[0], "printf"), Array(arguments.dropFirst())))
            }
        ),
        "json": (1...1, { arguments in .string(arguments[0].compact(escapingHTML: false)) }),
        "split": (2...2, split),
        "join": (2...2, join),
        "title": (1...1, { arguments throws(TerminalUIError) in .string(title(try text(arguments[0], "title"))) }),
        "lower": (
            1...1, { arguments throws(TerminalUIError) in .string(try text(arguments[0], "lower").lowercased()) }
        ),
        "upper": (
            1...1, { arguments throws(TerminalUIError) in .string(try text(arguments[0], "upper").uppercased()) }
        ),
        "html": (0...99, { arguments in .string(TextEscape.html(GoFormat.print(arguments))) }),
        "js": (0...99, { arguments in .string(TextEscape.javaScript(GoFormat.print(arguments))) }),
        "urlquery": (0...99, { arguments in .string(TextEscape.query(GoFormat.print(arguments))) }),
        "pad": (3...3, pad),
        "truncate": (2...2, truncate),
    ]

    /// Calls a function. Errors: `templateExecution`.
    static func call(_ name: String, _ arguments: [JSONValue?]) throws(TerminalUIError) -> JSONValue? {
        guard let (count, function) = table[name] else { throw wrong("there is no function “\(name)”") }
        guard count.contains(arguments.count) else {
            let wanted = count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "at least \(count.lowerBound)"
            throw wrong("“\(name)” takes \(wanted) argument(s), not \(arguments.count)")
        }
        return try function(arguments.map { $0 ?? .null })
    }

    /// What `if` takes for true: all but false, zero, and what is empty.
    static func isTrue(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null: false
        case .bool(let flag): flag
        case .number(let number): number.double != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }

    static func wrong(_ what: String, hint: String? = nil) -> TerminalUIError {
        TerminalUIError(.templateExecution, "template parsing error: \(what)", hint: hint)
    }

    // MARK: Comparison

    /// The first value equals one of the others.
    private static func equal(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        for other in arguments.dropFirst() where try isEqual(arguments[0], other) { return true }
        return false
    }

    private static func isEqual(_ left: JSONValue, _ right: JSONValue) throws(TerminalUIError) -> Bool {
        switch (left, right) {
        case (.number(let first), .number(let second)): return first.double == second.double
        case (.string, .string), (.bool, .bool), (.null, _), (_, .null): return left == right
        default: throw wrong("\(kind(left)) and \(kind(right)) cannot be compared")
        }
    }

    private static func precedes(_ left: JSONValue, _ right: JSONValue, _ name: String) throws(TerminalUIError) -> Bool
    {
        switch (left, right) {
        case (.number(let first), .number(let second)):
            if let first = first.int64, let second = second.int64 { return first < second }
            return (first.double ?? 0) < (second.double ?? 0)
        case (.string(let first), .string(let second)): return first.utf8.lexicographicallyPrecedes(second.utf8)
        default: throw wrong("“\(name)” compares two numbers or two texts, not \(kind(left)) and \(kind(right))")
        }
    }

    private static func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "nothing"
        case .bool: "a truth value"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    // MARK: Lists

    private static func length(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        switch arguments[0] {
        case .string(let text): .int(text.utf8.count)
        case .array(let elements): .int(elements.count)
        case .object(let object): .int(object.count)
        case .null: 0
        default: throw wrong("“len” of \(kind(arguments[0]))")
        }
    }

    private static func index(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        var value = arguments[0]
        for key in arguments.dropFirst() {
            switch (value, key) {
            case (.object(let object), .string(let name)):
                // A map of texts gives an empty one for a name that it does not have, as Go's does.
                let isTextual = object.members.allSatisfy { $0.value.stringValue != nil }
                guard let found = object[name] ?? (isTextual ? "" : nil) else { return nil }
                value = found
            case (.array(let elements), .number(let number)):
                guard let place = number.int64.map(Int.init), elements.indices.contains(place) else {
                    throw wrong("the list has \(elements.count) elements; there is none with index \(number.text)")
                }
                value = elements[place]
            case (.string(let text), .number(let number)):
                let bytes = Array(text.utf8)
                guard let place = number.int64.map(Int.init), bytes.indices.contains(place) else {
                    throw wrong("the text has \(bytes.count) bytes; there is none with index \(number.text)")
                }
                value = .int(bytes[place])
            case (.null, .string): value = ""
            default: throw wrong("\(kind(value)) has no index that is \(kind(key))")
            }
        }
        return value
    }

    private static func slice(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        let count: Int
        switch arguments[0] {
        case .string(let text): count = text.utf8.count
        case .array(let elements): count = elements.count
        default: throw wrong("“slice” of \(kind(arguments[0]))")
        }
        let bounds = arguments.dropFirst().map { $0.intValue.map(Int.init) ?? -1 }
        let (low, high) = (bounds.first ?? 0, bounds.count > 1 ? bounds[1] : count)
        guard bounds.allSatisfy({ (0...count).contains($0) }), low <= high else {
            throw wrong("“slice” from \(low) to \(high) of something with \(count) elements")
        }
        if case .array(let elements) = arguments[0] { return .array(Array(elements[low..<high])) }
        let bytes = Array((arguments[0].stringValue ?? "").utf8)
        return .string(String(decoding: bytes[low..<high], as: UTF8.self))
    }

    private static func join(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        let separator = try text(arguments[1], "join")
        switch arguments[0] {
        case .array(let elements): return .string(elements.map { GoFormat.text($0) }.joined(separator: separator))
        case .null: return ""
        default: throw wrong("“join” takes a list and a text, not \(kind(arguments[0]))")
        }
    }

    private static func split(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        let bytes = Array(try text(arguments[0], "split").utf8)
        let separator = Array(try text(arguments[1], "split").utf8)
        if separator.isEmpty {
            return .strings(String(decoding: bytes, as: UTF8.self).unicodeScalars.map { String(Character($0)) })
        }
        var parts: [String] = []
        var (start, place) = (0, 0)
        while place + separator.count <= bytes.count {
            if bytes[place...].starts(with: separator) {
                parts.append(String(decoding: bytes[start..<place], as: UTF8.self))
                place += separator.count
                start = place
            } else {
                place += 1
            }
        }
        return .strings(parts + [String(decoding: bytes[start...], as: UTF8.self)])
    }

    // MARK: Text

    private static func text(_ value: JSONValue, _ name: String) throws(TerminalUIError) -> String {
        guard case .string(let text) = value else { throw wrong("“\(name)” takes a text, not \(kind(value))") }
        return text
    }

    /// Each word with a capital letter.
    private static func title(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for character in text {
            let isWord = character.isLetter || character.isNumber || character == "_" || character == "'"
            result += isWord && !isInWord ? character.uppercased() : String(character)
            isInWord = isWord
        }
        return result
    }

    /// Spaces before and after a text that is not empty.
    private static func pad(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        let text = try text(arguments[0], "pad")
        guard let before = arguments[1].intValue, let after = arguments[2].intValue, (0...10_000).contains(before),
            (0...10_000).contains(after)
        else { throw wrong("“pad” takes a text and two counts of spaces") }
        guard !text.isEmpty else { return "" }
        return .string(String(repeating: " ", count: Int(before)) + text + String(repeating: " ", count: Int(after)))
    }

    private static func truncate(_ arguments: [JSONValue]) throws(TerminalUIError) -> JSONValue? {
        let text = try text(arguments[0], "truncate")
        guard let count = arguments[1].intValue, count >= 0 else { throw wrong("“truncate” takes a text and a length") }
        guard text.utf8.count > count else { return .string(text) }
        return .string(String(decoding: text.utf8.prefix(Int(count)), as: UTF8.self))
    }
}
