extension InstructionParser {
    /// `HEALTHCHECK NONE` and `HEALTHCHECK [flags] CMD …`.
    mutating func parseHealthcheck(
        _ source: InstructionSource,
        _ rest: LinePiece,
        _ values: FlagSet.Values
    ) -> Instruction.Kind? {
        let (kind, arguments) = rest.headAndTail
        let hint = "write HEALTHCHECK CMD COMMAND, or HEALTHCHECK NONE to have none"
        switch kind.text.uppercased() {
        case "NONE":
            guard arguments.isEmpty else {
                let message = "HEALTHCHECK NONE takes no arguments"
                report(.error(.extraArgument, message, at: arguments.range(in: text)))
                return nil
            }
            return .healthcheck(.none)
        case "CMD":
            guard let command = parseCommand(.cmd, source, arguments) else { return nil }
            guard command != .shell(""), command != .exec([]) else {
                reportMissing(source, "HEALTHCHECK CMD has no command", hint: hint)
                return nil
            }
            return .healthcheck(.command(check(command, values)))
        case "":
            reportMissing(source, "HEALTHCHECK has no arguments", hint: hint)
        default:
            let message = "HEALTHCHECK does not know '\(kind.text)'"
            report(.error(.extraArgument, message, hint: hint, at: kind.range(in: text)))
        }
        return nil
    }

    private mutating func check(_ command: CommandForm, _ values: FlagSet.Values) -> HealthcheckCommand {
        var check = HealthcheckCommand(command: command)
        check.interval = duration("interval", values)
        check.timeout = duration("timeout", values)
        check.startPeriod = duration("start-period", values)
        check.startInterval = duration("start-interval", values)
        check.retries = retries(values)
        return check
    }

    private mutating func duration(_ name: String, _ values: FlagSet.Values) -> Int64 {
        guard let word = values.texts[name], !word.text.isEmpty else { return 0 }
        guard let duration = GoDuration.nanoseconds(word.text) else {
            let hint = "write a duration such as 30s or 1m30s"
            report(.error(.flagValue, "--\(name) is '\(word.text)', not a duration", hint: hint, at: word.range))
            return 0
        }
        guard duration == 0 || duration >= 1_000_000 else {
            report(.error(.flagValue, "--\(name) cannot be less than 1ms", at: word.range))
            return 0
        }
        return duration
    }

    private mutating func retries(_ values: FlagSet.Values) -> Int {
        guard let word = values.texts["retries"], !word.text.isEmpty else { return 0 }
        guard let number = Int32(word.text), number >= 0 else {
            let message = "--retries is '\(word.text)', not a number from 0"
            report(.error(.flagValue, message, hint: "write a number such as 3", at: word.range))
            return 0
        }
        return Int(number)
    }
}

/// Durations as Go writes them: `1h30m`, `1.5s`, `300ms`.
enum GoDuration {
    private static let units: [String: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
    ]

    /// The number of nanoseconds; `nil` where the text is no duration or beyond 292 years.
    static func nanoseconds(_ text: String) -> Int64? {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
            rest = rest.dropFirst(unit.count)
            guard let value = number(digits), let scale = units[String(unit)] else { return nil }
            total += value * scale
        }
        guard total < 9.2e18 else { return nil }
        return Int64(isNegative ? -total : total)
    }

    private static func number(_ text: Substring) -> Double? {
        guard text.count(where: { $0 == "." }) <= 1, text.contains(where: { $0 != "." }) else { return nil }
        let padded = (text.first == "." ? "0" : "") + text + (text.last == "." ? "0" : "")
        return Double(padded)
    }
}
