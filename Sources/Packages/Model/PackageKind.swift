/// What manages a package: the `type` of its package URL (purl-spec, "Known purl types").
public enum PackageKind: String, Hashable, Sendable, CaseIterable {
    case deb
    case apk
    case rpm
    case pypi
    case npm
    case golang

    /// Whether it is a package of the operating system, whose URL names the distribution.
    public var isOfSystem: Bool {
        switch self {
        case .deb, .apk, .rpm: true
        case .pypi, .npm, .golang: false
        }
    }
}
