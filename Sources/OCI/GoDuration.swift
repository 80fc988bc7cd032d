/// A span of time in nanoseconds, written and read as Go's `time.Duration` (`1m30s`, `1.5s`, `100ms`).
///
/// Health checks carry it as a number of nanoseconds; Dockerfiles and docker's output as this text.
public struct GoDuration: Hashable, Sendable {
    /// The span; may be negative.
    public let nanoseconds: Int64

    /// Makes a span.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Makes a span of whole seconds, bounded by what nanoseconds can say.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanoseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Reads a duration in Go's syntax: an optional sign, then numbers each with a unit (`ns`, `us`, `µs`, `ms`, `s`, `m`, `h`).
    ///
    /// Errors: `invalidDuration`.
    public init(parsing text: String) throws(OCIError) {
        guard let nanoseconds = Self.parse(text) else {
            throw OCIError(
                .invalidDuration, "“\(text)” is not a duration",
                hint: "write a number with its unit, as in 30s, 1m30s or 500ms"
            )
        }
        self.nanoseconds = nanoseconds
    }

    private static let units: [(name: String, factor: Int64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    private static func parse(_ text: String) -> Int64? {
        var rest = text.unicodeScalars[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if String(rest) == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
            rest = rest[unit.endIndex...]
            guard let factor = units.first(where: { $0.name.unicodeScalars.elementsEqual(unit) })?.factor,
                let part = product(of: String(digits), factor)
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        return isNegative ? -total : total
    }

    /// A decimal number times a unit, the rest below a nanosecond cut off; the fraction computed as Go does.
    private static func product(of number: String, _ factor: Int64) -> Int64? {
        let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 1 || !parts[1].contains("."), number != ".", !number.isEmpty else { return nil }
        guard let whole = parts[0].isEmpty ? 0 : Int64(parts[0]) else { return nil }
        let (base, overflow) = whole.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        guard parts.count == 2 else { return base }
        var digits: Int64 = 0
        var scale = 1.0
        for digit in parts[1].utf8 {
            // Digits beyond what an integer holds count for less than a nanosecond.
            if digits > (Int64.max - 9) / 10 { break }
            digits = digits * 10 + Int64(digit - UInt8(ascii: "0"))
            scale *= 10
        }
        let fraction = Int64(Double(digits) * (Double(factor) / scale))
        let (sum, sumOverflow) = base.addingReportingOverflow(fraction)
        return sumOverflow ? nil : sum
    }
}

extension GoDuration: CustomStringConvertible {
    /// The duration as Go prints it.
    public var description: String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        switch magnitude {
        case 0: return "0s"
        case ..<1000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + decimal(magnitude, 1000) + "µs"
        case ..<1_000_000_000: return sign + decimal(magnitude, 1_000_000) + "ms"
        default: break
        }
        let minutes = magnitude / 60_000_000_000
        let seconds = decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
        if minutes == 0 { return sign + seconds }
        if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    /// A number of units with as many decimals as are needed.
    private func decimal(_ value: UInt64, _ unit: UInt64) -> String {
        guard value % unit != 0 else { return String(value / unit) }
        var fraction = String(value % unit + unit).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(value / unit).\(fraction)"
    }
}
