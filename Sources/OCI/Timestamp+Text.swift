extension Timestamp {
    /// Reads a time of RFC 3339, with any offset from UTC and any count of digits in the fraction (nine count).
    ///
    /// Errors: `invalidTimestamp`.
    public init(parsing text: String) throws(OCIError) {
        guard let value = Timestamp(text) else {
            throw OCIError(
                .invalidTimestamp, "“\(text)” is not a time of RFC 3339",
                hint: "write it as 2026-03-14T09:26:53Z"
            )
        }
        self = value
    }

    /// Reads a time of RFC 3339; `nil` for anything else.
    public init?(_ text: String) {
        var scanner = TimestampScanner(bytes: Array(text.utf8))
        guard let value = scanner.timestamp() else { return nil }
        self = value
    }
}

extension Timestamp: CustomStringConvertible {
    /// The time as Go prints it, with the offset from UTC that it was read with.
    public var description: String {
        let fields = Self.fields(of: seconds + Int64(offset))
        var text = padded(fields.year, 4) + "-" + padded(fields.month, 2) + "-" + padded(fields.day, 2)
        text += "T" + padded(fields.hour, 2) + ":" + padded(fields.minute, 2) + ":" + padded(fields.second, 2)
        if nanoseconds > 0 {
            var fraction = padded(Int(nanoseconds), 9)
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        guard offset != 0 else { return text + "Z" }
        let minutes = Int(abs(offset)) / 60
        return text + (offset < 0 ? "-" : "+") + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// Reads the grammar of RFC 3339, section 5.6, from bytes.
private struct TimestampScanner {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func timestamp() -> Timestamp? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("T"),
            let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2)
        else { return nil }
        let fields = Timestamp.Fields(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard isInRange(fields), let nanoseconds = fraction(), let offset = offset(), index == bytes.count else {
            return nil
        }
        return Timestamp(
            seconds: Timestamp.seconds(of: fields) - Int64(offset), nanoseconds: nanoseconds, offset: offset)
    }

    private func isInRange(_ fields: Timestamp.Fields) -> Bool {
        guard (1...12).contains(fields.month) else { return false }
        let isLeap = fields.year % 4 == 0 && (fields.year % 100 != 0 || fields.year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][fields.month - 1]
        return (1...days).contains(fields.day) && fields.hour < 24 && fields.minute < 60 && fields.second < 60
    }

    private mutating func fraction() -> Int64? {
        guard skip(".") || skip(",") else { return 0 }
        var value: Int64 = 0
        var digits = 0
        while index < bytes.count, let digit = digit(bytes[index]) {
            if digits < 9 { value = value * 10 + Int64(digit) }
            digits += 1
            index += 1
        }
        guard digits > 0 else { return nil }
        for _ in 0..<max(0, 9 - digits) { value *= 10 }
        return value
    }

    private mutating func offset() -> Int32? {
        if skip("Z") { return 0 }
        let isBehind = skip("-")
        guard isBehind || skip("+"), let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60
        else { return nil }
        return Int32(hour * 3600 + minute * 60) * (isBehind ? -1 : 1)
    }

    private mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard index < bytes.count, let digit = digit(bytes[index]) else { return nil }
            value = value * 10 + digit
            index += 1
        }
        return value
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
