/// What manages a package: the `type` of its package URL (purl-spec, "Known purl types").
public enum PackageKind: String, Hashable, Sendable, CaseIterable {
    case deb
    case apk
    case rpm
    case pypi
    case npm
    case golang
}
