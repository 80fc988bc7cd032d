internal import OCI

/// Makes the tree of a template from its tokens (Go's text/template, "Actions", "Arguments", "Pipelines", "Variables").
struct TemplateParser {
    private static let maximumDepth = 64

    private let tokens: [TemplateToken]
    private var index = 0
    private var depth = 0
    private var rangeDepth = 0
    /// What stands between `define` or `block` and its end.
    private var named: [String: [TemplateNode]] = [:]
    /// Names of the variables that can be seen, so that a wrong one is found before anything is printed.
    private var variables = [""]

    private init(tokens: [TemplateToken]) { self.tokens = tokens }

    /// Reads a template and those that are defined in it. Errors: `invalidTemplate`.
    static func parse(_ text: String) throws(TerminalUIError) -> (
        nodes: [TemplateNode], named: [String: [TemplateNode]]
    ) {
        var parser = TemplateParser(tokens: try TemplateLexer.tokens(of: text))
        let (nodes, word) = try parser.list()
        guard word == nil else {
            throw parser.error("“\(word ?? "")” belongs to no if, range or with", at: parser.index - 1)
        }
        return (nodes, parser.named)
    }

    /// Reads nodes up to an `else` or `end`, whose word it has taken, or up to the end of the text.
    private mutating func list() throws(TerminalUIError) -> (nodes: [TemplateNode], word: String?) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error("actions stand too deep within each other", at: index) }
        var nodes: [TemplateNode] = []
        while true {
            switch tokens[index].kind {
            case .end: return (nodes, nil)
            case .text(let text):
                index += 1
                nodes.append(.text(text))
            default:
                index += 1
                if case .identifier(let word) = tokens[index].kind, word == "else" || word == "end" {
                    index += 1
                    return (nodes, word)
                }
                nodes.append(try action())
            }
        }
    }

    private mutating func action() throws(TerminalUIError) -> TemplateNode {
        guard case .identifier(let word) = tokens[index].kind else { return try printing() }
        switch word {
        case "if", "with", "range":
            index += 1
            return try branch(word)
        case "break", "continue":
            guard rangeDepth > 0 else { throw error("“\(word)” stands outside of a range", at: index) }
            index += 1
            try close()
            return word == "break" ? .stop : .next
        case "define", "template", "block":
            index += 1
            return try naming(word)
        default: return try printing()
        }
    }

    /// Reads a template that gets a name, or the place where one is applied, or both.
    private mutating func naming(_ word: String) throws(TerminalUIError) -> TemplateNode {
        let start = index - 1
        guard case .string(let name) = tokens[index].kind else {
            throw error("the name of a template is wanted", at: index)
        }
        index += 1
        if word == "define", depth > 1 { throw error("“define” stands within another action", at: start) }
        var argument: TemplatePipeline?
        if word == "block" || (word == "template" && tokens[index].kind != .close) {
            argument = try pipeline(isRange: false)
        }
        try close()
        if word != "template" {
            // Its variables are its own: `$` and what it declares.
            let (outer, ranges) = (variables, rangeDepth)
            (variables, rangeDepth) = ([""], 0)
            let (body, end) = try list()
            (variables, rangeDepth) = (outer, ranges)
            guard end == "end" else { throw error("“\(word)” has no end", at: start) }
            try close()
            named[name] = body
        }
        return word == "define" ? .text("") : .template(name, argument)
    }

    private mutating func printing() throws(TerminalUIError) -> TemplateNode {
        let pipeline = try pipeline(isRange: false)
        try close()
        return .action(pipeline)
    }

    private mutating func branch(_ word: String) throws(TerminalUIError) -> TemplateNode {
        let visible = variables.count
        defer { variables.removeSubrange(visible...) }
        let start = index - 1
        let pipeline = try pipeline(isRange: word == "range")
        try close()
        if word == "range" { rangeDepth += 1 }
        let (body, end) = try list()
        if word == "range" { rangeDepth -= 1 }
        let otherwise = end == "else" ? try alternative(of: word, from: start) : []
        guard end != nil else { throw error("“\(word)” has no end", at: start) }
        if end == "end" { try close() }
        switch word {
        case "if": return .condition(pipeline, then: body, otherwise: otherwise)
        case "with": return .with(pipeline, then: body, otherwise: otherwise)
        default: return .range(pipeline, body: body, otherwise: otherwise)
        }
    }

    /// Reads what follows an `else`, through the `end`.
    private mutating func alternative(of word: String, from start: Int) throws(TerminalUIError) -> [TemplateNode] {
        if case .identifier(let next) = tokens[index].kind, next == word, word != "range" {
            index += 1
            return [try branch(next)]
        }
        try close()
        let (nodes, end) = try list()
        guard end == "end" else { throw error("“\(word)” has no end", at: start) }
        try close()
        return nodes
    }

    // MARK: Pipelines

    private mutating func pipeline(isRange: Bool) throws(TerminalUIError) -> TemplatePipeline {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error("parentheses stand too deep within each other", at: index) }
        var pipeline = TemplatePipeline()
        try declaration(of: &pipeline, isRange: isRange)
        repeat {
            pipeline.commands.append(try command(isFirst: pipeline.commands.isEmpty))
        } while take(.pipe)
        // A variable is seen from the next action on.
        if !pipeline.isAssignment { variables += pipeline.variables }
        return pipeline
    }

    private mutating func declaration(of pipeline: inout TemplatePipeline, isRange: Bool) throws(TerminalUIError) {
        guard case .variable(let name) = tokens[index].kind else { return }
        let start = index
        var names = [name]
        index += 1
        if isRange, take(.comma) {
            guard case .variable(let second) = tokens[index].kind else {
                throw error("a variable is wanted", at: index)
            }
            names.append(second)
            index += 1
        }
        if take(.declare) {
            pipeline.variables = names
        } else if take(.assign) {
            for name in names { try checkVariable(name, at: start) }
            pipeline.variables = names
            pipeline.isAssignment = true
        } else {
            guard names.count == 1 else { throw error("“:=” is wanted after two variables", at: index) }
            index = start
        }
    }

    private mutating func command(isFirst: Bool) throws(TerminalUIError) -> [TemplateOperand] {
        let start = index
        var operands: [TemplateOperand] = []
        while let operand = try operand() { operands.append(operand) }
        guard let first = operands.first else {
            throw error("a value is wanted before \(tokens[index].shown)", at: index)
        }
        switch first.term {
        case .function: return operands
        case .nothing: throw error("“nil” is no value to print", at: start)
        default: break
        }
        // Only what is applied to can say whether a field takes arguments.
        if !first.fields.isEmpty { return operands }
        guard operands.count == 1 else {
            throw error("\(tokens[start].shown) is not a function and takes no arguments", at: start)
        }
        guard isFirst else { throw error("what follows “|” must be a function", at: start) }
        return operands
    }

    /// Reads a term and the fields directly after it; `nil` where none begins.
    private mutating func operand() throws(TerminalUIError) -> TemplateOperand? {
        let start = index
        let offset = tokens[start].offset
        var fields: [String] = []
        let term: TemplateOperand.Term
        switch tokens[start].kind {
        case .dot: term = .dot
        case .field(let name):
            term = .dot
            fields = [name]
        case .variable(let name):
            try checkVariable(name, at: start)
            term = .variable(name)
        case .string(let text): term = .literal(.string(text))
        case .character(let value): term = .literal(.int(value))
        case .number(let text): term = .literal(try JSONValue(number: text, at: offset))
        case .identifier(let name): term = try word(name, at: start)
        case .openParenthesis:
            index += 1
            term = .pipeline(try pipeline(isRange: false))
            guard tokens[index].kind == .closeParenthesis else { throw error("“)” is wanted", at: index) }
        default: return nil
        }
        index += 1
        while case .field(let name) = tokens[index].kind, !tokens[index].followsSpace {
            fields.append(name)
            index += 1
        }
        return TemplateOperand(term: term, fields: fields, offset: offset)
    }

    private func word(_ name: String, at position: Int) throws(TerminalUIError) -> TemplateOperand.Term {
        switch name {
        case "true": return .literal(true)
        case "false": return .literal(false)
        case "nil": return .nothing
        default:
            guard TemplateFunctions.names.contains(name) else {
                let known = TemplateFunctions.names.sorted().joined(separator: ", ")
                throw TerminalUIError(
                    .invalidTemplate,
                    "template parsing error: at character \(tokens[position].offset + 1): function \"\(name)\" not defined",
                    hint: "a field is written with a dot, as in .\(name); functions are \(known)"
                )
            }
            return .function(name)
        }
    }

    // MARK: Tokens

    private mutating func close() throws(TerminalUIError) {
        guard take(.close) else { throw error("“}}” is wanted before \(tokens[index].shown)", at: index) }
    }

    private mutating func take(_ kind: TemplateToken.Kind) -> Bool {
        guard tokens[index].kind == kind else { return false }
        index += 1
        return true
    }

    private func checkVariable(_ name: String, at position: Int) throws(TerminalUIError) {
        guard variables.contains(name) else { throw error("there is no variable “$\(name)” here", at: position) }
    }

    private func error(_ what: String, at position: Int) -> TerminalUIError {
        .template(what, at: tokens[min(max(position, 0), tokens.count - 1)].offset)
    }
}

extension JSONValue {
    /// A number that the lexer has found.
    fileprivate init(number text: String, at offset: Int) throws(TerminalUIError) {
        do {
            self = try JSONValue(parsing: text)
        } catch {
            throw .template("“\(text)” is not a number", at: offset)
        }
    }
}
