public import DockerfileSyntax

/// A secret that a RUN is given: as a file, as a variable, or both. Its value is known to no plan.
public struct StepSecret: Sendable, Hashable {
    /// The name under which the caller gives it.
    public let id: String
    /// The absolute path of its file; `nil` where it is a variable only.
    public let target: String?
    /// The variable that holds it; `nil` where it is a file only.
    public let variable: String?
    /// Whether the step fails where the caller gives no such secret; else it goes without.
    public let isRequired: Bool
    /// Permissions and owner of the file.
    public let attributes: StepMount.Attributes
    /// Where the flag stands, for errors.
    public let range: SourceRange

    /// What counts in the step's key: all but the value.
    var keyText: String {
        let file = target.map { "\($0) \(String(attributes.mode, radix: 8)) \(attributes.owner)" }
        let places = [file, variable.map { "$\($0)" }].compactMap { $0 }
        return "\(id) as \(places.joined(separator: " and "))"
    }
}

/// An SSH agent that a RUN can speak to.
public struct StepAgent: Sendable, Hashable {
    /// The name under which the caller gives it.
    public let id: String
    /// The absolute path of its socket.
    public let target: String
    /// Whether the step fails where the caller gives no such agent; else it goes without.
    public let isRequired: Bool
    /// Permissions and owner of the socket.
    public let attributes: StepMount.Attributes
    /// Where the flag stands, for errors.
    public let range: SourceRange

    /// What counts in the step's key.
    var keyText: String { "\(id) at \(target) \(String(attributes.mode, radix: 8)) \(attributes.owner)" }
}
