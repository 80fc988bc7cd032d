/// Counts of bytes in docker's words.
public enum ByteFormat {
    private static let decimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
    private static let binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]

    /// Bytes in powers of a thousand with that many significant digits: `187MB`, `1.2kB`, `0B`.
    ///
    /// As docker's `units.HumanSizeWithPrecision` in every case, also where it rounds 999,999 to `1e+03kB`.
    public static func size(_ bytes: Int64, precision: Int = 3) -> String {
        scaled(Double(bytes), 1000, precision, decimalUnits)
    }

    /// Bytes in powers of 1024 with four significant digits: `1.5MiB` (docker's `units.BytesSize`).
    public static func binarySize(_ bytes: Int64) -> String { scaled(Double(bytes), 1024, 4, binaryUnits) }

    /// Bytes in powers of a thousand with two decimals, as BuildKit's progress shows them: `12.34MB`.
    public static func progressSize(_ bytes: Int64) -> String {
        let (value, unit) = scale(Double(bytes), 1000, decimalUnits)
        return unit == "B" ? "\(bytes)B" : DecimalExpansion(value).fixed(decimals: 2) + unit
    }

    private static func scaled(_ bytes: Double, _ base: Double, _ precision: Int, _ units: [String]) -> String {
        let (value, unit) = scale(bytes, base, units)
        let text =
            RoundedNumber.general(value, significant: precision)
            ?? DecimalExpansion(value).general(significant: precision)
        return text + unit
    }

    private static func scale(_ bytes: Double, _ base: Double, _ units: [String]) -> (value: Double, unit: String) {
        var value = bytes
        var index = 0
        while value >= base, index < units.count - 1 {
            value /= base
            index += 1
        }
        return (value, units[index])
    }
}
