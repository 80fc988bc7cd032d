public import DockerfileSyntax

/// A Dockerfile as rules look at it: the tree, the shell's commands, and what the user asks for.
public struct LintFile {
    /// What the parser made of it.
    public let parsed: ParseResult
    /// What the user asks for.
    public let options: LintOptions
    /// The stages in order.
    public let stages: [LintStage]
    /// The comments, in order.
    public let comments: [FileComment]
    /// In which line the instruction of a place begins.
    let lines: InstructionLines
    /// The credentials in it.
    let secrets: FileSecrets
    /// Which commands are there, by stage and instruction.
    private let commandLines: [[[CommandLine]]]

    init(_ parsed: ParseResult, options: LintOptions) {
        self.parsed = parsed
        self.options = options
        let escape = parsed.dockerfile.directives.escape
        stages = parsed.dockerfile.stages.enumerated().map { index, stage in
            var instructions: [LintInstruction] = []
            for instruction in stage.instructions {
                instructions.append(LintInstruction(instruction, in: parsed.text, escape: escape))
                guard case .onbuild(let onbuild) = instruction.kind else { continue }
                for inner in onbuild.instructions {
                    instructions.append(LintInstruction(inner, isTrigger: true, in: parsed.text, escape: escape))
                }
            }
            return LintStage(stage: stage, index: index, instructions: instructions)
        }
        comments = FileComment.all(in: parsed)
        lines = InstructionLines(parsed.dockerfile)
        secrets = FileSecrets(parsed.text.bytes)
        commandLines = stages.map { stage in
            // `[ … ]` is a test, and no program is looked for.
            stage.instructions.map {
                ($0.script?.commands ?? []).compactMap { CommandLine($0) }.filter { $0.name != "[" }
            }
        }
    }

    /// The file's text.
    public var text: SourceText { parsed.text }

    /// All instructions behind FROM, in order.
    public var instructions: [LintInstruction] { stages.flatMap(\.instructions) }

    /// The RUN instructions in order, each with its commands.
    public var runs: [LintRun] {
        stages.flatMap { runs(of: $0) }
    }

    /// The RUN instructions of a stage.
    public func runs(of stage: LintStage) -> [LintRun] {
        zip(stage.instructions, commandLines[stage.index]).compactMap { instruction, commands in
            instruction.script.map {
                LintRun(instruction: instruction, script: $0, commands: commands, stage: stage.index)
            }
        }
    }

    /// The place of a part of a script.
    public func range(_ part: Range<Int>, in script: ShellScript) -> SourceRange {
        let range = script.text.fileRange(of: part)
        return text.range(range.lowerBound, range.upperBound)
    }
}

/// A RUN with what it carries out.
public struct LintRun {
    /// The instruction.
    public let instruction: LintInstruction
    /// Its text.
    public let script: ShellScript
    /// The commands in it whose program has a fixed name, in order.
    public let commands: [CommandLine]
    /// The stage that it belongs to.
    public let stage: Int

    /// Where a command stands.
    public func range(of command: CommandLine, in file: LintFile) -> SourceRange {
        file.range(command.range, in: script)
    }

    /// The RUN itself.
    public var run: RunInstruction? {
        if case .run(let run) = instruction.kind { run } else { nil }
    }

    /// The directories of which no layer gets anything: caches of the builder, and those in memory, while it runs.
    public var unkeptTargets: [String] {
        (run?.mounts ?? []).compactMap { mount in
            let kind = mount.fields.first { $0.key == "type" }?.value?.text
            guard kind == "cache" || kind == "tmpfs" else { return nil }
            return mount.fields.last { ["target", "dst", "destination"].contains($0.key) }?.value?.text
        }
    }
}
