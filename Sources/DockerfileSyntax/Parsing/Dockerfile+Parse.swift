extension Dockerfile {
    /// Reads a Dockerfile. Never traps and never stops at the first mistake: all diagnostics come back with the tree.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - name: how diagnostics call the file.
    ///   - limits: bounds against hostile input.
    ///   - check: options of checks that take the place of the file's own `check` directive; see ``CheckOptions``.
    public static func parse(
        _ bytes: [UInt8],
        name: String = "Dockerfile",
        limits: ParseLimits = .standard,
        check: String? = nil
    ) -> ParseResult {
        guard bytes.count <= limits.fileSize else {
            let message = "the file has \(bytes.count) bytes; at most \(limits.fileSize) are read"
            return ParseResult(
                dockerfile: Dockerfile(name: name, directives: ParserDirectives(), globalArguments: [], stages: []),
                diagnostics: [.error(.tooLarge, message, at: .start)],
                text: SourceText([], name: name)
            )
        }
        var parser = DockerfileParser(SourceText(bytes, name: name), limits: limits, check: check)
        return parser.parse()
    }

    /// Reads a Dockerfile from a string; see the overload for bytes.
    public static func parse(
        _ text: String,
        name: String = "Dockerfile",
        limits: ParseLimits = .standard,
        check: String? = nil
    ) -> ParseResult {
        parse([UInt8](text.utf8), name: name, limits: limits, check: check)
    }

    /// Reads the text of an `ONBUILD` trigger, as it is kept in an image's configuration.
    ///
    /// - Parameters:
    ///   - text: the trigger: one instruction, perhaps with here-documents.
    ///   - name: how diagnostics call it.
    public static func parseTrigger(
        _ text: String,
        name: String = "ONBUILD",
        limits: ParseLimits = .standard
    ) -> TriggerResult {
        var parser = DockerfileParser(SourceText([UInt8](text.utf8), name: name), limits: limits)
        return parser.parseTrigger()
    }
}

/// What reading an `ONBUILD` trigger gives.
public struct TriggerResult: Sendable {
    /// The instruction; none where the text is not exactly one instruction that a trigger can be.
    public var instructions: [Instruction]
    /// Errors and warnings.
    public var diagnostics: [Diagnostic]
    /// The text, for rendering diagnostics.
    public var text: SourceText
}
