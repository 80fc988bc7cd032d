extension InstructionParser {
    /// `CMD` and `ENTRYPOINT`.
    mutating func parseCommand(
        _ keyword: Keyword,
        _ source: InstructionSource,
        _ rest: LinePiece
    ) -> CommandForm? {
        switch JSONArray.read(rest) {
        case .strings(let strings): return .exec(strings.map(\.value))
        case .other(let place):
            reportNotStrings(place)
            return nil
        case .none: return .shell(rest.text)
        }
    }

    /// `SHELL [...]`.
    mutating func parseShell(_ source: InstructionSource, _ rest: LinePiece) -> Instruction.Kind? {
        let hint = "write SHELL [\"/bin/bash\", \"-c\"]"
        switch JSONArray.read(rest) {
        case .strings(let strings) where !strings.isEmpty: return .shell(strings.map(\.value))
        case .strings: reportMissing(source, "SHELL names no program", hint: hint)
        case .other(let place): reportNotStrings(place)
        case .none where rest.isEmpty: reportMissing(source, "SHELL names no program", hint: hint)
        case .none:
            report(
                .error(.notJSONStrings, "SHELL takes a JSON array of strings", hint: hint, at: rest.range(in: text))
            )
        }
        return nil
    }

    /// `RUN`.
    mutating func parseRun(
        _ source: InstructionSource,
        _ rest: LinePiece,
        _ values: FlagSet.Values
    ) -> Instruction.Kind? {
        guard let execution = execution(source, rest) else { return nil }
        var run = RunInstruction(execution: execution)
        run.network = choice("network", values)
        run.security = choice("security", values)
        run.mounts = values.list("mount", .word).compactMap { mount($0) }
        run.devices = values.list("device", .literal).compactMap { device($0) }
        return .run(run)
    }

    private mutating func execution(_ source: InstructionSource, _ rest: LinePiece) -> RunInstruction.Execution? {
        switch JSONArray.read(rest) {
        case .strings(let strings) where strings.isEmpty:
            reportMissing(source, "RUN [] names no program", hint: "name a program and its arguments")
            return nil
        case .strings(let strings): return .exec(strings.map(\.value))
        case .other(let place):
            reportNotStrings(place)
            return nil
        case .none: break
        }
        guard let first = source.hereDocuments.first else {
            if rest.isEmpty {
                let message = "RUN has no command"
                report(.warning(.missingArgument, message, hint: "write a command", at: source.keyword.range))
            }
            return .shell(rest.text)
        }
        if HereDocumentMarker(rest.text) != nil {
            let content = first.text
            return content.hasPrefix("#!") ? .script(name: first.name, content: content) : .shell(content)
        }
        return .shell(source.hereDocuments.reduce(rest.text) { $0 + "\n" + $1.rawText + $1.name })
    }

    /// The value of a flag that allows only certain words.
    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        _ values: FlagSet.Values
    ) -> Choice? where Choice.RawValue == String {
        guard let word = values.texts[name] else { return nil }
        if let choice = Choice(rawValue: word.text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        report(
            .error(
                .flagValue,
                "--\(name) is '\(word.text)'",
                hint: Suggestion.hint(for: word.text, among: names),
                at: word.range
            )
        )
        return nil
    }

    private mutating func mount(_ value: ShellWord) -> RunMountFlag? {
        do throws(Diagnostic) {
            let flag = try RunMountFlag(parsing: value, in: text)
            try flag.checkForm()
            return flag
        } catch {
            report(error)
            return nil
        }
    }

    private mutating func device(_ value: ShellWord) -> RunDevice? {
        do throws(Diagnostic) {
            return try RunDevice(parsing: value, in: text)
        } catch {
            report(error)
            return nil
        }
    }
}
