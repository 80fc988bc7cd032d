internal import OCI

/// A part of a template that prints something or decides what to print.
indirect enum TemplateNode: Sendable {
    case text(String)
    case action(TemplatePipeline)
    case condition(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
    case with(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
    case range(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
    case stop
    case next
    /// A template of that name, applied to a value.
    case template(String, TemplatePipeline?)
}

/// Commands of which each but the first gets the result of the one before as its last argument.
struct TemplatePipeline: Sendable {
    /// Variables that take the result: one, or index and element of a range.
    var variables: [String] = []
    /// The variables are there already.
    var isAssignment = false
    var commands: [[TemplateOperand]] = []
}

/// A word of a command with the fields that are taken of it.
struct TemplateOperand: Sendable {
    indirect enum Term: Sendable {
        case dot
        case variable(String)
        case literal(JSONValue)
        case nothing
        case function(String)
        case pipeline(TemplatePipeline)
    }

    var term: Term
    var fields: [String] = []
    /// Where it stands, for errors.
    var offset: Int
}
