/// What an image may be: rules of `.dive-ci` and `.strata.yaml`.
public struct ImageRules: Sendable {
    /// How much larger than another image it may be.
    public struct Growth: Sendable, Hashable {
        /// What it is compared with, as ``ImageSource`` reads it.
        public var base: String
        /// The most bytes more.
        public var bytes: Int64?
        /// The most more as a share of the other's size.
        public var share: Double?

        /// Puts it together.
        public init(base: String, bytes: Int64? = nil, share: Double? = nil) {
            (self.base, self.bytes, self.share) = (base, bytes, share)
        }
    }

    /// What a directory or file may weigh.
    public struct Budget: Sendable, Hashable {
        /// The path, with or without `/` at its beginning.
        public var path: String
        /// The most bytes.
        public var bytes: Int64

        /// Puts it together.
        public init(path: String, bytes: Int64) { (self.path, self.bytes) = (path, bytes) }
    }

    /// The least efficiency, from 0 to 1.
    public var lowestEfficiency: Double?
    /// The most wasted bytes.
    public var highestWastedBytes: Int64?
    /// The most wasted bytes as a share of the bytes of all layers but the lowest, from 0 to 1.
    public var highestUserWastedPercent: Double?
    /// The most bytes of all layers.
    public var maxSize: Int64?
    /// The most layers.
    public var maxLayers: Int?
    /// Whether no secret may be in it.
    public var noSecrets = false
    /// What paths may weigh in the end.
    public var budgets: [Budget] = []
    /// How much larger than its base it may be.
    public var growth: Growth?

    /// No rule.
    public init() {}

    /// The rules that dive has where nobody wrote any.
    public static var standard: ImageRules {
        var rules = ImageRules()
        rules.lowestEfficiency = 0.9
        rules.highestUserWastedPercent = 0.1
        return rules
    }

    /// The names of the rules that have one value.
    public static let names = [
        "lowestEfficiency", "highestWastedBytes", "highestUserWastedPercent", "maxSize", "maxLayers", "noSecrets",
    ]

    /// Sets a rule; `disabled`, `off`, `false` and nothing turn it off.
    ///
    /// - Parameter name: In dive's spelling or with hyphens: `lowest-efficiency`.
    /// - Throws: `InspectionError` with `badRules`.
    public mutating func set(_ name: String, _ text: String) throws(InspectionError) {
        let value = ["", "disabled", "off", "false"].contains(text.lowercased()) ? nil : text
        switch Self.canonical(name) {
        case "lowestEfficiency":
            lowestEfficiency = try value.map { value throws(InspectionError) in try Self.share(value, name) }
        case "highestWastedBytes":
            highestWastedBytes = try value.map { value throws(InspectionError) in try Self.bytes(value, name) }
        case "highestUserWastedPercent":
            highestUserWastedPercent = try value.map { value throws(InspectionError) in try Self.share(value, name) }
        case "maxSize": maxSize = try value.map { value throws(InspectionError) in try Self.bytes(value, name) }
        case "maxLayers":
            maxLayers = try value.map { value throws(InspectionError) in
                if let count = Int(value), count >= 0 { return count }
                throw Self.bad(name, value, "a number of layers")
            }
        case "noSecrets":
            guard value == nil || ["true", "on", "yes"].contains(text.lowercased()) else {
                throw Self.bad(name, text, "true or false")
            }
            noSecrets = value != nil
        default:
            throw InspectionError(
                .badRules, "there is no rule \(name)",
                hint: "the rules are " + (Self.names + ["budgets", "growth"]).joined(separator: ", "))
        }
    }

    static func canonical(_ name: String) -> String {
        names.first { $0.lowercased() == name.replacing("-", with: "").replacing("_", with: "").lowercased() } ?? name
    }

    static func bad(_ name: String, _ value: String, _ wanted: String) -> InspectionError {
        InspectionError(.badRules, "the rule \(name) cannot be “\(value)”", hint: "it wants \(wanted)")
    }

    /// A share from 0 to 1, as dive writes it, or with a percent sign.
    static func share(_ text: String, _ name: String) throws(InspectionError) -> Double {
        let isPercent = text.hasSuffix("%")
        let digits = isPercent ? String(text.dropLast()).trimmed : text
        if let number = Double(digits), number.isFinite {
            let share = isPercent ? number / 100 : number
            if (0...1).contains(share) { return share }
        }
        throw bad(name, text, "a number from 0 to 1, such as 0.95, or a percentage such as 95%")
    }

    /// A size as dive reads it: a number with `B`, `kB`, `MB`, `GB`, `TB` (powers of 1000), `KiB`, `MiB`, … (of 1024), or without.
    static func bytes(_ text: String, _ name: String) throws(InspectionError) -> Int64 {
        let plain = text.replacing(",", with: "")
        let digits = plain.prefix { $0.isNumber || $0 == "." }
        let unit = String(plain.dropFirst(digits.count)).trimmed.lowercased()
        let units: [(String, Double)] = [
            ("", 1), ("b", 1), ("kb", 1e3), ("k", 1e3), ("mb", 1e6), ("m", 1e6), ("gb", 1e9), ("g", 1e9), ("tb", 1e12),
            ("t", 1e12), ("kib", 1024), ("ki", 1024), ("mib", 1_048_576), ("mi", 1_048_576), ("gib", 1_073_741_824),
            ("gi", 1_073_741_824), ("tib", 1_099_511_627_776), ("ti", 1_099_511_627_776),
        ]
        if let number = Double(digits), let factor = units.first(where: { $0.0 == unit })?.1, number * factor < 9e18 {
            return Int64(number * factor)
        }
        throw bad(name, text, "a size such as 20MB or 5 MiB")
    }
}

extension String {
    /// Without spaces at either end.
    fileprivate var trimmed: String {
        var text = self[...].drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
