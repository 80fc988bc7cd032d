/// A piece of a template: text to print, or one of the words and marks between `{{` and `}}`.
struct TemplateToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case text(String)
        case open, close
        /// `.`
        case dot
        /// `.Name`
        case field(String)
        /// `$` or `$name`
        case variable(String)
        case identifier(String)
        case string(String)
        case character(Int64)
        case number(String)
        case pipe, openParenthesis, closeParenthesis, comma, declare, assign
        case end
    }

    let kind: Kind
    /// Where it begins, counted in bytes.
    let offset: Int
    /// White space stands before it, so that it begins a new operand.
    let followsSpace: Bool
}

extension TemplateToken {
    /// The token as an error shows it.
    var shown: String {
        switch kind {
        case .text: "text"
        case .open: "“{{”"
        case .close: "“}}”"
        case .dot: "“.”"
        case .field(let name): "“.\(name)”"
        case .variable(let name): "“$\(name)”"
        case .identifier(let name): "“\(name)”"
        case .string, .character: "a literal"
        case .number(let text): "“\(text)”"
        case .pipe: "“|”"
        case .openParenthesis: "“(”"
        case .closeParenthesis: "“)”"
        case .comma: "“,”"
        case .declare: "“:=”"
        case .assign: "“=”"
        case .end: "the end of the template"
        }
    }
}
