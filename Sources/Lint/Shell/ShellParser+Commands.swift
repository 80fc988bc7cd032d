extension ShellParser {
    /// Reads a command; `nil` and a fault where none stands.
    mutating func command() -> ShellCommand? {
        skipBlanks()
        let start = index
        guard let kind = compound() else {
            if index == end, !faults.isEmpty { return nil }
            return simple()
        }
        var redirections: [ShellRedirection] = []
        while true {
            skipBlanks()
            guard let redirection = redirection() else { break }
            redirections.append(redirection)
        }
        return ShellCommand(kind, redirections: redirections, range: start..<trimmed(index, from: start))
    }

    /// Where what ends here ends without blanks.
    func trimmed(_ stop: Int, from start: Int) -> Int {
        var stop = stop
        while stop > start, Self.isBlank(bytes[stop - 1]) || bytes[stop - 1] == 0x0A { stop -= 1 }
        return stop
    }

    private mutating func compound() -> ShellCommand.Kind? {
        if byte == UInt8(ascii: "(") {
            if byte(after: 1) == UInt8(ascii: "("), let words = arithmetic() {
                return .compound(keyword: "((", words: words, bodies: [])
            }
            index += 1
            let list = list(until: [])
            expect(")")
            return .subshell(list)
        }
        guard let word = reservedWord() else { return nil }
        switch word {
        case "{":
            index += 1
            let list = list(until: ["}"])
            expect("}")
            return .group(list)
        case "if": return conditional()
        case "while", "until": return loop(word)
        case "for", "select": return iteration(word)
        case "case": return selection()
        case "function": return function()
        case "[[": return test()
        case "then", "else", "elif", "fi", "do", "done", "esac", "}":
            fail("'\(word)' stands where a command is wanted")
            return nil
        default: return nil
        }
    }

    /// Takes a closing word, or fails.
    private mutating func expect(_ word: String) {
        skipLines()
        guard index + word.utf8.count <= end, bytes[index..<index + word.utf8.count].elementsEqual(word.utf8) else {
            return fail("'\(word)' is wanted here")
        }
        index += word.utf8.count
    }

    private mutating func conditional() -> ShellCommand.Kind {
        index += 2
        var bodies = [list(until: ["then"])]
        expect("then")
        bodies.append(list(until: ["elif", "else", "fi"]))
        while let word = reservedWord(), word == "elif" || word == "else" {
            index += 4
            if word == "elif" {
                bodies.append(list(until: ["then"]))
                expect("then")
            }
            bodies.append(list(until: ["elif", "else", "fi"]))
        }
        expect("fi")
        return .compound(keyword: "if", words: [], bodies: bodies)
    }

    private mutating func loop(_ word: String) -> ShellCommand.Kind {
        index += 5
        var bodies = [list(until: ["do"])]
        expect("do")
        bodies.append(list(until: ["done"]))
        expect("done")
        return .compound(keyword: word, words: [], bodies: bodies)
    }

    private mutating func iteration(_ keyword: String) -> ShellCommand.Kind {
        index += keyword.utf8.count
        skipBlanks()
        var words: [CommandWord] = []
        if starts(with: "((") {
            words = arithmetic() ?? []
        } else {
            if let name = word() { words.append(name) }
            skipLines()
            if reservedWord() == "in" {
                index += 2
                skipBlanks()
                while let next = byte, !Self.endsWord(next), let word = word() {
                    words.append(word)
                    skipBlanks()
                }
            }
        }
        skipBlanks()
        if byte == UInt8(ascii: ";") { index += 1 }
        skipLines()
        let closing = reservedWord() == "{" ? "}" : "done"
        expect(closing == "}" ? "{" : "do")
        let body = list(until: [closing])
        expect(closing)
        return .compound(keyword: keyword, words: words, bodies: [body])
    }

    private mutating func selection() -> ShellCommand.Kind {
        index += 4
        skipBlanks()
        var words: [CommandWord] = []
        var bodies: [ShellList] = []
        if let subject = word() { words.append(subject) }
        expect("in")
        skipLines()
        while index < end, reservedWord() != "esac" {
            if byte == UInt8(ascii: "(") { index += 1 }
            skipBlanks()
            while let next = byte, next != UInt8(ascii: ")") {
                if next == UInt8(ascii: "|") {
                    index += 1
                } else if let word = word() {
                    words.append(word)
                } else {
                    break
                }
                skipBlanks()
            }
            guard byte == UInt8(ascii: ")") else {
                fail("')' is wanted behind a pattern of case")
                break
            }
            index += 1
            bodies.append(list(until: [";;", "esac"]))
            if byte == UInt8(ascii: ";") {
                index += 2
                if byte == UInt8(ascii: "&") { index += 1 }
            }
            skipLines()
        }
        expect("esac")
        return .compound(keyword: "case", words: words, bodies: bodies)
    }

    private mutating func function() -> ShellCommand.Kind {
        index += 8
        skipBlanks()
        let name = word()
        skipBlanks()
        if starts(with: "()") { index += 2 }
        return functionBody(name)
    }

    /// Reads what stands behind `name()`.
    mutating func functionBody(_ name: CommandWord?) -> ShellCommand.Kind {
        skipLines()
        let body = command()
        let pipeline = body.map { ShellPipeline(isNegated: false, commands: [$0]) }
        let items = pipeline.map { [ShellListItem(pipelines: [$0], operators: [], terminator: nil)] } ?? []
        return .compound(
            keyword: "function", words: name.map { [$0] } ?? [], bodies: [ShellList(items: items)])
    }

    /// `[[ … ]]`: the words, whatever stands between them.
    private mutating func test() -> ShellCommand.Kind {
        index += 2
        var words: [CommandWord] = []
        while true {
            skipLines()
            guard let byte else {
                fail("']]' is wanted here")
                break
            }
            if Self.endsWord(byte) {
                index += 1
                continue
            }
            if starts(with: "]]") {
                index += 2
                break
            }
            guard let word = word() else { break }
            words.append(word)
        }
        return .compound(keyword: "[[", words: words, bodies: [])
    }

    /// `(( … ))`; `nil`, and nothing taken, where the two do not close together.
    private mutating func arithmetic() -> [CommandWord]? {
        guard let stop = endOfArithmetic(from: index) else { return nil }
        let range = index..<stop
        index = stop
        return [CommandWord(range: range, parts: [.arithmetic(String(decoding: bytes[range], as: UTF8.self))])]
    }

    /// The place behind the `))` that closes the `((` here.
    func endOfArithmetic(from start: Int) -> Int? {
        var open = 0
        for place in start..<end {
            if bytes[place] == UInt8(ascii: "(") { open += 1 }
            if bytes[place] == UInt8(ascii: ")") {
                open -= 1
                // The inner one closes first: the next byte must close the outer one.
                if open == 1 { return place + 1 < end && bytes[place + 1] == UInt8(ascii: ")") ? place + 2 : nil }
            }
        }
        return nil
    }
}
