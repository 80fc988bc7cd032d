/// The texts that a program's source gives to its errors: what stands behind a code where an error is made.
enum ErrorText {
    /// The message behind each `.code, "…"` in a source file, its interpolations as `…`.
    static func messages(in text: String, codes: Set<String>) -> [(code: String, message: String)] {
        let characters = Array(text)
        var found: [(code: String, message: String)] = []
        var index = 0
        while index < characters.count {
            defer { index += 1 }
            guard characters[index] == ".", index > 0, "( \n".contains(characters[index - 1]) else { continue }
            let name = String(characters[(index + 1)...].prefix { $0.isLetter || $0.isNumber })
            var next = index + 1 + name.count
            guard codes.contains(name), next < characters.count, characters[next] == "," else { continue }
            next += 1
            while next < characters.count, characters[next].isWhitespace { next += 1 }
            if String(characters[next...].prefix(7)) == "message" {
                guard let place = place(ofMessageBefore: index, characters) else { continue }
                next = place
            }
            var message = ""
            while let literal = literal(characters, &next) { message += literal }
            if !message.isEmpty { found.append((name, message)) }
        }
        return found
    }

    /// The message and the hint of each error of a type that has no codes: `UsageError("…", hint: "…")`.
    static func uncoded(_ type: String, in text: String) -> [(message: String, hint: String)] {
        let characters = Array(text)
        let start = Array(type + "(")
        var found: [(message: String, hint: String)] = []
        var index = 0
        while index + start.count < characters.count {
            defer { index += 1 }
            guard characters[index] == start[0], Array(characters[index..<index + start.count]) == start else {
                continue
            }
            var next = index + start.count
            while next < characters.count, characters[next].isWhitespace { next += 1 }
            guard let message = literal(characters, &next), message.contains(where: \.isLetter) else { continue }
            while next < characters.count, characters[next].isWhitespace || characters[next] == "," { next += 1 }
            var hint = ""
            if String(characters[next...].prefix(6)) == "hint: " {
                next += 6
                hint = literal(characters, &next) ?? ""
            }
            found.append((message, hint))
        }
        return found
    }

    /// Where the text of the last `let message = "…"` before a place begins.
    private static func place(ofMessageBefore index: Int, _ text: [Character]) -> Int? {
        let declaration = Array("let message")
        var start = index - declaration.count
        while start >= max(0, index - 1500) {
            if Array(text[start..<start + declaration.count]) == declaration {
                return text[start..<index].firstIndex(of: "\"")
            }
            start -= 1
        }
        return nil
    }

    /// A literal at a place, and the plus sign after it; leaves the place behind both.
    private static func literal(_ text: [Character], _ index: inout Int) -> String? {
        guard index < text.count, text[index] == "\"" else { return nil }
        index += 1
        var result = ""
        while index < text.count, text[index] != "\"" {
            if text[index] == "\\", index + 1 < text.count {
                if text[index + 1] == "(" {
                    result += "…"
                    index = end(ofInterpolation: text, index + 1)
                } else {
                    result.append(text[index + 1])
                    index += 2
                }
            } else {
                result.append(text[index])
                index += 1
            }
        }
        index += 1
        let behind = index
        while index < text.count, text[index].isWhitespace { index += 1 }
        guard index < text.count, text[index] == "+" else {
            index = behind
            return result
        }
        index += 1
        while index < text.count, text[index].isWhitespace { index += 1 }
        if index < text.count, text[index] != "\"" { result += "…" }
        return result
    }

    private static func end(ofInterpolation text: [Character], _ start: Int) -> Int {
        var depth = 0
        var index = start
        while index < text.count {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            index += 1
            if depth == 0 { break }
        }
        return index
    }
}
