import DockerfileSyntax
import LayerArchive
import OCI
import Storage
import SystemPackage

/// The fields of an `--output`, as BuildKit names them (buildx, docs/reference/buildx_build.md).
struct OutputFields {
    let kind: BuildOutput.Kind
    let destination: BuildOutput.Destination
    var layers = LayerForm.kept
    var manifests = ManifestForm()
    var isArchive = true
    var names: [ImageReference]?
    var rewritesTimes = false
    var splitsPlatforms: Bool?
    var attestationPrefix = ""
    let isPushed: Bool

    /// Fields that name one of BuildKit's ways of doing what is always done here, or does not arise.
    private static let indifferent: Set<String> = ["buildinfo", "prefer-nondist-layers", "store", "unpack"]
    private static let known: Set<String> = [
        "type", "dest", "tar", "name", "compression", "compression-level", "force-compression", "oci-mediatypes",
        "rewrite-timestamp", "push", "platform-split", "attestation-prefix",
    ]
    /// Fields of a tree; all others are for images.
    private static let ofTrees: Set<String> = [
        "type", "dest", "rewrite-timestamp", "platform-split", "attestation-prefix",
    ]

    /// Reads `key=value,key=value`; a field with commas is put between quotes.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    init(parsing text: String) throws {
        var fields = try OutputText(text)
        kind = try fields.kind()
        destination = try fields.destination(of: kind)
        if fields.isCacheOnly, let key = fields.keys.first(where: { $0 != "type" }) {
            throw fields.error("\(key)= is not for the type cacheonly, of which nothing but the cache is left")
        }
        let isImage = kind != .tar && kind != .local
        try fields.refuseUnknown(Self.known.union(Self.indifferent))
        if !isImage, let key = fields.keys.first(where: { !Self.ofTrees.contains($0) }) {
            throw fields.error("\(key)= is for the types oci, docker and image")
        }
        for key in Self.indifferent { _ = try fields.bool(key) }
        let push = try fields.bool("push")
        if fields.isRegistry, push == false { throw fields.error("push=false: the type registry is for pushing") }
        isPushed = fields.isRegistry || push == true
        if isPushed, kind != .image { throw fields.error("push=true is for the types image and registry") }
        splitsPlatforms = try fields.bool("platform-split")
        if splitsPlatforms != nil, isImage { throw fields.error("platform-split= is for the types tar and local") }
        attestationPrefix = try fields.attestationPrefix(isImage: isImage)
        isArchive = try fields.bool("tar") ?? true
        if !isArchive, kind != .oci { throw fields.error("tar=false is for the type oci") }
        rewritesTimes = try fields.bool("rewrite-timestamp") ?? false
        layers = try fields.layers()
        manifests.annotations = fields.annotations
        if let isOCI = try fields.bool("oci-mediatypes") { manifests.types = isOCI ? .oci : .docker }
        names = try fields.names()
    }

    static func error(_ text: String, _ found: String) -> BuildError {
        BuildError(
            .badOption, "--output “\(text)”: \(found)",
            hint: "write --output type=oci|docker|tar|local,dest=PATH, type=image,name=NAME or type=registry,name=NAME")
    }
}

/// The text of an `--output` as keys and values.
private struct OutputText {
    private let text: String
    private var values: [String: String] = [:]
    /// The annotations among the fields.
    private(set) var annotations = ImageAnnotations()

