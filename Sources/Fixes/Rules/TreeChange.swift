import DockerfileSyntax

/// `chown -R OWNER DIRECTORY`, or `chmod -R` with digits, that can be left to COPY; other directories may be named with it.
struct TreeChange {
    /// The flag of COPY that does the same.
    let flag: String
    /// What the flag says.
    let value: String
    /// The directory.
    let path: String
    /// The word that goes: the one that says that all below is meant, or, where other directories are named, this one.
    let removed: Range<Int>
    /// What the command does to the directory itself, where its word goes.
    let insertion: TextEdit?
    /// How many commands before it, from the first on, make the user.
    let makers: Int

    private static let makerPrograms: Set<String> = [
        "useradd", "adduser", "groupadd", "addgroup", "usermod", "groupmod",
    ]

    /// What a command of a RUN changes.
    static func all(_ run: FixSubject.Run, _ index: Int) -> [TreeChange] {
        let command = run.list.commands[index]
        guard let program = command.program, ["chown", "chmod"].contains(program), !command.isRedirected,
            command.assignmentCount == 0,
            let recursive = command.arguments.first(where: { ["-R", "--recursive"].contains($0.text) })
        else { return [] }
        let operands = command.arguments.filter { $0.range != recursive.range }
        guard operands.count > 1, !operands.contains(where: { $0.text.hasPrefix("-") }) else { return [] }
        return operands.indices.dropFirst().compactMap {
            TreeChange(run, index, program, recursive, operands, chosen: $0)
        }
    }

    private init?(
        _ run: FixSubject.Run, _ index: Int, _ program: String, _ recursive: CommandList.Word,
        _ operands: [CommandList.Word], chosen: Int
    ) {
        let word = operands[chosen]
        guard let named = word.value, let path = StageState.join(run.state.directory, named),
            path.hasPrefix("/"), path.split(separator: "/").count > 0,
            let value = operands[0].value.flatMap(program == "chown" ? Self.owner : Self.mode)
        else { return nil }
        // Another one that is the same, above or below says something of the files, too.
        let others = operands.indices.dropFirst().filter { $0 != chosen }.map { operands[$0] }
        guard
            !others.contains(where: { other in
                guard let name = other.value.flatMap({ StageState.join(run.state.directory, $0) }) else { return true }
                return (name + "/").hasPrefix(path + "/") || (path + "/").hasPrefix(name == "/" ? "/" : name + "/")
            })
        else { return nil }
        let makers = program == "chown" ? run.list.commands.prefix(index).prefix(while: Self.makesUser).count : 0
        let rest = run.list.commands.enumerated().filter { $0.offset != index }
        // Commands before it may make files there, or the user whose files they are to be.
        let isAlone = rest.allSatisfy { place, other in
            !other.changesDirectory && !other.words.contains { $0.text.contains(path) }
                && (place < makers || !Self.makerPrograms.contains(other.program ?? ""))
        }
        guard isAlone else { return nil }
        (flag, self.value, self.path, self.makers) = (program, value, path, makers)
        if others.isEmpty {
            (removed, insertion) = (recursive.range, nil)
        } else {
            removed = word.range
            let place = run.list.commands[index].range.lowerBound
            insertion = TextEdit(place..<place, "\(program) \(operands[0].text) \(word.text) && ")
        }
    }

    private static func makesUser(_ command: CommandList.Command) -> Bool {
        makerPrograms.contains(command.program ?? "") && !command.isRedirected && command.assignmentCount == 0
    }

    /// What gives files the same owner: of a user alone, COPY takes the number for the group too, `chown` leaves the group that COPY
    /// gives. `nil` where that cannot be told.
    private static func owner(_ text: String) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isKnown = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0 < 0x80 && ($0 == 0x5F || $0 == 0x2D || isLetterOrDigit($0)) }
        }
        guard isKnown, (1...2).contains(parts.count) else { return nil }
        return parts.count == 1 ? text + ":0" : text
    }

    private static func mode(_ text: String) -> String? {
        (3...4).contains(text.count) && text.allSatisfy { "01234567".contains($0) } ? text : nil
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
