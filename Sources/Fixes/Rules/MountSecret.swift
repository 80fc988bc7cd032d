import BuildGraph
import DockerfileSyntax

/// Mounts a credential for the commands that name it, in place of a build argument: that is in the history of the image.
struct MountSecret: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        // The field `env` came with docker/dockerfile 1.10.
        guard subject.frontendKnows(minor: 10) else { return [] }
        return subject.dockerfile.stages.indices.flatMap { stage -> [Fix] in
            guard subject.isPOSIX(stage),
                !subject.chain.used.contains(stage)
            else { return [] }
            let instructions = subject.dockerfile.stages[stage].instructions
            return instructions.indices.compactMap { fix(instructions, $0, in: subject) }
        }
    }

    private func fix(_ instructions: [Instruction], _ index: Int, in subject: FixSubject) -> Fix? {
        guard case .arg(let argument) = instructions[index].kind, argument.definitions.count == 1,
            argument.definitions[0].defaultValue == nil
        else { return nil }
        let name = argument.definitions[0].name.text
        let isGlobal = subject.dockerfile.globalArguments.contains { global in
            if case .arg(let other) = global.kind { return other.definitions.contains { $0.name.text == name } }
            return true
        }
        guard SensitiveName.matches(name),
            name.utf8.allSatisfy({
                $0 == 0x5F || $0 < 0x80 && Character(Unicode.Scalar($0)).isLetter || 0x30...0x39 ~= $0
            }), !isGlobal
        else { return nil }
        var users: [Instruction] = []
        for (place, instruction) in instructions.enumerated() where place != index {
            guard Self.mentions(name, instruction, in: subject) else { continue }
            guard place > index, case .run(let run) = instruction.kind, case .exec = run.execution else {
                guard place > index, instruction.keyword == .run else { return nil }
                users.append(instruction)
                continue
            }
            return nil
        }
        if users.isEmpty { return nil }
        let lines = subject.lines(of: instructions[index].range)
        let flag = "--mount=type=secret,id=\(name),env=\(name)"
        let edits =
            [TextEdit(lines.own, "")]
            + users.map { subject.adding([flag], to: $0) }
        var fix = Fix(
            .mountSecret, answering: ["SecretsUsedInArgOrEnv"], "mount \(name) as a secret for the RUN that name it",
            because: "a build argument is in the history of the image; pass it with --secret id=\(name),env=\(name)",
            at: instructions[index].range.start.offset, edits)
        fix.secrets = [name]
        return fix
    }

    /// Whether an instruction has the name anywhere as a word.
    private static func mentions(_ name: String, _ instruction: Instruction, in subject: FixSubject) -> Bool {
        let text = subject.bytes[instruction.range.start.offset..<instruction.range.end.offset]
        let wanted = Array(name.utf8)
        var index = text.startIndex
        while index + wanted.count <= text.endIndex {
            if text[index..<index + wanted.count].elementsEqual(wanted) {
                let before = index > text.startIndex ? text[index - 1] : 0x20
                let after = index + wanted.count < text.endIndex ? text[index + wanted.count] : 0x20
                if !isName(before), !isName(after) { return true }
            }
            index += 1
        }
        return false
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte == 0x5F || 0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }
}
