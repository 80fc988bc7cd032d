public import OCI

/// A template in the language of Go's text/template, with the functions that docker adds for `--format`.
///
/// Not there: `define`, `template`, `block`, method calls and complex numbers. Values are JSON; a name that an object does
/// not have is an error that lists the names it has, except in maps, where it prints `<no value>` as in Go.
public struct GoTemplate: Sendable {
    /// Members that hold maps in docker's objects.
    public static let dockerMaps: Set<String> = [
        "Annotations", "Args", "Data", "DriverOpts", "ExposedPorts", "Labels", "Metadata", "Networks", "Options",
        "PortBindings",
        "Ports", "Sysctls", "Volumes",
    ]

    private let nodes: [TemplateNode]

    /// Reads a template. Errors: `invalidTemplate` with the place.
    public init(parsing text: String) throws(TerminalUIError) { nodes = try TemplateParser.parse(text) }

    /// Applies the template to a value; nothing is added at the end. Errors: `templateExecution`.
    public func render(_ value: JSONValue, maps: Set<String> = GoTemplate.dockerMaps) throws(TerminalUIError) -> String
    {
        var evaluator = TemplateEvaluator(root: value, maps: maps)
        try evaluator.run(nodes)
        return evaluator.output
    }

    /// Applies the template to column titles: functions that would change a value leave a title as it is.
    func renderHeading(_ titles: JSONValue) throws(TerminalUIError) -> String {
        var evaluator = TemplateEvaluator(root: titles, maps: [], keepsTitles: true)
        try evaluator.run(nodes)
        return evaluator.output
    }
}
