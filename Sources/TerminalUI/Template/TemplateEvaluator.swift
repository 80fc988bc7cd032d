internal import OCI

/// Applies the tree of a template to a value.
struct TemplateEvaluator {
    private let types: TemplateTypes
    private let root: JSONValue
    /// The value is a row of a list.
    private let isRow: Bool
    /// The value is a row of column titles.
    private let keepsTitles: Bool
    private let named: [String: [TemplateNode]]
    private var depth = 0
    private var variables: [(name: String, value: JSONValue?)]
    private(set) var output = ""

    /// How a list of nodes ended.
    private enum Flow { case goesOn, stops, goesToNext }

    init(
        root: JSONValue, named: [String: [TemplateNode]] = [:], types: TemplateTypes, isRow: Bool = false,
        keepsTitles: Bool = false
    ) {
        self.named = named
        self.isRow = isRow
        self.root = root
        self.keepsTitles = keepsTitles
        self.types = types
        variables = [("", root)]
    }

    /// Prints nodes. Errors: `templateExecution`.
    mutating func run(_ nodes: [TemplateNode]) throws(TerminalUIError) { _ = try run(nodes, dot: root) }

    private mutating func run(_ nodes: [TemplateNode], dot: JSONValue?) throws(TerminalUIError) -> Flow {
        let visible = variables.count
        defer { variables.removeSubrange(visible...) }
        for node in nodes {
            let flow = try run(node, dot: dot)
            if flow != .goesOn { return flow }
        }
        return .goesOn
    }

    private mutating func run(_ node: TemplateNode, dot: JSONValue?) throws(TerminalUIError) -> Flow {
        switch node {
        case .text(let text): output += text
        case .action(let pipeline):
            let value = try self.value(of: pipeline, dot: dot)
            if pipeline.variables.isEmpty { output += printed(value, of: pipeline) }
        case .condition(let pipeline, let then, let otherwise):
            return try scoped(pipeline, dot) { evaluator, value throws(TerminalUIError) in
                try evaluator.run(TemplateFunctions.isTrue(value) ? then : otherwise, dot: dot)
            }
        case .with(let pipeline, let then, let otherwise):
            return try scoped(pipeline, dot) { evaluator, value throws(TerminalUIError) in
                let isTrue = TemplateFunctions.isTrue(value)
                return try evaluator.run(isTrue ? then : otherwise, dot: isTrue ? value : dot)
            }
        case .range(let pipeline, let body, let otherwise):
            return try range(pipeline, body, otherwise, dot)
        case .template(let name, let pipeline): try apply(name, pipeline, dot)
        case .stop: return .stops
        case .next: return .goesToNext
        }
        return .goesOn
    }

    /// Applies a named template: it sees what it is given, and no variable of where it is applied.
    private mutating func apply(
        _ name: String, _ pipeline: TemplatePipeline?, _ dot: JSONValue?
    ) throws(TerminalUIError) {
        let value: JSONValue?
        if let pipeline { value = try self.value(of: pipeline, dot: dot) } else { value = .null }
        guard let nodes = named[name] else { throw TemplateFunctions.wrong("template \"\(name)\" not defined") }
        guard depth < 100 else { throw TemplateFunctions.wrong("templates apply each other without end") }
        let outer = variables
        depth += 1
        defer {
            variables = outer
            depth -= 1
        }
        variables = [("", value)]
        _ = try run(nodes, dot: value)
    }

    /// A result as text; where there is nothing, the field that was asked for says how that prints.
    private func printed(_ value: JSONValue?, of pipeline: TemplatePipeline) -> String {
        guard let value else { return "<no value>" }
        let isField = pipeline.commands.count == 1 && pipeline.commands[0].count == 1
        return types.text(value, member: isField ? pipeline.commands[0][0].fields.last : nil)
    }

    /// Runs a branch with the variables of its pipeline, which end with it.
    private mutating func scoped(
        _ pipeline: TemplatePipeline, _ dot: JSONValue?,
        _ body: (inout TemplateEvaluator, JSONValue?) throws(TerminalUIError) -> Flow
    ) throws(TerminalUIError) -> Flow {
        let visible = variables.count
        defer { variables.removeSubrange(visible...) }
        let value = try value(of: pipeline, dot: dot)
        return try body(&self, value)
    }

    private mutating func range(
        _ pipeline: TemplatePipeline, _ body: [TemplateNode], _ otherwise: [TemplateNode], _ dot: JSONValue?
    ) throws(TerminalUIError) -> Flow {
        var plain = pipeline
        plain.variables = []
        let elements = try self.elements(of: try value(of: plain, dot: dot))
        guard !elements.isEmpty else { return try run(otherwise, dot: dot) }
        for (key, element) in elements {
            let visible = variables.count
            defer { variables.removeSubrange(visible...) }
            let values = pipeline.variables.count == 2 ? [key, element] : [element]
            for (name, value) in zip(pipeline.variables, values) { set(name, value, pipeline.isAssignment) }
            if try run(body, dot: element) == .stops { break }
        }
        return .goesOn
    }

    private func elements(of value: JSONValue?) throws(TerminalUIError) -> [(key: JSONValue, value: JSONValue)] {
        switch value {
        case nil, .null: return []
        case .array(let elements): return elements.enumerated().map { (.int($0.offset), $0.element) }
        case .object(let object): return object.sortedByKey().members.map { (.string($0.key), $0.value) }
        case .number(let number):
            guard let count = number.int64, (0...100_000).contains(count) else { break }
            return (0..<count).map { (.int($0), .int($0)) }
        default: break
        }
        throw TemplateFunctions.wrong(
            "“range” goes over a list or an object, not over “\(value.map { GoFormat.text($0) } ?? "")”")
    }

