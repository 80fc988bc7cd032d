import OCI
import Storage
import SystemPackage
import TerminalUI

/// Makes what `inspect` shows of an image.
struct ImageDocument {
    private let image: Image
    /// The configuration as its bytes say it.
    private let source: JSONObject
    private let value: ImageConfiguration
    private let layers: LayerStack
    /// The index that was named, if one was.
    private let index: StoredIndex?
    /// By which digests registries know it.
    private let repositoryDigests: [String]

    init(_ image: Image, store: Store) throws {
        self.image = image
        let document = try store.configuration(of: image)
        value = document.value
        source = try JSONValue(parsing: document.bytes).objectValue ?? [:]
        layers = try store.stack(of: store.layers(of: image))
        index = try image.index.map(store.index)
        repositoryDigests = try store.repositoryDigests(of: image).map(\.familiar)
    }

    var inspection: Inspection {
        let config = source["config"]?.objectValue.map(GoRecord.daemonConfig.config)
        var typed = json(
            config: config.map(GoRecord.clientConfig.config),
            container: text("container").isEmpty ? nil : .string(text("container")))
        // The client leaves out the older name of the size where that is zero.
        if image.size == 0 { typed["VirtualSize"] = nil }
        return Inspection(
            document: json(config: config, container: .string(text("container"))), typed: typed, types: .image)
    }

    private func json(config: JSONObject?, container: JSONValue?) -> JSONObject {
        let containerConfig = GoRecord.daemonConfig.config(of: source["container_config"]?.objectValue ?? [:])
        var result: JSONObject = [
            "Id": .string(image.id.description),
            "RepoTags": .array(image.references.filter { $0.tag != nil }.map { .string($0.familiar) }),
            "RepoDigests": .array(repositoryDigests.map { .string($0) }),
            "Parent": "",
            "Comment": .string(value.history.last?.comment ?? ""),
            "Created": .string((value.created ?? .zero).description),
        ]
        if let container { result["Container"] = container }
        result["ContainerConfig"] = .object(containerConfig)
        result["DockerVersion"] = .string(text("docker_version"))
        result["Author"] = .string(text("author"))
        result["Config"] = config.map { .object($0) } ?? .null
        result["Architecture"] = .string(text("architecture"))
        if !text("variant").isEmpty { result["Variant"] = .string(text("variant")) }
        result["Os"] = .string(text("os").isEmpty ? "linux" : text("os"))
        if !text("os.version").isEmpty { result["OsVersion"] = .string(text("os.version")) }
        result["Size"] = .int(image.size)
        result["VirtualSize"] = .int(image.size)
        result["GraphDriver"] = ["Data": graphData, "Name": "overlay2"]
        result["RootFS"] = rootFileSystem
        result["Metadata"] = ["LastTagTime": .string(Timestamp.zero.description)]
        if let index {
            result["Descriptor"] = index.descriptor.json
            result["Manifests"] = .array(index.document.value.manifests.map { manifest($0, of: index) })
        }
        return result
    }

    /// An entry of the index as docker's API shows it since version 1.48.
    private func manifest(_ entry: Descriptor, of index: StoredIndex) -> JSONValue {
        let member = index.images.first { $0.manifestDigest == entry.digest }
        let about = entry.annotations[AnnotationKey.dockerReferenceDigest]
        var result: JSONObject = [
            "ID": .string(entry.digest.description), "Descriptor": entry.json,
            "Available": .bool(member != nil || entry.isAttestation),
            "Kind": .string(
                entry.isAttestation ? "attestation" : entry.platform?.os == "unknown" ? "unknown" : "image"),
        ]
        if entry.isAttestation {
            result["AttestationData"] = ["For": .string(about ?? "")]
        } else if let platform = entry.platform ?? member?.platform {
            result["ImageData"] = ["Platform": platform.json, "Size": ["Unpacked": .int(member?.size ?? 0)]]
        }
        return .object(result)
    }

    private func text(_ name: String) -> String { source[name]?.stringValue ?? "" }

    private var rootFileSystem: JSONValue {
        var result: JSONObject = ["Type": "layers"]
        if !value.diffIDs.isEmpty { result["Layers"] = .strings(value.diffIDs.map(\.description)) }
        return .object(result)
    }

    /// Where the layers are: what people look for below /var/lib/docker/overlay2.
    private var graphData: JSONValue {
        if layers.layers.isEmpty { return .null }
        let directories = layers.lowerDirectories.map(\.string)
        var data: JSONObject = [:]
        if directories.count > 1 { data["LowerDir"] = .string(directories.dropFirst().joined(separator: ":")) }
        if let top = directories.first { data["UpperDir"] = .string(top) }
        return .object(data)
    }
}
