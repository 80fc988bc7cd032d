/// The distribution that a tree of files is (os-release(5)).
public struct OperatingSystemRelease: Hashable, Sendable {
    /// `ID`: a word in lower case, as in `debian`; `linux` where the file has none.
    public var id: String
    /// `VERSION_ID`, as in `12`; rolling distributions have none.
    public var version: String?
    /// `PRETTY_NAME`, as in `Debian GNU/Linux 12 (bookworm)`.
    public var prettyName: String?
    /// `NAME`, as in `Debian GNU/Linux`.
    public var name: String?
    /// `HOME_URL`.
    public var homepage: String?

    /// Reads the file. Lines that are no assignments are passed over, as the manual asks.
    ///
    /// - Returns: `nil` where it has none of the names above.
    public init?(_ bytes: [UInt8]) {
        var values: [String: String] = [:]
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = line.drop { $0 == 0x20 || $0 == 0x09 }
            guard line.first != UInt8(ascii: "#"), let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            values[String(decoding: line[..<equals], as: UTF8.self)] = Self.unquoted(line[(equals + 1)...])
        }
        let known = ["ID", "VERSION_ID", "PRETTY_NAME", "NAME", "HOME_URL"]
        guard known.contains(where: { values[$0] != nil }) else { return nil }
        func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
        id = text("ID") ?? "linux"
        version = text("VERSION_ID")
        prettyName = text("PRETTY_NAME")
        name = text("NAME")
        homepage = text("HOME_URL")
    }

    /// `ID-VERSION_ID`, which is what package URLs call `distro`.
    public var distribution: String { version.map { "\(id)-\($0)" } ?? id }

    /// The value of an assignment in the shell's manner.
    private static func unquoted(_ text: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for byte in text {
            if isEscaped {
                result.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                isEscaped = true
            } else if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if quote == nil, byte == 0x20 || byte == 0x09 {
                break
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
