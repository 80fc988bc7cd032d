extension Dockerfile {
    /// Reads a Dockerfile. Never traps and never stops at the first mistake: all diagnostics come back with the tree.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - name: how diagnostics call the file.
    ///   - limits: bounds against hostile input.
    public static func parse(
        _ bytes: [UInt8],
        name: String = "Dockerfile",
        limits: ParseLimits = .standard
    ) -> ParseResult {
        let text = SourceText(bytes, name: name)
        return ParseResult(
            dockerfile: Dockerfile(name: name, directives: ParserDirectives(), globalArguments: [], stages: []),
            diagnostics: [],
            text: text
        )
    }

    /// Reads a Dockerfile from a string; see ``parse(_:name:limits:)-([UInt8],_,_)``.
    public static func parse(
        _ text: String,
        name: String = "Dockerfile",
        limits: ParseLimits = .standard
    ) -> ParseResult {
        parse([UInt8](text.utf8), name: name, limits: limits)
    }
}
