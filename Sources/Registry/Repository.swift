public import OCI

/// A repository of a registry, as it is asked for there.
public struct Repository: Sendable, Hashable {
    /// The name in full, as images bear it.
    public let name: RepositoryName

    /// Where docker.io's images are.
    static let hubHost = "registry-1.docker.io"

    /// The repository of an image.
    public init(_ reference: ImageReference) { name = reference.repository }

    /// A repository by its name.
    public init(_ name: RepositoryName) { self.name = name }

    /// The host that is asked, with its port if one is named: `registry-1.docker.io` for docker.io.
    public var registry: String { Self.host(name.domain) }

    /// The path at that host: `library/nginx`.
    public var path: String { name.path }

    /// The host behind the domain of a name.
    static func host(_ domain: String) -> String { domain == RepositoryName.defaultDomain ? hubHost : domain }
}

extension Repository: CustomStringConvertible {
    /// The shortest name that means the repository.
    public var description: String { name.familiar }
}

/// How a manifest is named in its repository.
public enum ManifestReference: Sendable, Hashable, CustomStringConvertible {
    /// By a tag.
    case tag(String)
    /// By the digest of its bytes.
    case digest(Digest)

    /// What an image's reference names: its digest where it has one, else its tag, else `latest`.
    public init(_ reference: ImageReference) {
        self = reference.digest.map { .digest($0) } ?? .tag(reference.tag ?? ImageReference.defaultTag)
    }

    /// The tag or the digest.
    public var description: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }

    var isTag: Bool { if case .tag = self { true } else { false } }

    /// As it stands behind a repository's name: `:1.2`, `@sha256:…`.
    var suffix: String {
        switch self {
        case .tag(let tag): ":" + tag
        case .digest(let digest): "@\(digest)"
        }
    }
}

/// A manifest or an index as a registry sent it.
public struct RemoteManifest: Sendable, Hashable {
    /// The bytes, whose digest was checked against what was asked for.
    public let bytes: [UInt8]
    /// What the registry says that it is; where it says nothing of use, what the bytes say.
    public let mediaType: MediaType
    /// The digest of the bytes.
    public let digest: Digest

    /// A descriptor of the bytes.
    public var descriptor: Descriptor { Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count)) }
}
