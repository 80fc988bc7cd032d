/// A name that is given a value, in any of the notations of configuration files, programs and shells.
///
/// Understood are `name = value`, `name: value`, `"name": "value"`, `name => 'value'`, `name := value`, `--name value`,
/// `config set name value`, `<name>value</name>`, `key="name" value="value"`, `name("value")`, `ENV name value`, and `name: X` with `value: Y` in the next line.
struct Assignment {
    /// The whole name.
    var name: Range<Int>
    /// The value without quotes; never empty.
    var value: Range<Int>
    /// Whether quotes stand around the value.
    var isQuoted: Bool
    /// The byte that made it an assignment: `=`, `:`, `>`, `(` or a space.
    var sign: UInt8

    /// The assignment whose name holds a keyword; `nil` where there is none.
    init?(around keyword: Range<Int>, in view: SourceView) {
        let start = view.start(of: .name, endingAt: keyword.lowerBound, atMost: 64)
        let end = view.end(of: .name, from: keyword.upperBound, atMost: 64)
        name = start..<end
        sign = 0
        isQuoted = false
        value = end..<end
        guard let begin = Self.valueStart(after: end, name, in: view, &sign) else { return nil }
        guard let found = Self.value(from: begin, in: view, sign) else { return nil }
        (value, isQuoted) = found
    }

    /// Where the value begins, quotes included.
    private static func valueStart(
        after end: Int, _ name: Range<Int>, in view: SourceView, _ sign: inout UInt8
    ) -> Int? {
        var place = end
        var wasQuoted = false
        if view[place] == UInt8(ascii: "\\") { place += 1 }
        if isQuote(view[place]) || view[place] == UInt8(ascii: "]") {
            wasQuoted = true
            place += 1
            if view[place] == UInt8(ascii: "]") { place += 1 }
        }
        let space = view.end(of: .space, from: place, atMost: 40)
        let hasSpace = space > place
        place = space
        sign = view[place]
        switch sign {
        case UInt8(ascii: "="):
            let next = view[place + 1]
            if next == UInt8(ascii: "=") || next == UInt8(ascii: "~") { return nil }
            return next == UInt8(ascii: ">") ? place + 2 : place + 1
        case UInt8(ascii: ":"):
            if view[place + 1] == UInt8(ascii: "=") { return place + 2 }
            return view[place + 1] == UInt8(ascii: ":") || view[place + 1] == UInt8(ascii: "/") ? nil : place + 1
        case UInt8(ascii: "?"), UInt8(ascii: "+"):
            return view[place + 1] == UInt8(ascii: "=") ? place + 2 : nil
        case UInt8(ascii: ">"):
            // <property name="…">value</property>
            if wasQuoted { return view.has("=", at: name.lowerBound - 2) ? place + 1 : nil }
            return view[name.lowerBound - 1] == UInt8(ascii: "<") ? insideOfValue(place + 1, in: view) : nil
        case UInt8(ascii: "("), UInt8(ascii: ","):
            let value = view.end(of: .space, from: place + 1, atMost: 8)
            if sign == UInt8(ascii: ","), !wasQuoted || !isFirstOfTwo(name, in: view) { return nil }
            return isQuote(view[value]) ? value : nil
        case UInt8(ascii: "\n"): return onNextLine(place + 1, in: view)
        case UInt8(ascii: "{"):
            sign = UInt8(ascii: "=")
            return wasQuoted ? defaultOfVariable(name, in: view) : nil
        default:
            if view.has("value=", at: place), wasQuoted {
                sign = UInt8(ascii: "=")
                return place + 6
            }
            guard hasSpace, !wasQuoted,
                isOption(name, in: view) || isInstruction(name, in: view) || isSetting(name, in: view)
            else { return nil }
            sign = UInt8(ascii: " ")
            return place
        }
    }

    /// `<AdministratorPassword><Value>x</Value>`, as the answers for Windows' installer are written.
    private static func insideOfValue(_ start: Int, in view: SourceView) -> Int {
        let place = view.end(of: ByteSet(" \t\r\n"), from: start, atMost: 64)
        return view.has("<Value>", at: place) ? place + 7 : start
    }

    /// define('NAME', 'value') of PHP, or ["--name", "value"] of an ENTRYPOINT, and no list of words.
    private static func isFirstOfTwo(_ name: Range<Int>, in view: SourceView) -> Bool {
        if view.has("--", at: name.lowerBound) { return true }
        let before = view.start(of: .space, endingAt: name.lowerBound - 1, atMost: 4)
        return view[before - 1] == UInt8(ascii: "(")
    }

    /// `- name: X` with `value: Y` below it, as the variables of Kubernetes' containers are written.
    private static func onNextLine(_ start: Int, in view: SourceView) -> Int? {
        let place = view.end(of: .space, from: start, atMost: 40)
        return view.has("value:", at: place) ? place + 6 : nil
    }

