import DockerfileSyntax

/// Gives copied files their owner or mode as they are copied: `chown -R` and `chmod -R` behind have all of them in a second layer.
///
/// The directory itself is left to the command, as it may be there before the COPY.
struct OwnCopies: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        subject.runs.compactMap { run in
            guard run.list.isPlainList, run.state.isRoot else { return nil }
            for index in run.list.commands.indices {
                if let change = TreeChange(run, index), let fix = fix(change, run, in: subject) { return fix }
            }
            return nil
        }
    }

    private func fix(_ change: TreeChange, _ run: FixSubject.Run, in subject: FixSubject) -> Fix? {
        guard change.flag == "chown" || subject.frontendKnows(minor: 2),
            let copies = copies(of: change, run, in: subject), !copies.isEmpty,
            let removed = run.list.removing([], words: [change.recursive.range], in: subject.bytes)
        else { return nil }
        let what = change.flag == "chown" ? "owner" : "mode"
        return Fix(
            .ownCopies, answering: ["ST016"], "give the files in \(change.path) their \(what) as they are copied",
            because: "another \(what) for files of a layer below has all of them in the image twice",
            at: run.instruction.range.start.offset,
            copies.map { subject.adding(["--\(change.flag)=\(change.value)"], to: $0) } + removed)
    }

    /// The COPY right before that bring files below the path; `nil` where other files may be there.
    private func copies(of change: TreeChange, _ run: FixSubject.Run, in subject: FixSubject) -> [Instruction]? {
        let instructions = subject.dockerfile.stages[run.stage].instructions[..<run.index]
        var copies: [Instruction] = []
        var isBehind = true
        for place in instructions.indices.reversed() {
            switch instructions[place].kind {
            case .run: isBehind = false
            case .add(let addition):
                guard change.isApart(addition.transfer, subject.state(before: place, in: run.stage)) else { return nil }
            case .copy(let copy):
                let state = subject.state(before: place, in: run.stage)
                if change.isApart(copy.transfer, state) { continue }
                guard isBehind, change.covers(copy.transfer, state) else { return nil }
                copies.append(instructions[place])
            default: continue
            }
        }
        return copies
    }
}

/// `chown -R OWNER:GROUP DIRECTORY`, or `chmod -R` with digits.
private struct TreeChange {
    /// The flag of COPY that does the same.
    let flag: String
    let value: String
    let path: String
    /// The word that says that all below is meant.
    let recursive: CommandList.Word

    init?(_ run: FixSubject.Run, _ index: Int) {
        let command = run.list.commands[index]
        guard let program = command.program, ["chown", "chmod"].contains(program), !command.isRedirected,
            command.assignmentCount == 0, command.arguments.count == 3
        else { return nil }
        let words = command.arguments
        guard let recursive = words.first(where: { ["-R", "--recursive"].contains($0.text) }) else { return nil }
        let operands = words.filter { $0.range != recursive.range }.compactMap(\.value)
        guard operands.count == 2, !operands.contains(where: { $0.hasPrefix("-") }),
            let path = StageState.join(run.state.directory, operands[1]), path.hasPrefix("/"),
            path.split(separator: "/").count > 0
        else { return nil }
        (flag, value, self.path, self.recursive) = (program, operands[0], path, recursive)
        let others = run.list.commands.enumerated().filter { $0.offset != index }.map(\.element)
        // Commands before it may make files there, or the user whose files they are to be.
        let makers: Set<String> = ["useradd", "adduser", "groupadd", "addgroup", "usermod", "groupmod"]
        let isAlone = others.allSatisfy { other in
            !other.changesDirectory && !makers.contains(other.program ?? "")
                && !other.words.contains { $0.text.contains(path) }
        }
        guard isAlone, flag == "chown" ? Self.isOwner(value) : Self.isMode(value) else { return nil }
    }

    /// A user and a group: COPY gives a user alone another group than `chown` does.
    private static func isOwner(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { $0 < 0x80 && ($0 == 0x5F || $0 == 0x2D || isLetterOrDigit($0)) }
            }
    }

    private static func isMode(_ text: String) -> Bool {
        (3...4).contains(text.count) && text.allSatisfy { "01234567".contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }

    private var isNumeric: Bool { value.allSatisfy { $0 == ":" || $0.isNumber } }

    /// Whether what is copied goes elsewhere.
    func isApart(_ transfer: Transfer, _ state: StageState) -> Bool {
        guard let target = StageState.join(state.directory, transfer.destination.text), target.hasPrefix("/") else {
            return false
        }
        return !(target + "/").hasPrefix(path + "/") && !path.hasPrefix(target == "/" ? "/" : target + "/")
    }

    /// Whether all that is copied goes below the path, and can be given the owner or mode.
    func covers(_ transfer: Transfer, _ state: StageState) -> Bool {
        guard let target = StageState.join(state.directory, transfer.destination.text),
            (target + "/").hasPrefix(path + "/"), (flag == "chown" ? transfer.owner : transfer.mode) == nil
        else { return false }
        return !transfer.isLink || isNumeric
    }
}
