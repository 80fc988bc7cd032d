/// A moment, to the nanosecond, as configurations and annotations carry it (RFC 3339).
///
/// Its text is what Go's `time.RFC3339Nano` prints: no fraction when it is zero, no trailing zeros in it, and the offset from
/// UTC that it was read with, so that a base image's history is carried on as it was. Moments are compared without it.
public struct Timestamp: Sendable {
    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    public let seconds: Int64
    /// Nanoseconds after `seconds`, 0 to 999,999,999.
    public let nanoseconds: Int32
    /// Seconds by which the clock that wrote the text is ahead of UTC; for writing it again only.
    let offset: Int32

    /// Makes a moment; nanoseconds outside one second are carried into the seconds.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.init(seconds: seconds, nanoseconds: nanoseconds, offset: 0)
    }

    init(seconds: Int64, nanoseconds: Int64, offset: Int32) {
        let remainder = nanoseconds % 1_000_000_000
        let carry = nanoseconds / 1_000_000_000
        let isNegative = remainder < 0
        self.seconds = seconds &+ carry &- (isNegative ? 1 : 0)
        self.offset = offset
        self.nanoseconds = Int32(isNegative ? remainder + 1_000_000_000 : remainder)
    }

    /// 1970-01-01T00:00:00Z.
    public static let epoch = Timestamp(seconds: 0)
    /// Go's zero time, 0001-01-01T00:00:00Z, which tools write for "not known".
    public static let zero = Timestamp(seconds: -62_135_596_800)

    /// Reads the value of `SOURCE_DATE_EPOCH`: whole seconds since 1970 in decimal.
    ///
    /// Errors: `invalidTimestamp`.
    public static func sourceDateEpoch(_ text: String) throws(OCIError) -> Timestamp {
        guard let seconds = Int64(text), seconds >= 0, seconds < 253_402_300_800 else {
            throw OCIError(
                .invalidTimestamp, "SOURCE_DATE_EPOCH is “\(text)”, not a number of seconds since 1970",
                hint: "set it to whole seconds, as in SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)"
            )
        }
        return Timestamp(seconds: seconds)
    }

    /// This moment, or the limit if that is earlier.
    public func clamped(to limit: Timestamp?) -> Timestamp {
        guard let limit else { return self }
        return min(self, limit)
    }

    /// This moment without its fraction of a second.
    public var truncatedToSeconds: Timestamp { Timestamp(seconds: seconds) }

    /// Seconds from another moment to this one; negative if the other is later.
    public func secondsSince(_ other: Timestamp) -> Double {
        Double(seconds - other.seconds) + Double(nanoseconds - other.nanoseconds) / 1e9
    }
}

extension Timestamp: Hashable {
    /// The same moment, whatever offset it was written with.
    public static func == (left: Timestamp, right: Timestamp) -> Bool {
        left.seconds == right.seconds && left.nanoseconds == right.nanoseconds
    }

    /// Feeds the hash of a table with the moment.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(seconds)
        hasher.combine(nanoseconds)
    }
}

extension Timestamp: Comparable {
    /// The earlier moment comes first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

extension Timestamp {
    /// The fields of a moment on the calendar and the clock, in UTC.
    public struct Fields: Hashable, Sendable {
        /// The year, 1 to 12 for the month, 1 to 31 for the day.
        public var year: Int, month: Int, day: Int
        /// The time of day.
        public var hour: Int, minute: Int, second: Int
    }

    /// This moment on the calendar and the clock, in UTC.
    public var fields: Fields { Self.fields(of: seconds) }

    static func fields(of seconds: Int64) -> Fields {
        let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let rest = Int(seconds - days * 86400)
        // Days to a date in the proleptic Gregorian calendar, years beginning in March (H. Hinnant's algorithm).
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return Fields(
            year: Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month: Int(month),
            day: Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1),
            hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60
        )
    }

    /// Seconds since 1970 of fields in UTC, which must lie in their ranges.
    static func seconds(of fields: Fields) -> Int64 {
        let year = Int64(fields.year) - (fields.month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let marchMonth = Int64(fields.month + (fields.month > 2 ? -3 : 9))
        let dayOfYear = (153 * marchMonth + 2) / 5 + Int64(fields.day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86400 + Int64(fields.hour * 3600 + fields.minute * 60 + fields.second)
    }
}