    /// `variable "name" {` with `default = X` in one of the lines below, as Terraform's variables are written.
    private static func defaultOfVariable(_ name: Range<Int>, in view: SourceView) -> Int? {
        guard view.has("variable ", at: name.lowerBound - 10) else { return nil }
        var line = view.line(around: name.upperBound)
        for _ in 0..<8 {
            line = view.line(around: line.upperBound + 1)
            let start = view.end(of: .space, from: line.lowerBound)
            if view[start] == UInt8(ascii: "}") { return nil }
            guard view.has("default", at: start) else { continue }
            let place = view.end(of: .space, from: start + 7)
            return view[place] == UInt8(ascii: "=") ? place + 1 : nil
        }
        return nil
    }

    /// `--password`, `-password`: the value stands behind a space.
    private static func isOption(_ name: Range<Int>, in view: SourceView) -> Bool {
        view[name.lowerBound] == UInt8(ascii: "-") && ByteSet.space.contains(view[name.lowerBound - 1])
            || view.has("--", at: name.lowerBound) && view[name.lowerBound - 1] != UInt8(ascii: "-")
    }

    /// `ENV name value` of a Dockerfile, `setenv name value` and `set name value` of shells.
    private static func isInstruction(_ name: Range<Int>, in view: SourceView) -> Bool {
        let line = view.line(around: name.lowerBound)
        var start = view.end(of: .space, from: line.lowerBound)
        let end = view.end(of: ByteSet("A-Za-z"), from: start)
        let word = view.lowercased(start..<end)
        start = view.end(of: .space, from: end)
        return start == name.lowerBound && start > end
            && ["env", "setenv", "setx", "label"].contains { $0.utf8.elementsEqual(word) }
    }

    /// `npm config set //host/:_authToken value`, as many programs take their settings.
    private static func isSetting(_ name: Range<Int>, in view: SourceView) -> Bool {
        let start = view.line(around: name.lowerBound).lowerBound
        let word = view.start(of: ByteSet("!-~"), endingAt: name.lowerBound, atMost: 256)
        return word > start
            && ["config set ", "configure set ", "npm set "].contains {
                view.has(Array($0.utf8), at: word - $0.utf8.count)
            }
    }

    /// The value that begins at a place, without quotes and what shells and programs write before them.
    private static func value(
        from start: Int, in view: SourceView, _ sign: UInt8
    ) -> (Range<Int>, Bool)? {
        var place = view.end(of: .space, from: start, atMost: 64)
        // The prefixes of literals: b"…", f"…", r"…", @"…", $'…', and the brackets of $("…").
        if isQuote(view[place + 1]), ByteSet("bBfFrRuU@$([").contains(view[place]) { place += 1 }
        if view[place] == UInt8(ascii: "\\"), isQuote(view[place + 1]) { place += 1 }
        if isQuote(view[place]) {
            guard let end = closingQuote(after: place, in: view) else { return nil }
            return end > place + 1 ? (withoutScheme(place + 1..<end, in: view), true) : nil
        }
        let stop = sign == UInt8(ascii: ">") ? ByteSet("<\n") : ByteSet(" \t\r\n\"'`,;)}]<>&|\\")
        var end = place
        while end < view.upper, end - place < 4096, !stop.contains(view[end]), view[end] != 0 { end += 1 }
        guard end > place else { return nil }
        let scheme = withoutScheme(place..<view.line(around: place).upperBound, in: view)
        guard scheme.lowerBound > place else { return (place..<end, false) }
        end = scheme.lowerBound
        while end < view.upper, end - place < 4096, !stop.contains(view[end]), view[end] != 0 { end += 1 }
        return end > scheme.lowerBound ? (scheme.lowerBound..<end, false) : nil
    }

    /// `Bearer x` and the like without the word.
    private static func withoutScheme(_ range: Range<Int>, in view: SourceView) -> Range<Int> {
        for word in ["Bearer ", "bearer ", "Token ", "token "] where view.has(Array(word.utf8), at: range.lowerBound) {
            let start = range.lowerBound + word.utf8.count
            return start < range.upperBound ? start..<range.upperBound : range
        }
        return range
    }

    private static func closingQuote(after start: Int, in view: SourceView) -> Int? {
        let quote = view[start]
        var place = start + 1
        while place < view.upper, place - start < 4096 {
            let byte = view[place]
            if byte == quote {
                return view[place - 1] == UInt8(ascii: "\\") && view[start - 1] == UInt8(ascii: "\\")
                    ? place - 1 : place
            }
            if byte == UInt8(ascii: "\n") || byte == 0 { return nil }
            // An escaped quote within; where the opening one was escaped itself, the next one ends the value.
            if byte == UInt8(ascii: "\\"), view[start - 1] != UInt8(ascii: "\\") { place += 1 }
            place += 1
        }
        return nil
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }
}
