extension InstructionParser {
    /// `FROM [--platform=…] NAME [AS STAGE]`.
    mutating func parseFrom(_ source: InstructionSource, _ rest: LinePiece, _ values: FlagSet.Values) -> Stage? {
        let words = rest.words
        guard let base = words.first else {
            reportMissing(source, "FROM names no base image", hint: "write FROM IMAGE, or FROM scratch to start empty")
            return nil
        }
        // What stands below is of a stage, even if this line says more than it may: other mistakes are told of that stage.
        let hasName = words.count >= 3 && words[1].text.lowercased() == "as"
        if words.count > (hasName ? 3 : 1) { reportExtra(words) }
        if hasName { checkAsCasing(source, words[1]) }
        return Stage(
            name: hasName ? stageName(words[2]) : nil,
            baseName: word(base),
            platform: values.text("platform", .word).map { checked($0) },
            source: source
        )
    }

    private mutating func reportExtra(_ words: [LinePiece]) {
        let hint =
            words[1].text.lowercased() == "as" && words.count > 3 || words[1].text.hasPrefix("#")
            ? "comments stand on lines of their own"
            : "name a stage with FROM \(words[0].text) AS NAME"
        report(
            .error(
                .extraArgument,
                "FROM takes one argument, or three with AS; found \(words.count)",
                hint: hint,
                at: words[1].range(in: text)
            )
        )
    }

    /// The name of a stage, in lower case; `nil` and a diagnostic where it is not allowed.
    private mutating func stageName(_ piece: LinePiece) -> ShellWord? {
        var name = literal(piece)
        let lower = name.text.lowercased()
        if lower != name.text {
            let message = "stage name '\(name.text)' should be lowercase"
            report(.warning(.stageNameCasing, message, hint: "write \(lower)", at: name.range))
        }
        name.text = lower
        let isValid = lower.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
        guard isValid, let first = lower.utf8.first, first > UInt8(ascii: "9") else {
            report(
                .error(
                    .stageName,
                    "'\(piece.text)' cannot be the name of a stage",
                    hint: "a name begins with a letter and consists of letters, digits, '-', '_' and '.'",
                    at: name.range
                )
            )
            return nil
        }
        if lower == "scratch" || lower == "context" {
            report(.warning(.reservedStageName, "'\(lower)' is reserved and should not name a stage", at: name.range))
        }
        return name
    }

    private mutating func checkAsCasing(_ source: InstructionSource, _ piece: LinePiece) {
        let keyword = source.keyword.text
        let isFromLower = keyword == keyword.lowercased()
        let isFromUpper = keyword == keyword.uppercased()
        let word = piece.text
        if isFromLower && word != "as" || isFromUpper && word != "AS" {
            report(
                .warning(
                    .fromAsCasing,
                    "'\(word)' and '\(keyword)' keywords' casing do not match",
                    hint: "write \(isFromLower ? "as" : "AS")",
                    at: piece.range(in: text)
                )
            )
        }
    }
}
