extension InstructionParser {
    /// An instruction whose argument is the rest of the line.
    mutating func parseSingle(
        _ keyword: Keyword,
        _ source: InstructionSource,
        _ rest: LinePiece,
        _ rule: ShellWord.Rule
    ) -> ShellWord? {
        guard !rest.isEmpty else {
            reportMissing(
                source, "\(keyword.rawValue) has no argument",
                hint: "write \(keyword.rawValue) \(Self.example(of: keyword))")
            return nil
        }
        return word(rest, rule)
    }

    private static func example(of keyword: Keyword) -> String {
        switch keyword {
        case .user: "NAME or USER NUMBER"
        case .workdir: "/PATH"
        case .stopsignal: "SIGTERM"
        default: "TEXT"
        }
    }

    /// `ENV` and `LABEL`.
    mutating func parsePairs(
        _ keyword: Keyword,
        _ source: InstructionSource,
        _ rest: LinePiece
    ) -> KeyValueInstruction? {
        let words = WordReader(rest, escape: escape).words()
        guard let first = words.first else {
            reportMissing(source, "\(keyword.rawValue) has no arguments", hint: "write \(keyword.rawValue) NAME=VALUE")
            return nil
        }
        guard first.bytes.contains(UInt8(ascii: "=")) else { return parseLegacyPair(keyword, source, rest) }
        let pairs = words.compactMap { pair(keyword, $0) }
        return pairs.count == words.count ? KeyValueInstruction(pairs: pairs) : nil
    }

    private mutating func pair(_ keyword: Keyword, _ piece: LinePiece) -> KeyValueInstruction.Pair? {
        guard let split = piece.bytes.firstIndex(of: UInt8(ascii: "=")) else {
            report(
                .error(
                    .notKeyValue,
                    "'\(piece.text)' has no '='",
                    hint: "put a value with spaces into quotes: \(keyword.rawValue) NAME=\"VALUE\"",
                    at: piece.range(in: text)
                )
            )
            return nil
        }
        let key = piece.piece(piece.bounds.lowerBound..<split)
        guard !key.isEmpty else {
            let message = "\(keyword.rawValue) has a value without a name"
            report(.error(.blankName, message, hint: "write a name before '='", at: piece.range(in: text)))
            return nil
        }
        return .init(key: word(key), value: word(piece.piece(split + 1..<piece.bounds.upperBound)))
    }

    /// The old form, `ENV NAME all the rest`.
    private mutating func parseLegacyPair(
        _ keyword: Keyword,
        _ source: InstructionSource,
        _ rest: LinePiece
    ) -> KeyValueInstruction? {
        let (key, value) = rest.headAndTail
        guard !value.isEmpty else {
            let message = "\(keyword.rawValue) \(key.text) has no value"
            reportMissing(source, message, hint: "write \(keyword.rawValue) \(key.text)=VALUE")
            return nil
        }
        report(
            .warning(
                .legacyKeyValueFormat,
                "\(keyword.rawValue) has the legacy form without '='",
                hint: "write \(keyword.rawValue) \(key.text)=\"\(value.text)\"",
                at: key.range(in: text)
            )
        )
        return KeyValueInstruction(pairs: [.init(key: word(key), value: word(value))], isLegacy: true)
    }

    /// `ARG`.
    mutating func parseArg(_ source: InstructionSource, _ rest: LinePiece) -> Instruction.Kind? {
        let words = WordReader(rest, escape: escape).words()
        guard !words.isEmpty else {
            reportMissing(source, "ARG names no argument", hint: "write ARG NAME or ARG NAME=DEFAULT")
            return nil
        }
        var definitions: [ArgInstruction.Definition] = []
        for piece in words {
            let split = piece.bytes.firstIndex(of: UInt8(ascii: "="))
            let name = piece.piece(piece.bounds.lowerBound..<(split ?? piece.bounds.upperBound))
            guard !name.isEmpty else {
                let message = "ARG has a default without a name"
                report(.error(.blankName, message, hint: "write a name before '='", at: piece.range(in: text)))
                continue
            }
            definitions.append(
                .init(
                    name: word(name),
                    defaultValue: split.map { word(piece.piece($0 + 1..<piece.bounds.upperBound)) },
                    comment: comment(on: name.text, source)
                )
            )
        }
        return definitions.count == words.count ? .arg(ArgInstruction(definitions: definitions)) : nil
    }

    /// What a comment of the form `# NAME text` says of a name.
    private func comment(on name: String, _ source: InstructionSource) -> String? {
        guard let line = source.comments.first(where: { $0.hasPrefix(name + " ") }) else { return nil }
        return String(line.dropFirst(name.count + 1))
    }

    /// `EXPOSE`.
    mutating func parseExpose(_ source: InstructionSource, _ rest: LinePiece) -> Instruction.Kind? {
        let ports = rest.words.map { word($0, .words) }
        guard !ports.isEmpty else {
            reportMissing(source, "EXPOSE names no port", hint: "write EXPOSE PORT or EXPOSE PORT/udp")
            return nil
        }
        return .expose(
            ExposeInstruction(
                ports: ports.sorted { Array($0.text.utf8).lexicographicallyPrecedes(Array($1.text.utf8)) }))
    }

    /// `VOLUME`.
    mutating func parseVolume(_ source: InstructionSource, _ rest: LinePiece) -> Instruction.Kind? {
        guard var paths = list(rest) else { return nil }
        for index in paths.indices {
            paths[index].text = paths[index].text.trimmingSpace
            if paths[index].text.isEmpty {
                report(
                    .error(.missingArgument, "a VOLUME has an empty path", hint: "write a path", at: paths[index].range)
                )
                return nil
            }
        }
        guard !paths.isEmpty else {
            reportMissing(source, "VOLUME names no path", hint: "write VOLUME PATH")
            return nil
        }
        return .volume(VolumeInstruction(paths: paths))
    }
}

extension String {
    /// The string without space at its ends.
    var trimmingSpace: String {
        var view = unicodeScalars[...]
        while let first = view.first, first.properties.isWhitespace { view = view.dropFirst() }
        while let last = view.last, last.properties.isWhitespace { view = view.dropLast() }
        return String(view)
    }
}
