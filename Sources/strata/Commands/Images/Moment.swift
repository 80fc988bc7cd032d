import OCI

/// A moment as docker's filters take it.
enum Moment {
    /// Reads seconds since 1970, a span before now (`24h`), or a time of RFC 3339 that may lack its end.
    static func parse(_ text: String, now: Timestamp) -> Timestamp? {
        if let seconds = Int64(text) { return Timestamp(seconds: seconds) }
        if let span = try? GoDuration(parsing: text) {
            let (seconds, rest) = span.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
            return Timestamp(seconds: now.seconds - seconds, nanoseconds: Int64(now.nanoseconds) - rest)
        }
        return Self.time(text)
    }

    /// The moment a span before now: `24h`, `90m`, and with days or weeks `7d`, `2w`; `nil` for anything else.
    static func before(_ text: String, now: Timestamp) -> Timestamp? {
        var span = text
        if let unit = [(Character("d"), Int64(24)), ("w", 168)].first(where: { $0.0 == text.last }) {
            guard let count = Int64(text.dropLast()), count >= 0, count < 1_000_000 else { return nil }
            span = "\(count * unit.1)h"
        }
        guard let parsed = try? GoDuration(parsing: span), parsed.nanoseconds >= 0 else { return nil }
        return parse(span, now: now)
    }

    /// The moment that the value of a filter names.
    ///
    /// - Throws: `CommandError` in docker's words.
    static func ofFilter(_ value: String, now: Timestamp) throws -> Timestamp {
        if let moment = before(value, now: now) ?? parse(value, now: now) { return moment }
        throw CommandError(
            "failed to parse value as time or duration: \"\(value)\"",
            hint: "write a span such as until=24h, or a time such as until=2026-01-31T12:00:00")
    }

    private static func time(_ text: String) -> Timestamp? {
        // What is left out of a time is its beginning, in UTC.
        let full = "0000-01-01T00:00:00Z"
        for candidate in [text, text + "Z", text + full.dropFirst(text.utf8.count)] {
            if let moment = try? Timestamp(parsing: candidate) { return moment }
        }
        return nil
    }
}