    // MARK: Pipelines

    private mutating func value(of pipeline: TemplatePipeline, dot: JSONValue?) throws(TerminalUIError) -> JSONValue? {
        var result: JSONValue?
        for (index, command) in pipeline.commands.enumerated() {
            result = try value(of: command, final: index == 0 ? nil : .some(result), dot: dot)
        }
        for name in pipeline.variables { set(name, result, pipeline.isAssignment) }
        return result
    }

    private mutating func set(_ name: String, _ value: JSONValue?, _ isAssignment: Bool) {
        if isAssignment, let index = variables.lastIndex(where: { $0.name == name }) {
            variables[index].value = value
        } else {
            variables.append((name, value))
        }
    }

    private mutating func value(
        of command: [TemplateOperand], final: JSONValue??, dot: JSONValue?
    ) throws(TerminalUIError) -> JSONValue? {
        guard let first = command.first else { return nil }
        guard case .function(let name) = first.term else {
            if command.count > 1 || final != nil { return try callField(command, final: final, dot: dot) }
            return try value(of: first, dot: dot)
        }
        let result =
            name == "and" || name == "or"
            ? try lazily(name, command.dropFirst(), final: final, dot: dot)
            : try call(name, command.dropFirst(), final: final, dot: dot)
        return try take(first.fields, of: result)
    }

    /// `.Label "name"`: the one field of a row that takes an argument, a map with the text of each name.
    private mutating func callField(
        _ command: [TemplateOperand], final: JSONValue??, dot: JSONValue?
    ) throws(TerminalUIError) -> JSONValue? {
        var arguments: [JSONValue?] = []
        for operand in command.dropFirst() { arguments.append(try value(of: operand, dot: dot)) }
        if let final { arguments.append(final) }
        let field = command[0].fields.last ?? ""
        guard arguments.count == 1, let name = arguments[0]?.stringValue else {
            throw TemplateFunctions.wrong("\(field) has arguments but cannot be invoked as function")
        }
        if keepsTitles, field == "Label" {
            return .string(
                (name.split(separator: ".").last.map(String.init) ?? "").map { "-_".contains($0) ? " " : String($0) }
                    .joined())
        }
        guard isRow, case .object(let map) = try value(of: command[0], dot: dot) else {
            throw TemplateFunctions.wrong("\(field) has arguments but cannot be invoked as function")
        }
        return map[name] ?? ""
    }

    private mutating func call(
        _ name: String, _ operands: ArraySlice<TemplateOperand>, final: JSONValue??, dot: JSONValue?
    ) throws(TerminalUIError) -> JSONValue? {
        var arguments: [JSONValue?] = []
        for operand in operands { arguments.append(try value(of: operand, dot: dot)) }
        if let final { arguments.append(final) }
        if keepsTitles, TemplateFunctions.changingText.contains(name),
            let title = arguments.first(where: { $0?.stringValue != nil })
        {
            return title
        }
        // docker writes a whole row with its signs escaped for HTML, single fields without.
        if name == "json", isRow, arguments == [root] { return .string(root.withoutObjects.compact()) }
        if name == "json", types.areRows, arguments.count == 1, let value = arguments[0], value.stringValue == nil {
            return .string(value.compact())
        }
        if name == "json" { arguments = arguments.map { $0.map { types.written($0, root: root) } } }
        return try TemplateFunctions.call(name, arguments)
    }

    /// `and` and `or`: the first argument that decides, the rest not evaluated.
    private mutating func lazily(
        _ name: String, _ operands: ArraySlice<TemplateOperand>, final: JSONValue??, dot: JSONValue?
    ) throws(TerminalUIError) -> JSONValue? {
        guard !operands.isEmpty || final != nil else { throw TemplateFunctions.wrong("“\(name)” has no arguments") }
        var result: JSONValue?
        for operand in operands {
            result = try value(of: operand, dot: dot)
            if TemplateFunctions.isTrue(result) == (name == "or") { return result }
        }
        return final ?? result
    }

    private mutating func value(of operand: TemplateOperand, dot: JSONValue?) throws(TerminalUIError) -> JSONValue? {
        let value: JSONValue?
        switch operand.term {
        case .dot: value = dot
        case .variable(let name): value = variables.last { $0.name == name }?.value
        case .literal(let literal): value = literal
        case .nothing: value = .null
        case .function(let name): value = try TemplateFunctions.call(name, [])
        case .pipeline(let pipeline): value = try self.value(of: pipeline, dot: dot)
        }
        return try take(operand.fields, of: value)
    }

    /// Follows fields into objects.
    private func take(_ fields: [String], of value: JSONValue?) throws(TerminalUIError) -> JSONValue? {
        var value = value
        for (index, field) in fields.enumerated() {
            switch value {
            case .object(let object):
                if let member = object[types.aliases[field] ?? field], !types.isHidden(field) {
                    value = member
                } else if index > 0, types.maps.contains(fields[index - 1]) {
                    value = nil
                } else if let empty = types.omitted[field] {
                    value = empty
                } else {
                    throw TemplateFunctions.wrong(
                        "can't evaluate field \(field) (.\(fields[...index].joined(separator: ".")))",
                        hint: "fields here are " + object.keys.map { "." + $0 }.joined(separator: ", ")
                    )
                }
            case nil, .null:
                // A map that is not there has no entries, which is no mistake.
                if index > 0, types.maps.contains(fields[index - 1]) { return nil }
                throw TemplateFunctions.wrong("“.\(field)” is asked of nothing")
            default:
                throw TemplateFunctions.wrong(
                    "“.\(field)” is asked of “\(value.map { GoFormat.text($0) } ?? "")”, which has no fields")
            }
        }
        return value
    }
}
