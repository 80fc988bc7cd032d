/// Credentials in a line of a file that is written: `NAME=value`, `name: value`, `"name": "value"`, `export NAME=value`.
enum CredentialLine {
    /// The place of name and value; `nil` where there is none.
    static func place(in line: [UInt8]) -> Range<Int>? {
        let text = String(decoding: line, as: UTF8.self)
        if CredentialArguments.hasPasswordInAddress(text) { return trimmed(line) }
        guard let split = line.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) else {
            return nil
        }
        var before = String(decoding: line[..<split], as: UTF8.self).trimmingBlanks
        // //registry.example.com/:_authToken=value
        var place = split
        if before.hasPrefix("//"), let next = line.firstIndex(of: UInt8(ascii: "=")) {
            place = next
            before = String(decoding: line[..<next], as: UTF8.self).split(separator: ":").last.map(String.init) ?? ""
        }
        let name = (before.split(separator: " ").last.map(String.init) ?? "").trimmingQuotes
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) }) else { return nil }
        var value = String(decoding: line[(place + 1)...], as: UTF8.self).trimmingBlanks
        if value.hasSuffix(",") || value.hasSuffix(";") { value.removeLast() }
        // What is computed is not written here.
        if value.contains("(") || value.trimmingQuotes.contains("$") || value.hasPrefix("os.")
            || value.hasPrefix("process.")
        {
            return nil
        }
        return CredentialText.isValue(value, of: name) ? trimmed(line) : nil
    }

    private static func trimmed(_ line: [UInt8]) -> Range<Int> {
        let start = line.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? 0
        let end = (line.lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D } ?? -1) + 1
        return start..<max(start, end)
    }
}
