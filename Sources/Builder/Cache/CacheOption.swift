import DockerfileSyntax
import LayerArchive
public import OCI
public import Storage
public import SystemPackage

/// One `--cache-from`: a cache from elsewhere.
public enum CacheSource: Hashable, Sendable {
    /// The directory of an export.
    case local(FilePath, digest: Digest?, tag: String)
    /// An image that carries its cache, or a cache in a registry. What the store has of that name comes first.
    case image(String)

    /// All caches that one option names: several where it has names alone, with commas between.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    public static func all(in text: String) throws -> [CacheSource] {
        try CacheOption.texts(in: text).map { try CacheSource(parsing: $0) }
    }

    /// Reads docker's text: `type=local,src=DIR[,digest=…][,tag=…]`, `type=inline|registry,ref=IMAGE`, or `IMAGE` alone.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    public init(parsing text: String) throws {
        let option = try CacheOption("--cache-from", text)
        guard let type = option.fields["type"] else { throw option.error("type= is missing") }
        switch type {
        case "local":
            try option.allow("src", "digest", "tag")
            guard let path = option.fields["src"], !path.isEmpty else { throw option.error("src= is missing") }
            var digest: Digest?
            if let given = option.fields["digest"] {
                guard let parsed = try? Digest(parsing: given) else { throw option.error("“\(given)” is no digest") }
                digest = parsed
            }
            self = .local(FilePath(path), digest: digest, tag: option.fields["tag"] ?? "latest")
        case "inline", "registry":
            try option.allow("ref")
            guard let name = option.fields["ref"], !name.isEmpty else { throw option.error("ref= is missing") }
            self = .image(name)
        default: throw option.error("the type “\(type)” is none of local, inline, registry")
        }
    }

    /// The registry that it is in; `nil` where it is in none.
    var registry: String? {
        guard case .image(let name) = self else { return nil }
        return try? ImageReference(parsing: name).repository.domain  // what is no name is told when it is opened
    }

    /// What it is called in messages.
    var name: String {
        switch self {
        case .local(let path, _, _): path.string
        case .image(let name): name
        }
    }
}

/// One `--cache-to`: where a build's cache goes.
public enum CacheTarget: Hashable, Sendable {
    /// What of the cache goes out.
    public enum Mode: String, Hashable, Sendable {
        /// The steps whose layers the image has.
        case min
        /// All steps of the build.
        case max
    }

    /// The directory of an OCI layout.
    case local(FilePath, mode: Mode, layers: LayerForm, tag: String, ignoresErrors: Bool)
    /// Sets of records under a name in a registry.
    case registry(ImageReference, mode: Mode, layers: LayerForm, ignoresErrors: Bool)
    /// The image's own configuration.
    case inline

    /// All places that one option names: several where it has names alone, with commas between.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    public static func all(in text: String) throws -> [CacheTarget] {
        try CacheOption.texts(in: text).map { try CacheTarget(parsing: $0) }
    }

    /// Reads docker's text: `type=local,dest=DIR[,mode=min|max][,tag=…][,compression=…]`, `type=registry,ref=NAME[,…]`,
    /// `type=inline`, or `NAME` alone for a registry.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    public init(parsing text: String) throws {
        let option = try CacheOption("--cache-to", text)
        switch option.fields["type"] {
        case "inline":
            try option.allow()
            self = .inline
        case "local":
            try option.allow(
                "dest", "mode", "tag", "compression", "compression-level", "ignore-error", "oci-mediatypes",
                "image-manifest", "force-compression")
            guard let path = option.fields["dest"], !path.isEmpty else { throw option.error("dest= is missing") }
            self = .local(
                FilePath(path), mode: try option.mode(), layers: .all(try option.encoding()),
                tag: option.fields["tag"] ?? "latest", ignoresErrors: try option.ignoresErrors())
        case "registry":
            try option.allow(
                "ref", "mode", "compression", "compression-level", "ignore-error", "oci-mediatypes", "image-manifest",
                "force-compression")
            guard let text = option.fields["ref"], !text.isEmpty else { throw option.error("ref= is missing") }
            let name: ImageReference
            do { name = try ImageReference(parsing: text) } catch {
                throw option.error("“\(text)” is no name: \(error.message)")
            }
            if name.digest != nil { throw option.error("a cache is written to a name, not to a digest") }
            self = .registry(
                name.withDefaultTag(), mode: try option.mode(), layers: .all(try option.encoding()),
                ignoresErrors: try option.ignoresErrors())
        case let type?: throw option.error("the type “\(type)” is none of local, registry, inline")
        case nil: throw option.error("type= is missing")
        }
    }
}

/// The fields of one of the two options.
private struct CacheOption {
    let name: String
    let text: String
    private(set) var fields: [String: String] = [:]

    init(_ name: String, _ text: String) throws {
        self.name = name
        self.text = text
        guard text.contains("=") else {
            // As docker buildx has it, a name alone is one in a registry.
            if !text.isEmpty { fields = ["type": "registry", "ref": text] }
            return
        }
        guard let split = CommaSeparated.split(text) else {
            throw error("a quote stands within a field: put the whole field into quotes, and double quotes within it")
        }
        for field in split where !field.isEmpty {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw error("“\(field)” is not of the form key=value") }
            fields[parts[0].lowercased()] = parts[1]
        }
    }

    /// The texts of one option: of names alone each is one, as docker buildx has it.
    static func texts(in text: String) -> [String] {
        let names = text.contains("=") ? [] : text.split(separator: ",").map(String.init)
        return names.isEmpty ? [text] : names
    }

    func allow(_ keys: String...) throws {
        for key in fields.keys.sorted() where key != "type" && !keys.contains(key) {
            throw error("there is no field “\(key)”" + (keys.isEmpty ? "" : ": it has " + keys.joined(separator: ", ")))
        }
    }

    func mode() throws -> CacheTarget.Mode {
        let text = fields["mode"] ?? "min"
        guard let mode = CacheTarget.Mode(rawValue: text) else {
            throw error("the mode “\(text)” is none of min, max")
        }
        return mode
    }

    /// Reads the fields that are true or false; those that change nothing here have to make sense all the same.
    func ignoresErrors() throws -> Bool {
        for key in ["force-compression", "image-manifest", "oci-mediatypes"] { _ = try bool(key) }
        return try bool("ignore-error") ?? false
    }

    private func bool(_ key: String) throws -> Bool? {
        guard let text = fields[key] else { return nil }
        if let value = GoBoolean.parse(text) { return value }
        throw error("\(key)= is true or false, not “\(text)”")
    }

    func encoding() throws -> LayerEncoding {
        var level: Int?
        if let given = fields["compression-level"] {
            guard let number = Int(given) else { throw error("“\(given)” is no compression level") }
            level = number
        }
        let compression = fields["compression"] ?? LayerCompression.zstd.rawValue
        let found: LayerEncoding?
        do { found = try LayerEncoding(named: compression, level: level) } catch { throw self.error(error.message) }
        guard let encoding = found, !encoding.isChunked else {
            throw error("the compression “\(compression)” is none of uncompressed, gzip, zstd")
        }
        return encoding
    }

    func error(_ found: String, hint: String? = nil) -> BuildError {
        let example =
            name == "--cache-to"
            ? "write type=local,dest=DIR[,mode=max], type=registry,ref=NAME[,mode=max], type=inline, or the name alone"
            : "write type=local,src=DIR, type=registry,ref=NAME, or the name of an image that carries its cache"
        return BuildError(.badOption, "\(name) “\(text)”: \(found)", hint: hint ?? example)
    }
}
