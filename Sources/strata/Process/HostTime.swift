internal import Glibc
import OCI

/// Moments in the time zone of the machine.
enum HostTime {
    /// As Go prints a time: `2026-08-01 10:00:00 +0200 CEST`.
    static func dockerText(_ time: Timestamp) -> String { format(time, "%04Y-%m-%d %H:%M:%S %z %Z") }

    /// As docker prints the time of a history entry: `2026-08-01T10:00:00+02:00`.
    static func rfc3339(_ time: Timestamp) -> String {
        let text = format(time, "%04Y-%m-%dT%H:%M:%S%z")
        if text.hasSuffix("+0000") { return text.dropLast(5) + "Z" }
        return text.dropLast(2) + ":" + text.suffix(2)
    }

    private static func format(_ time: Timestamp, _ pattern: String) -> String {
        var seconds = time_t(time.seconds)
        var fields = tm()
        localtime_r(&seconds, &fields)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, pattern, &fields)
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
