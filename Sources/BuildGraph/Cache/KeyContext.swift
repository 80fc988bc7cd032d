public import OCI

/// What every key of a stage depends on besides the step itself.
public struct KeyContext: Sendable, Hashable {
    /// The digest of all that the layers below contain: who made them and how does not count.
    public let fileSystem: Digest
    /// The platform of the stage.
    public let platform: Platform
    /// The moment that times are clamped to, where it is set.
    public let sourceDateEpoch: Timestamp?
    /// Whether layers may hold secrets: then nobody has looked for them.
    public let allowsSecrets: Bool

    /// Makes a context.
    public init(fileSystem: Digest, platform: Platform, sourceDateEpoch: Timestamp?, allowsSecrets: Bool = false) {
        self.allowsSecrets = allowsSecrets
        self.fileSystem = fileSystem
        self.platform = platform
        self.sourceDateEpoch = sourceDateEpoch
    }

    /// The parts that it adds to a key.
    var parts: [KeyParts.Part] {
        var parts = [
            KeyParts.Part(label: KeyParts.fileSystemLabel, value: .text(fileSystem.description)),
            KeyParts.Part(label: "platform", value: .text(platform.description)),
        ]
        if let sourceDateEpoch {
            parts.append(KeyParts.Part(label: "SOURCE_DATE_EPOCH", value: .text(String(sourceDateEpoch.seconds))))
        }
        return parts
    }
}
