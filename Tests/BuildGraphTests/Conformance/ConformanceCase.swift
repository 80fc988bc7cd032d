import OCI
import Testing

@testable import BuildGraph

/// One recorded build: a Dockerfile with the configuration and history that BuildKit gave it.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    static let folder = "conformance/buildah/"

    let index: Int
    let name: String
    let context: String
    let dockerfile: String
    let arguments: [String: String]
    let expected: JSONValue?
    /// What BuildKit said, for a build that it refused.
    let error: String?

    var testDescription: String { "\(index) \(name)" }

    /// All cases; empty where the recording is absent.
    static let all: [ConformanceCase] = {
        guard let bytes = SharedFiles.read(folder + "cases.json"), let json = try? JSONValue(parsing: bytes),
            let cases = json.arrayValue
        else { return [] }
        return cases.compactMap { ConformanceCase($0) }
    }()

    init?(_ json: JSONValue) {
        guard let index = json["index"]?.intValue, let name = json["name"]?.stringValue,
            let context = json["context"]?.stringValue
        else { return nil }
        self.index = Int(index)
        self.name = name
        self.context = context
        dockerfile = json["dockerfile"]?.stringValue ?? "Dockerfile"
        let given = json["build_args"]?.objectValue ?? JSONObject()
        arguments = Dictionary(uniqueKeysWithValues: given.keys.map { ($0, given[$0]?.stringValue ?? "") })
        expected = json["buildkit_succeeds"]?.boolValue == true ? json["expected"] : nil
        error = json["buildkit_error"]?.stringValue
    }

    /// The text of the Dockerfile.
    func text() -> [UInt8]? {
        SharedFiles.read(ConformanceCase.folder + context).flatMap { ContextArchive.member(dockerfile, in: $0) }
    }
}

/// The two images on which the cases were recorded.
struct ConformanceImages: BaseImageProvider {
    func baseImage(named name: String, platform: Platform) -> BaseImage? {
        let names = ["mirror.gcr.io/busybox", "mirror.gcr.io/alpine", "quay.io/libpod/centos:7"]
        guard names.contains(name) else { return nil }
        return KnownImages.image(name) { configuration in
            configuration.config.environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
            configuration.history = [
                HistoryEntry(createdBy: "umoci repack"), HistoryEntry(createdBy: "umoci config", isEmptyLayer: true),
            ]
        }
    }
}
