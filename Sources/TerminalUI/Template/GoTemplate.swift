public import OCI

/// A template in the language of Go's text/template, with the functions that docker adds for `--format`.
///
/// Not there: method calls but `.Label "name"` of a row, and complex numbers. Values are JSON; a name that an object does
/// not have is an error that lists the names it has, except in maps, where it prints `<no value>` as in Go.
public struct GoTemplate: Sendable {
    private let nodes: [TemplateNode]
    private let named: [String: [TemplateNode]]
    /// The same template where it is plain.
    private let plain: PlainTemplate?

    /// Reads a template. Errors: `invalidTemplate` with the place.
    public init(parsing text: String) throws(TerminalUIError) {
        (nodes, named) = try TemplateParser.parse(text)
        plain = PlainTemplate(nodes)
    }

    /// Applies the template to a value; nothing is added at the end. Errors: `templateExecution`.
    public func render(_ value: JSONValue, types: TemplateTypes = .docker) throws(TerminalUIError) -> String {
        var evaluator = TemplateEvaluator(root: value, named: named, types: types)
        try evaluator.run(nodes)
        return evaluator.output
    }

    /// Applies the template to a row of a list and appends the bytes. Errors: `templateExecution`.
    func append(_ row: some ListRow, to output: inout [UInt8]) throws(TerminalUIError) {
        if let plain, plain.append(row, to: &output) { return }
        var evaluator = TemplateEvaluator(root: .object(row.object), named: named, types: .unknown, isRow: true)
        try evaluator.run(nodes)
        output += evaluator.output.utf8
    }

    /// Applies the template to column titles: functions that would change a value leave a title as it is.
    func renderHeading(_ titles: JSONValue) throws(TerminalUIError) -> String {
        var evaluator = TemplateEvaluator(root: titles, named: named, types: .unknown, keepsTitles: true)
        try evaluator.run(nodes)
        return evaluator.output
    }
}
