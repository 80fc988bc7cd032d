internal import OCI

/// A template of nothing but texts, fields and conditions on one field: what tables are made of.
///
/// It asks a row for the fields that it names and for no others, and needs no evaluator: for a list of a thousand rows that
/// is most of the time. Everything else is left to `TemplateEvaluator`, rows with fields that are no text too.
struct PlainTemplate: Sendable {
    private indirect enum Part: Sendable {
        case text([UInt8])
        case field(Int)
        case condition(Int, then: [Part], otherwise: [Part])
    }

    private var fields: [String] = []
    private var parts: [Part] = []

    /// Makes it of a template's nodes; `nil` where there is more in them.
    init?(_ nodes: [TemplateNode]) {
        guard let parts = parts(of: nodes) else { return nil }
        self.parts = parts
    }

    private mutating func parts(of nodes: [TemplateNode]) -> [Part]? {
        var result: [Part] = []
        for node in nodes {
            switch node {
            case .text(let text): result.append(.text(Array(text.utf8)))
            case .action(let pipeline):
                guard let field = field(of: pipeline) else { return nil }
                result.append(.field(field))
            case .condition(let pipeline, let then, let otherwise):
                guard let field = field(of: pipeline), let then = parts(of: then),
                    let otherwise = parts(of: otherwise)
                else { return nil }
                result.append(.condition(field, then: then, otherwise: otherwise))
            default: return nil
            }
        }
        return result
    }

    /// The place in `fields` of the one field that a pipeline is.
    private mutating func field(of pipeline: TemplatePipeline) -> Int? {
        guard pipeline.variables.isEmpty, pipeline.commands.count == 1, pipeline.commands[0].count == 1 else {
            return nil
        }
        let operand = pipeline.commands[0][0]
        // The one text that does not print as it is (`TemplateTypes`).
        guard case .dot = operand.term, operand.fields.count == 1, operand.fields[0] != "LastTagTime" else {
            return nil
        }
        if let known = fields.firstIndex(of: operand.fields[0]) { return known }
        fields.append(operand.fields[0])
        return fields.count - 1
    }

    /// Appends a row to an output; `false`, and nothing appended, where a field is not there or is no text.
    func append(_ row: some ListRow, to output: inout [UInt8]) -> Bool {
        var values: [String] = []
        values.reserveCapacity(fields.count)
        for name in fields {
            guard case .string(let text)? = row.field(name) else { return false }
            values.append(text)
        }
        append(parts, values, to: &output)
        return true
    }

    private func append(_ parts: [Part], _ values: [String], to output: inout [UInt8]) {
        for part in parts {
            switch part {
            case .text(let bytes): output += bytes
            case .field(let field): output += values[field].utf8
            case .condition(let field, let then, let otherwise):
                append(values[field].isEmpty ? otherwise : then, values, to: &output)
            }
        }
    }
}
