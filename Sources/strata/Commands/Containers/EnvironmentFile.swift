import LinuxSystem
import SystemPackage

/// A file of variables as `docker run --env-file` reads it: one on a line, `#` starts a comment, nothing is unquoted.
enum EnvironmentFile {
    /// The lines that name a variable, `NAME=value` or `NAME`.
    static func read(_ path: FilePath) throws -> [String] {
        let text = String(decoding: try FileHandle.open(path).readAll(limit: 1 << 24), as: UTF8.self)
        return try parse(text, name: path.string)
    }

    /// Reads the text of such a file.
    static func parse(_ text: String, name: String) throws -> [String] {
        var result: [String] = []
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: Self.endsLine).enumerated() {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.isEmpty || line.hasPrefix("#") { continue }
            let variable = line.prefix { $0 != "=" }
            if variable.isEmpty || variable.contains(where: { $0 == " " || $0 == "\t" }) {
                let fault =
                    variable.isEmpty
                    ? "no variable name on line '\(line)'" : "variable '\(variable)' contains whitespaces"
                throw UsageError("\(name):\(number + 1): \(fault)", hint: "write NAME=VALUE")
            }
            result.append(String(line))
        }
        return result
    }

    private static func endsLine(_ character: Character) -> Bool { character == "\n" || character == "\r\n" }
}
