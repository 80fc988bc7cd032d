extension InstructionParser {
    /// `COPY`.
    mutating func parseCopy(
        _ source: InstructionSource,
        _ rest: LinePiece,
        _ values: FlagSet.Values
    ) -> Instruction.Kind? {
        guard var transfer = transfer(.copy, source, rest, values) else { return nil }
        transfer.keepsParents = values.booleans["parents"] ?? false
        let from = values.text("from", .literal)
        if let from { checkFrom(from) }
        return .copy(CopyInstruction(transfer: transfer, from: from))
    }

    /// `ADD`.
    mutating func parseAdd(
        _ source: InstructionSource,
        _ rest: LinePiece,
        _ values: FlagSet.Values
    ) -> Instruction.Kind? {
        guard let transfer = transfer(.add, source, rest, values) else { return nil }
        return .add(
            AddInstruction(
                transfer: transfer,
                checksum: values.text("checksum", .word).map { checked($0) },
                keepsGitDirectory: values.booleans["keep-git-dir"],
                unpacks: values.booleans["unpack"]
            )
        )
    }

    private mutating func transfer(
        _ keyword: Keyword,
        _ source: InstructionSource,
        _ rest: LinePiece,
        _ values: FlagSet.Values
    ) -> Transfer? {
        guard var words = list(rest) else { return nil }
        guard words.count >= 2, let destination = words.popLast() else {
            let message =
                words.isEmpty ? "\(keyword.rawValue) has no arguments" : "\(keyword.rawValue) has no destination"
            reportMissing(source, message, hint: "write \(keyword.rawValue) SOURCE… DESTINATION")
            return nil
        }
        guard source.hereDocuments.isEmpty || HereDocumentMarker(destination.text) == nil else {
            report(
                .error(
                    .misplacedHereDocument,
                    "a here-document cannot be the destination",
                    hint: "write \(keyword.rawValue) <<NAME DESTINATION",
                    at: destination.range
                )
            )
            return nil
        }
        var transfer = Transfer(sources: [], inlineSources: [], destination: destination)
        for word in words { add(word, to: &transfer, source.hereDocuments) }
        transfer.owner = values.text("chown", .word).map { checked($0) }
        transfer.mode = values.text("chmod", .word).map { checked($0) }
        transfer.isLink = values.booleans["link"] ?? false
        transfer.excludes = values.list("exclude", .word).map { checked($0) }
        return transfer
    }

    /// Adds a source: a here-document where the word is a marker, else a path.
    private mutating func add(_ word: ShellWord, to transfer: inout Transfer, _ documents: [HereDocument]) {
        guard let marker = HereDocumentMarker(word.text),
            let document = documents.last(where: { $0.name == marker.name })
        else {
            transfer.sources.append(word)
            return
        }
        let rule: ShellWord.Rule = marker.expands ? .text : .literal
        let content = ShellWord(document.text, at: document.range, rule: rule, escape: .backslash)
        transfer.inlineSources.append(InlineSource(name: marker.name, content: checked(content)))
    }

    /// BuildKit refuses variables in `--from`.
    private mutating func checkFrom(_ from: ShellWord) {
        let names = try? ShellLexer(escape: escape).process(from.text) { _ in "" }.used
        guard let name = names?.sorted().first else { return }
        report(
            .error(
                .expansion,
                "--from does not expand variables, here $\(name)",
                hint: "define a stage with FROM \(from.text) AS NAME, with ARG \(name) before the first FROM",
                at: from.range
            )
        )
    }
}
