internal import OCI

/// A package URL (ECMA-427, purl-spec): `pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS`, in the canonical form.
public struct PackageURL: Hashable, Sendable {
    /// The type.
    public var type: String
    /// The parts of the namespace.
    public var namespace: [String]
    /// The name.
    public var name: String
    /// The version; empty for none.
    public var version: String
    /// The qualifiers; those without a value are left out.
    public var qualifiers: [(key: String, value: String)]

    /// Makes a URL of its parts, which are taken as they are.
    public init(
        type: String, namespace: [String] = [], name: String, version: String = "",
        qualifiers: [(key: String, value: String)] = []
    ) {
        self.type = type
        self.namespace = namespace
        self.name = name
        self.version = version
        self.qualifiers = qualifiers
    }

    /// The URL of a package, by the rules of its type.
    ///
    /// - Parameter release: The distribution, for packages of the system.
    public init(_ package: Package, in release: OperatingSystemRelease?) {
        self.init(type: package.kind.rawValue, name: package.name, version: package.version)
        switch package.kind {
        case .deb, .apk: setSystem(package, release, vendor: package.kind == .deb ? "debian" : "alpine")
        case .rpm: setRPM(package, release)
        case .pypi: name = Self.normalised(python: package.name)
        case .npm, .golang: setPath(package)
        }
    }

    private mutating func setSystem(_ package: Package, _ release: OperatingSystemRelease?, vendor: String) {
        namespace = [(release?.id ?? vendor).lowercased()]
        name = package.name.lowercased()
        qualifiers = [("arch", package.architecture ?? ""), ("distro", release?.distribution ?? "")]
    }

    private mutating func setRPM(_ package: Package, _ release: OperatingSystemRelease?) {
        namespace = release.map { [$0.id.lowercased()] } ?? []
        var epoch = ""
        if let colon = version.firstIndex(of: ":") {
            epoch = String(version[..<colon])
            version = String(version[version.index(after: colon)...])
        }
        qualifiers = [
            ("arch", package.architecture ?? ""), ("distro", release?.distribution ?? ""), ("epoch", epoch),
        ]
    }

    private mutating func setPath(_ package: Package) {
        var parts = package.name.lowercased().split(separator: "/").map(String.init)
        name = parts.popLast() ?? ""
        namespace = parts
    }

    /// A name of the Python Package Index in its normal form (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`.
    public static func normalised(python name: String) -> String {
        var result = ""
        for character in name.lowercased() {
            if character == "-" || character == "_" || character == "." {
                if !result.hasSuffix("-") { result.append("-") }
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The canonical text.
    public var text: String {
        var result = "pkg:\(type)/"
        for part in namespace where !part.isEmpty { result += Self.escaped(part) + "/" }
        result += Self.escaped(name)
        if !version.isEmpty { result += "@" + Self.escaped(version) }
        let given = qualifiers.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        if !given.isEmpty {
            result += "?" + given.map { "\($0.key)=\(Self.escaped($0.value))" }.joined(separator: "&")
        }
        return result
    }

    /// The colon stands as it is.
    private static func escaped(_ text: String) -> String { PercentEncoding.encode(text, keeping: ":") }

    /// Two URLs are equal when their texts are.
    public static func == (left: PackageURL, right: PackageURL) -> Bool { left.text == right.text }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