    init(_ text: String) throws {
        self.text = text
        guard let fields = CommaSeparated.split(text) else {
            throw error("a quote stands within a field: put the whole field into quotes, and double quotes within it")
        }
        for field in fields where !field.isEmpty {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw error("“\(field)” is not of the form key=value") }
            if parts[0].hasPrefix("annotation") {
                annotations.entries.append(try annotation(parts[0], parts[1]))
            } else {
                let key = parts[0].trimmingPrefix { $0 == " " }.lowercased()
                values[["d": "dest", "output": "dest", "t": "type"][key] ?? key] = parts[1]
            }
        }
    }

    /// The keys, annotations among them.
    var keys: [String] { values.keys.sorted() + (annotations.isEmpty ? [] : ["annotation"]) }

    /// `annotation[-LEVEL][[PLATFORM]].NAME`.
    private func annotation(_ key: String, _ value: String) throws -> ImageAnnotations.Entry {
        var rest = key.dropFirst("annotation".count)
        var level = ImageAnnotations.Level.manifest
        if rest.hasPrefix("-") {
            let word = rest.dropFirst().prefix { $0 != "[" && $0 != "." }
            guard let named = ImageAnnotations.Level(rawValue: String(word)) else {
                throw error("“\(key)”: \(word) is none of manifest, index, manifest-descriptor, index-descriptor")
            }
            level = named
            rest = rest.dropFirst(word.count + 1)
        }
        var platform: Platform?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            do { platform = try Platform(parsing: String(rest[..<end].dropFirst())) } catch {
                throw self.error("“\(key)”: \(error.message)")
            }
            rest = rest[end...].dropFirst()
        }
        guard rest.hasPrefix("."), rest.count > 1 else { throw error("“\(key)”: write annotation.NAME=VALUE") }
        return ImageAnnotations.Entry(level: level, platform: platform, key: String(rest.dropFirst()), value: value)
    }

    func kind() throws -> BuildOutput.Kind {
        guard let type = values["type"] else { throw error("type= is missing") }
        if let kind = BuildOutput.Kind(rawValue: type) { return kind }
        if isRegistry || isCacheOnly { return .image }
        throw error("the type “\(type)” is none of oci, docker, image, registry, tar, local, cacheonly")
    }

    /// `type=registry` is `type=image,push=true`.
    var isRegistry: Bool { values["type"] == "registry" }

    /// `type=cacheonly`: nothing is written anywhere.
    var isCacheOnly: Bool { values["type"] == "cacheonly" }

    mutating func destination(of kind: BuildOutput.Kind) throws -> BuildOutput.Destination {
        let place = values["dest"] ?? ""
        switch kind {
        case .image:
            if !place.isEmpty { throw error("dest= is not for the type image, which is in the store") }
            return .store
        // docker's client loads the image into the daemon; here it is where it belongs already.
        case .docker where place.isEmpty: return .store
        case .local where place.isEmpty: throw error("dest= is missing")
        default: return place.isEmpty || place == "-" ? .standardOutput : .path(FilePath(place))
        }
    }

    func refuseUnknown(_ known: Set<String>) throws {
        if let key = values.keys.sorted().first(where: { !known.contains($0) }) {
            throw error("there is no field “\(key)”: it is none of \(known.sorted().joined(separator: ", "))")
        }
    }

    func layers() throws -> LayerForm {
        let isForced = try bool("force-compression") ?? false
        let level = try values["compression-level"].map { level in
            guard let number = Int(level) else { throw error("“\(level)” is no compression level") }
            return number
        }
        guard let compression = values["compression"] else {
            if level != nil || isForced { throw error("compression= is missing") }
            return .kept
        }
        let found: LayerEncoding?
        do { found = try LayerEncoding(named: compression, level: level) } catch { throw self.error(error.message) }
        guard let encoding = found else {
            let lacking = ["estargz", "nydus"].contains(compression) ? " is not written here" : ""
            let names = LayerEncoding.names.joined(separator: ", ")
            throw error("the compression “\(compression)”\(lacking): it is none of \(names)")
        }
        return isForced ? .all(encoding) : .own(encoding)
    }

    func bool(_ key: String) throws -> Bool? {
        switch values[key]?.lowercased() {
        case nil: nil
        case "true", "1", "t": true
        case "false", "0", "f": false
        case let value?: throw error("\(key)=: “\(value)” is neither true nor false")
        }
    }

    func attestationPrefix(isImage: Bool) throws -> String {
        guard let prefix = values["attestation-prefix"] else { return "" }
        if isImage { throw error("attestation-prefix= is for the types tar and local") }
        if prefix.contains("/") { throw error("attestation-prefix= begins the name of a file: it has no /") }
        return prefix
    }

    func names() throws -> [ImageReference]? {
        try values["name"].map { try $0.split(separator: ",").map { try reference(String($0)) } }
    }

    private func reference(_ name: String) throws -> ImageReference {
        do { return try ImageReference(parsing: name).withDefaultTag() } catch {
            throw self.error("name=: \(error.message)")
        }
    }

    func error(_ found: String) -> BuildError { OutputFields.error(text, found) }
}
