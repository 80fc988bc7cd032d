/// Where an answer points to, and as what: `</v2/a/tags/list?last=b>; rel="next"` (RFC 8288).
struct WebLink: Hashable, Sendable {
    /// As the server wrote it, relative as a rule.
    let target: String
    /// What it is to what was asked for, in small letters: `next`, `prev`.
    let relations: [String]

    /// Reads one `Link` field, which may hold several. What is no link ends it.
    static func parse(_ field: String) -> [WebLink] {
        var text = FieldText(field)
        var result: [WebLink] = []
        text.skip()
        while text.take("<") {
            let target = text.token(until: ">") ?? ""
            _ = text.take(">")
            result.append(WebLink(target: target, relations: relations(&text)))
            text.skip()
        }
        return result
    }

    /// Of several `rel` the first counts.
    private static func relations(_ text: inout FieldText) -> [String] {
        let ends = " \t,;=\""
        var result: [String]?
        text.skip(" \t")
        while text.take(";") {
            text.skip(" \t")
            let name = text.token(until: ends)?.lowercased()
            text.skip(" \t")
            guard text.take("=") else { continue }
            text.skip(" \t")
            let value = text.value(until: ends)
            if name == "rel" { result = result ?? value.lowercased().split(separator: " ").map(String.init) }
            text.skip(" \t")
        }
        return result ?? []
    }
}
