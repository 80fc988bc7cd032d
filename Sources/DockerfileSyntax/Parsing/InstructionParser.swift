/// Turns one line (with its here-documents) into a typed instruction.
struct InstructionParser {
    /// What a line turned out to be.
    enum Parsed {
        case stage(Stage)
        case instruction(Instruction)
    }

    let text: SourceText
    let escape: EscapeCharacter
    let limits: ParseLimits
    var diagnostics: [Diagnostic] = []

    /// Reads an instruction; `nil` where it could not be understood, with the reasons among the diagnostics.
    ///
    /// - Parameter reader: gives the lines of here-documents.
    mutating func parse(_ item: LineReader.Item, _ reader: inout LineReader) -> Parsed? {
        let piece = item.line.trimmed
        guard item.line.bytes.count <= limits.instructionSize else {
            let message = "the instruction has more than \(limits.instructionSize) bytes"
            report(.error(.tooLarge, message, at: piece.headAndTail.head.range(in: text)))
            return nil
        }
        checkEncoding(piece)
        return parse(piece, comments: item.comments, isTrigger: false, &reader)
    }

    /// Reads an instruction or, within `ONBUILD`, a trigger.
    mutating func parse(
        _ piece: LinePiece,
        comments: [String],
        isTrigger: Bool,
        _ reader: inout LineReader
    ) -> Parsed? {
        let (head, tail) = piece.headAndTail
        guard let keyword = Keyword(rawValue: head.text.uppercased()) else {
            reportUnknown(head, piece, &reader)
            return nil
        }
        let flags = FlagReader(tail, text: text, escape: escape)
        var source = InstructionSource(
            range: piece.range(in: text),
            keyword: ShellWord(head.text, at: head.range(in: text), rule: .literal, escape: escape),
            flags: flags.flags,
            arguments: literal(flags.rest),
            originalText: piece.trimmed.text,
            hereDocuments: [],
            comments: comments
        )
        if keyword == .onbuild {
            guard !isTrigger else {
                report(.error(.onbuildTrigger, "ONBUILD cannot be the trigger of an ONBUILD", at: source.range))
                return nil
            }
            return parseOnbuild(&source, flags.rest, &reader)
        }
        if [.run, .copy, .add].contains(keyword), !isJSON(flags.rest) {
            readHereDocuments(piece, &source, &reader)
        }
        let values = FlagSet.of(keyword).read(source.flags, of: keyword, &diagnostics)
        if keyword == .from { return parseFrom(source, flags.rest, values).map(Parsed.stage) }
        return parseKind(keyword, source, flags.rest, values).map {
            .instruction(Instruction(source: source, kind: $0))
        }
    }

    private mutating func parseKind(
        _ keyword: Keyword,
        _ source: InstructionSource,
        _ rest: LinePiece,
        _ values: FlagSet.Values
    ) -> Instruction.Kind? {
        switch keyword {
        case .add: parseAdd(source, rest, values)
        case .copy: parseCopy(source, rest, values)
        case .run: parseRun(source, rest, values)
        case .cmd: parseCommand(.cmd, source, rest).map(Instruction.Kind.cmd)
        case .entrypoint: parseCommand(.entrypoint, source, rest).map(Instruction.Kind.entrypoint)
        case .shell: parseShell(source, rest)
        case .healthcheck: parseHealthcheck(source, rest, values)
        case .env: parsePairs(.env, source, rest).map(Instruction.Kind.env)
        case .label: parsePairs(.label, source, rest).map(Instruction.Kind.label)
        case .arg: parseArg(source, rest)
        case .expose: parseExpose(source, rest)
        case .volume: parseVolume(source, rest)
        case .maintainer: parseSingle(.maintainer, source, rest, .literal).map(Instruction.Kind.maintainer)
        case .stopsignal: parseSingle(.stopsignal, source, rest, .word).map(Instruction.Kind.stopsignal)
        case .user: parseSingle(.user, source, rest, .word).map(Instruction.Kind.user)
        case .workdir: parseSingle(.workdir, source, rest, .word).map(Instruction.Kind.workdir)
        case .from, .onbuild: nil
        }
    }

    // MARK: Words

    /// A word that is taken as it is.
    func literal(_ piece: LinePiece) -> ShellWord {
        ShellWord(piece.text, at: piece.range(in: text), rule: .literal, escape: escape)
    }

    /// A word that is expanded; faults in its form are reported at once.
    mutating func word(_ piece: LinePiece, _ rule: ShellWord.Rule = .word) -> ShellWord {
        checked(ShellWord(piece.text, at: piece.range(in: text), rule: rule, escape: escape))
    }

    /// Reports what is wrong with the form of a word.
    mutating func checked(_ word: ShellWord) -> ShellWord {
        if let fault = word.formError { report(fault) }
        return word
    }

    /// The words of a list that may be a JSON array; `nil` where the array holds something else.
    mutating func list(_ rest: LinePiece, _ rule: ShellWord.Rule = .word) -> [ShellWord]? {
        switch JSONArray.read(rest) {
        case .strings(let strings):
            return strings.map { string in
                checked(ShellWord(string.value, at: string.place.range(in: text), rule: rule, escape: escape))
            }
        case .other(let place):
            reportNotStrings(place)
            return nil
        case .none:
            return rest.words.map { word($0, rule) }
        }
    }

    private func isJSON(_ rest: LinePiece) -> Bool {
        if case .strings = JSONArray.read(rest) { return true }
        return false
    }

    // MARK: Reports

    /// Adds a diagnostic.
    mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    mutating func reportMissing(_ source: InstructionSource, _ message: String, hint: String) {
        report(.error(.missingArgument, message, hint: hint, at: source.keyword.range))
    }

    mutating func reportNotStrings(_ place: LinePiece) {
        report(
            .error(
                .notJSONStrings,
                "the exec form holds something that is not a string",
                hint: "put every element into double quotes",
                at: place.range(in: text)
            )
        )
    }

    private mutating func reportUnknown(_ head: LinePiece, _ piece: LinePiece, _ reader: inout LineReader) {
        let word = head.text
        let names = Keyword.allCases.map(\.rawValue)
        let nearest = Suggestion.nearest(to: word, among: names)
        let hint = nearest.map { "did you mean \($0)?" } ?? "instructions are " + names.joined(separator: ", ")
        let shown = word.count > 40 ? word.prefix(40) + "…" : word[...]
        report(.error(.unknownInstruction, "unknown instruction: \(shown)", hint: hint, at: head.range(in: text)))
        // A misspelt RUN must not make each line of its here-document an unknown instruction too.
        guard let nearest, ["RUN", "COPY", "ADD"].contains(nearest) else { return }
        for (marker, _) in HereDocumentMarker.markers(in: piece.text).prefix(limits.hereDocuments) {
            _ = reader.readHereDocument(name: marker.name, stripsTabs: marker.stripsTabs)
        }
    }

    private mutating func checkEncoding(_ piece: LinePiece) {
        guard let index = Encoding.firstFault(in: piece.bytes) else { return }
        report(
            .error(
                .invalidEncoding,
                "byte \(piece.line.bytes[index]) is not allowed here: the text is not UTF-8 or holds a zero byte",
                hint: "save the file as UTF-8",
                at: piece.piece(index..<index + 1).range(in: text)
            )
        )
    }
}
