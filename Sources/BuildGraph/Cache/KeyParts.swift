public import OCI

/// The labelled parts that a cache key is made of, kept so that a later miss can be explained.
public struct KeyParts: Sendable, Hashable {
    /// The value of a part.
    public enum Value: Sendable, Hashable {
        /// One text.
        case text(String)
        /// Texts whose order counts.
        case list([String])
        /// Named texts whose order does not count.
        case map([String: String])
    }

    /// One thing that a step is or reads.
    public struct Part: Sendable, Hashable {
        /// What it is, in words that an explanation can use.
        public let label: String
        /// Its value.
        public let value: Value
    }

    /// What kind of step it is: `run`, `copy`, `add`, `workdir`.
    public let kind: String
    /// The parts, in a fixed order for each kind.
    public let parts: [Part]
    /// The digest that takes the place of the contents in ``shape``; `nil` where a step reads no files.
    public let contentsShape: Digest?

    /// The label of the part that holds the digest of the files copied.
    static let contentsLabel = "contents"
    /// The label of the part that holds the digest of all that lies below.
    public static let fileSystemLabel = "file system"

    init(kind: String, parts: [Part], contentsShape: Digest? = nil) {
        self.kind = kind
        self.parts = parts
        self.contentsShape = contentsShape
    }

    /// The key of all parts.
    public var key: CacheKey { CacheKey(digest: digest(of: parts)) }

    /// The key with sizes in the place of contents: where no record has this shape, none has the key.
    public var shape: Digest {
        guard let contentsShape else { return digest(of: parts) }
        return digest(
            of: parts.map { part in
                part.label == KeyParts.contentsLabel
                    ? Part(label: "contents shape", value: .text(contentsShape.description)) : part
            }
        )
    }

    /// Every text goes in with its length before it, so that different parts never give the same bytes.
    private func digest(of parts: [Part]) -> Digest {
        var digester = Digester()
        func add(_ text: String, to digester: inout Digester) { digester.update("\(text.utf8.count):\(text),") }
        add("strata cache key \(CacheKey.version)", to: &digester)
        add(kind, to: &digester)
        for part in parts {
            add(part.label, to: &digester)
            switch part.value {
            case .text(let text):
                digester.update("t")
                add(text, to: &digester)
            case .list(let texts):
                digester.update("l\(texts.count):")
                for text in texts { add(text, to: &digester) }
            case .map(let texts):
                digester.update("m\(texts.count):")
                for (name, text) in texts.sorted(by: {
                    Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8))
                }) {
                    add(name, to: &digester)
                    add(text, to: &digester)
                }
            }
        }
        return digester.finalize()
    }
}
