/// Names of RPM packages as yum and dnf take them.
enum RPMName {
    /// Whether a version is part of the name: `httpd-2.4.6`, `httpd-$VERSION`, or a file.
    static func hasVersion(_ name: String) -> Bool {
        if name.hasSuffix(".rpm") { return true }
        let parts = name.split(separator: "-", omittingEmptySubsequences: false).dropFirst()
        return parts.contains { ($0.first?.isNumber ?? false) || $0.hasPrefix("${VAR}") }
    }
}
