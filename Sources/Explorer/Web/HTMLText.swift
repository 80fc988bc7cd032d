/// Texts of others as parts of a page.
package enum HTMLText {
    /// A text as the content of an element, or of an attribute in quotation marks (HTML, 13.1.2): it is no markup, and nothing in it is
    /// hidden or turns the direction of writing.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in ShownText.name(text.utf8).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
