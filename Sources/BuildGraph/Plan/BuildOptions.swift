public import DockerfileSyntax
public import OCI

/// What the command line asks of a build, as far as it decides what is built.
public struct BuildOptions: Sendable {
    /// What a RUN sees of the network.
    public enum Network: String, Sendable, Hashable {
        /// The host's network.
        case host
        /// The loopback interface only.
        case none
    }

    /// A label from the command line.
    public struct Label: Sendable, Hashable {
        /// The label's key.
        public var name: String
        /// The label's text.
        public var value: String

        /// Makes a label.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The wanted stage by name or number; `nil` stands for the last one.
    public var target: String?
    /// The values of `--build-arg`.
    public var buildArguments: [String: String] = [:]
    /// The labels of the command line; they win over those of the Dockerfile.
    public var labels: [Label] = []
    /// The network of RUN steps that name none themselves.
    public var network: Network = .host
    /// The platform on which the build runs.
    public var buildPlatform: Platform = .host
    /// The platforms for which images are built; at least one. Several give an index.
    public var targetPlatforms: [Platform] = [.host]
    /// The moment that replaces the times of the build; also the build argument `SOURCE_DATE_EPOCH`.
    public var sourceDateEpoch: Timestamp?
    /// What words in the place of `SOURCE_DATE_EPOCH` stand for: `context`, and names of contexts and stages; `nil` of something that has no time, for
    /// which nothing is set.
    public var moments: [String: Timestamp?] = [contextWord: nil]
    /// The word for the build context.
    public static let contextWord = "context"
    /// Proxy variables for RUN. They are visible to the process and never part of a cache key.
    public var proxyEnvironment: [String: String] = [:]

    /// The surroundings of RUN steps.
    public var sandbox = RunSandbox()
    /// Whether a RUN may ask for all rights (`--allow security.insecure`).
    public var allowsInsecure = false
    /// The devices that a RUN may ask for, by their names or classes; `*` for all.
    public var allowedDevices: Set<String> = []

    /// Which warnings are wanted.
    public var checks = CheckOptions()

    /// What names of stages and images stand for instead, by ``NamedContext/key(_:)``.
    public var namedContexts: [String: NamedContext] = [:]

    /// What a name stands for on a platform, with the key of that: what is given for the platform alone comes first.
    func namedContext(_ name: String, for platform: Platform) -> (key: String, value: NamedContext)? {
        if namedContexts.isEmpty { return nil }
        for key in [NamedContext.key(name, for: platform), NamedContext.key(name)] {
            if let value = namedContexts[key] { return (key, value) }
        }
        return nil
    }

    /// The names that stand for something else in a build for a platform.
    func contextNames(for platform: Platform) -> Set<String> {
        let suffix = "::\(platform)"
        return Set(namedContexts.keys.map { $0.hasSuffix(suffix) ? String($0.dropLast(suffix.count)) : $0 })
    }

    /// Makes the options of a build without any flag.
    public init() {}

    /// The platform for which the image is built that is being planned.
    public var targetPlatform: Platform {
        get { targetPlatforms.first ?? .host }
        set { targetPlatforms = [newValue] }
    }

    /// Whether progress names the platform of each step.
    var namesPlatforms = false

    /// The options of one image of several.
    func planning(for platform: Platform) -> BuildOptions {
        var result = self
        result.namesPlatforms = targetPlatforms.count > 1
        result.targetPlatforms = [platform]
        return result
    }
}
