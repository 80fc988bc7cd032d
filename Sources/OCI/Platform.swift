/// What an image needs to run: operating system, architecture and its variant (image-spec, image-index.md, "platform").
public struct Platform: Hashable, Sendable {
    /// The operating system, in Go's word: `linux`.
    public var os: String
    /// The architecture, in Go's word: `amd64`, `arm64`, `arm`.
    public var architecture: String
    /// The variant of the architecture, as in `v7`.
    public var variant: String?
    /// The version of the operating system; Windows only.
    public var osVersion: String?
    /// What the operating system must be able to do; Windows only.
    public var osFeatures: [String] = []
    /// Members that the specification does not name, as they were.
    public var otherMembers = JSONObject()

    /// Makes a platform of words already normal.
    public init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// The platform that this program runs on.
    public static let host = Platform(os: "linux", architecture: hostArchitecture, variant: hostVariant)

    #if arch(x86_64)
        private static let hostArchitecture = "amd64"
    #elseif arch(arm64)
        private static let hostArchitecture = "arm64"
    #elseif arch(arm)
        private static let hostArchitecture = "arm"
    #elseif arch(riscv64)
        private static let hostArchitecture = "riscv64"
    #elseif arch(powerpc64le)
        private static let hostArchitecture = "ppc64le"
    #elseif arch(s390x)
        private static let hostArchitecture = "s390x"
    #else
        private static let hostArchitecture = "unknown"
    #endif

    #if arch(arm)
        private static let hostVariant: String? = "v7"
    #else
        private static let hostVariant: String? = nil
    #endif

    /// The same platform in the words that are compared: aliases replaced, a variant that says nothing removed.
    public func normalised() -> Platform {
        var result = self
        result.os = Self.operatingSystem(os)
        (result.architecture, result.variant) = Self.architecture(architecture, variant)
        return result
    }

    /// Both name one operating system, architecture and variant, in whatever words.
    public func isSame(as other: Platform) -> Bool {
        let (first, second) = (normalised(), other.normalised())
        return first.os == second.os && first.architecture == second.architecture && first.variant == second.variant
    }

    /// What runs on this platform, the best first: itself, then lesser variants, then 386 on amd64 and arm on arm64.
    public var compatible: [Platform] {
        let own = normalised()
        func others(_ architecture: String, _ variants: [String?]) -> [Platform] {
            variants.map { Platform(os: own.os, architecture: architecture, variant: $0) }
        }
        let arm = ["v7", "v6", "v5"]
        switch own.architecture {
        case "amd64":
            let level = own.variant.flatMap { Int($0.dropFirst()) } ?? 1
            let lesser = stride(from: level - 1, through: 1, by: -1).map { $0 == 1 ? nil : "v\($0)" }
            return [own] + others("amd64", lesser) + others("386", [nil])
        case "arm64": return [own] + (own.variant == nil ? [] : others("arm64", [nil])) + others("arm", ["v8"] + arm)
        case "arm": return [own] + others("arm", arm.filter { $0 < own.variant ?? "v7" })
        default: return [own]
        }
    }

    /// An image for the other platform runs on this one.
    public func runs(_ other: Platform) -> Bool { compatible.contains { $0.isSame(as: other) } }

    static func operatingSystem(_ name: String) -> String {
        let name = name.lowercased()
        return name == "macos" ? "darwin" : name
    }

    static func architecture(_ name: String, _ variant: String?) -> (String, String?) {
        let (name, variant) = (name.lowercased(), variant.flatMap { $0.isEmpty ? nil : $0.lowercased() })
        switch name {
        case "i386": return ("386", nil)
        case "x86_64", "x86-64", "amd64": return ("amd64", variant == "v1" ? nil : variant)
        case "aarch64", "arm64": return ("arm64", variant == "8" || variant == "v8" ? nil : variant)
        case "armhf": return ("arm", "v7")
        case "armel": return ("arm", "v6")
        case "arm":
            guard let variant else { return ("arm", "v7") }
            return ("arm", ["5", "6", "7", "8"].contains(variant) ? "v" + variant : variant)
        default: return (name, variant)
        }
    }
}

extension Platform: JSONRepresentable {
    private static let known: Set<String> = ["architecture", "os", "os.version", "os.features", "variant"]

    /// Reads the value from its JSON form.
    public init(json: JSONValue) throws(OCIError) {
        let members = try JSONMembers(json, "platform")
        os = try members.string("os") ?? ""
        architecture = try members.string("architecture") ?? ""
        variant = try members.string("variant").flatMap { $0.isEmpty ? nil : $0 }
        osVersion = try members.string("os.version").flatMap { $0.isEmpty ? nil : $0 }
        osFeatures = try members.strings("os.features") ?? []
        otherMembers = members.others(Self.known)
    }

    /// The value as the specifications and the tools around it write it.
    public var json: JSONValue {
        var object: JSONObject = ["architecture": .string(architecture), "os": .string(os)]
        object.append("os.version", osVersion.map { .string($0) })
        object.append("os.features", osFeatures.isEmpty ? nil : .strings(osFeatures))
        object.append("variant", variant.map { .string($0) })
        object.append(contentsOf: otherMembers)
        return .object(object)
    }
}
