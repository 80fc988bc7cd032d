public import DockerfileSyntax

/// A device that a RUN asks for, by its name in the Container Device Interface: `VENDOR/CLASS=NAME`, `VENDOR/CLASS=*` for all of
/// a class, `VENDOR/CLASS` for the first of it.
public struct StepDevice: Sendable, Hashable {
    /// The name.
    public let name: String
    /// Whether the step fails where nothing describes the device; else it goes without.
    public let isRequired: Bool
    /// Where the flag stands, for errors.
    public let range: SourceRange

    /// What counts in the step's key: what the device is on this machine does not.
    var keyText: String { name }

    /// Whether names that the caller allows hold this one: itself, its class, or all (`*`).
    func isAllowed(by names: Set<String>) -> Bool {
        names.contains("*") || names.contains(name) || names.contains(String(name.prefix { $0 != "=" }))
    }
}
