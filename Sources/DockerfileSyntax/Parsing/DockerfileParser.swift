/// Reads a whole file: directives, then instructions, sorted into stages.
struct DockerfileParser {
    private let text: SourceText
    private let limits: ParseLimits
    private var reader: LineReader
    private var parser: InstructionParser
    private var dockerfile: Dockerfile
    private var instructionCount = 0
    private var emptyContinuations: [Int] = []
    private var checks = CheckOptions()

    /// - Parameter check: takes the place of the file's `check` directive.
    init(_ text: SourceText, limits: ParseLimits, check: String? = nil) {
        self.text = text
        self.limits = limits
        let start = text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let head = DirectiveReader(text, from: start)
        let escape = head.directives.escape
        reader = LineReader(text.bytes, from: head.end, escape: escape, maximumSize: limits.instructionSize)
        parser = InstructionParser(text: text, escape: escape, limits: limits, diagnostics: head.diagnostics)
        dockerfile = Dockerfile(name: text.name, directives: head.directives, globalArguments: [], stages: [])
        let word = check.map { ShellWord($0, at: .start, rule: .literal) } ?? head.directives.check
        guard let word else { return }
        do throws(Diagnostic) { checks = try CheckOptions(parsing: word.text, at: word.range) } catch {
            parser.report(error)
        }
    }

    /// Reads the file.
    mutating func parse() -> ParseResult {
        while let item = reader.next() {
            instructionCount += 1
            guard instructionCount <= limits.instructions else {
                let message = "the file has more than \(limits.instructions) instructions"
                parser.report(.error(.tooLarge, message, at: item.line.trimmed.range(in: text)))
                break
            }
            noteContinuation(item)
            guard let parsed = parser.parse(item, &reader) else { continue }
            add(parsed)
        }
        checkCompleteness()
        var rules = Checks(dockerfile, emptyContinuations.map { text.range($0, $0) })
        return ParseResult(
            dockerfile: dockerfile,
            diagnostics: sorted(parser.diagnostics + rules.run()),
            text: text,
            checks: checks
        )
    }

    /// Reads the file as a single instruction.
    mutating func parseTrigger() -> TriggerResult {
        var instruction: Instruction?
        if let item = reader.next() {
            switch parser.parse(item, &reader) {
            case .instruction(let parsed): instruction = parsed
            case .stage(let stage):
                parser.report(.error(.onbuildTrigger, "FROM cannot be the trigger of an ONBUILD", at: stage.range))
            case nil: break
            }
            if case .onbuild = instruction?.kind {
                let message = "ONBUILD cannot be the trigger of an ONBUILD"
                parser.report(.error(.onbuildTrigger, message, at: item.line.trimmed.range(in: text)))
                instruction = nil
            }
            if let extra = reader.next() {
                let message = "a trigger is a single instruction"
                parser.report(.error(.onbuildTrigger, message, at: extra.line.trimmed.range(in: text)))
                instruction = nil
            }
        } else {
            parser.report(.error(.noInstructions, "the trigger is empty", at: .start))
        }
        return TriggerResult(
            instructions: instruction.map { [$0] } ?? [], diagnostics: sorted(parser.diagnostics), text: text)
    }

    private mutating func add(_ parsed: InstructionParser.Parsed) {
        switch parsed {
        case .stage(let stage):
            checks.add(stage.source.comments, above: stage.range)
            dockerfile.stages.append(stage)
        case .instruction(let instruction):
            checks.add(instruction.source.comments, above: instruction.range)
            if !dockerfile.stages.isEmpty {
                dockerfile.stages[dockerfile.stages.count - 1].instructions.append(instruction)
            } else if case .arg = instruction.kind {
                dockerfile.globalArguments.append(instruction)
            } else {
                parser.report(
                    .error(
                        .instructionBeforeStage,
                        "\(instruction.keyword.rawValue) stands before the first FROM",
                        hint: "begin with FROM; only ARG may come before it",
                        at: instruction.source.keyword.range
                    )
                )
            }
        }
    }

    private mutating func noteContinuation(_ item: LineReader.Item) {
        if let offset = item.emptyContinuation { emptyContinuations.append(offset) }
    }

    private mutating func checkCompleteness() {
        let hint = "begin with FROM IMAGE, or FROM scratch to start empty"
        if instructionCount == 0 {
            parser.report(.error(.noInstructions, "the file has no instructions", hint: hint, at: .start))
        } else if dockerfile.stages.isEmpty, !parser.diagnostics.contains(where: { $0.severity == .error }) {
            let end = text.position(at: text.bytes.count)
            parser.report(.error(.noStage, "the file has no FROM", hint: hint, at: SourceRange(end, end)))
        }
    }

    /// Diagnostics in the order of their places, no more than the limit.
    private func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let ordered = checks.apply(diagnostics).enumerated().sorted { left, right in
            (left.element.range.start.offset, left.offset) < (right.element.range.start.offset, right.offset)
        }
        return ordered.prefix(limits.diagnostics).map(\.element)
    }
}
