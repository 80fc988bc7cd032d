/// An error code of a module, as its source declares it.
struct ErrorCode: Sendable, Hashable, CustomStringConvertible {
    /// The type whose code it is.
    let type: String
    /// Its name.
    let name: String
    /// What it means, from its comment.
    let cause: String
    /// What to do, from its comment's paragraph that begins `To do:`.
    let remedy: String

    var description: String { "\(type).\(name)" }

    /// The codes that a file declares, as `case name` or `public static let name = Code(`.
    static func read(_ file: SourceTree.File, type: String) -> [ErrorCode] {
        var comment: [String] = []
        var codes: [ErrorCode] = []
        for line in file.lines.map({ $0.drop { $0 == " " } }) {
            if line.hasPrefix("///") {
                comment.append(String(line.dropFirst(3).drop { $0 == " " }))
                continue
            }
            if let name = name(line), !comment.isEmpty { codes.append(ErrorCode(type, name, comment)) }
            comment = []
        }
        return codes
    }

    private init(_ type: String, _ name: String, _ comment: [String]) {
        self.type = type
        self.name = name
        let paragraphs = comment.split(separator: "").map { $0.joined(separator: " ") }
        cause = paragraphs.first ?? ""
        let remedy = paragraphs.first { $0.hasPrefix("To do: ") }?.dropFirst(7) ?? ""
        self.remedy = String(remedy.prefix(1).uppercased() + remedy.dropFirst())
    }

    private static func name(_ line: Substring) -> String? {
        for start in ["case ", "public static let "] where line.hasPrefix(start) {
            let rest = line.dropFirst(start.count)
            let name = rest.prefix { $0.isLetter || $0.isNumber }
            if start == "case " { return rest == name || rest.hasPrefix("\(name) = \"") ? String(name) : nil }
            return rest.hasPrefix("\(name) = Code(") ? String(name) : nil
        }
        return nil
    }
}
