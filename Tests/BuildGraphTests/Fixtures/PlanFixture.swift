import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

/// Images by name, in the place of a store.
struct KnownImages: BaseImageProvider {
    var images: [String: BaseImage]

    func baseImage(named name: String, platform: Platform) -> BaseImage? { images[name] }

    /// `busybox` with one layer, `PATH` and a command, and what is given besides.
    static func image(
        _ name: String = "busybox",
        change: (inout ImageConfiguration) -> Void = { _ in }
    ) -> BaseImage {
        let layer = Digest.of("layer of \(name)")
        var configuration = ImageConfiguration(platform: .linux, diffIDs: [layer], created: Timestamp(seconds: 1000))
        configuration.config.environment = ["PATH=/bin"]
        configuration.config.command = ["sh"]
        configuration.history = [HistoryEntry(created: Timestamp(seconds: 1000), createdBy: "base")]
        change(&configuration)
        return BaseImage(
            name: "docker.io/library/\(name):latest",
            manifestDigest: Digest.of("manifest of \(name)"),
            configuration: configuration,
            layers: [Descriptor(mediaType: .ociLayerGzip, digest: Digest.of("blob of \(name)"), size: 17)]
        )
    }

    static let standard = KnownImages(images: ["busybox": image(), "alpine": image("alpine")])
}

extension Platform {
    static let linux = Platform(os: "linux", architecture: "amd64")
}

/// Plans a Dockerfile given as text.
enum Planning {
    static func result(
        _ text: String,
        images: KnownImages = .standard,
        options change: (inout BuildOptions) -> Void = { _ in }
    ) throws -> PlanResult {
        let parsed = Dockerfile.parse(text)
        let mistakes = parsed.diagnostics.filter { $0.severity == .error }.map(\.message)
        try #require(mistakes == [])
        var options = BuildOptions()
        options.buildPlatform = .linux
        options.targetPlatform = .linux
        change(&options)
        return try BuildPlanner(options: options, images: images).plan(parsed.dockerfile)
    }

    /// What `SOURCE_DATE_EPOCH` names in a Dockerfile.
    static func epochSource(
        _ text: String, options change: (inout BuildOptions) -> Void = { _ in }
    ) throws -> (word: String, source: EpochSource)? {
        var options = BuildOptions()
        change(&options)
        return try BuildPlanner(options: options, images: KnownImages.standard).epochSource(
            in: Dockerfile.parse(text).dockerfile)
    }

    static func plan(
        _ text: String,
        images: KnownImages = .standard,
        options change: (inout BuildOptions) -> Void = { _ in }
    ) throws -> BuildPlan {
        switch try result(text, images: images, options: change) {
        case .plan(let plan):
            return plan
        case .rejected(let diagnostics):
            Issue.record("rejected: \(diagnostics.map(\.message))")
            throw Rejected()
        }
    }

    static func errors(
        _ text: String,
        images: KnownImages = .standard,
        options change: (inout BuildOptions) -> Void = { _ in }
    ) throws -> [Diagnostic] {
        guard case .rejected(let diagnostics) = try result(text, images: images, options: change) else { return [] }
        return diagnostics.filter { $0.severity == .error }
    }

    struct Rejected: Error {}
}

extension BuildPlan {
    var names: [String] { vertices.map(\.name) }
    var history: [String] { image.history.map(\.createdBy) }
    var runs: [RunStep] {
        vertices.compactMap { vertex in
            guard case .run(let step) = vertex.operation else { return nil }
            return step
        }
    }
    var copies: [CopyStep] {
        vertices.compactMap { vertex in
            guard case .copy(let step) = vertex.operation else { return nil }
            return step
        }
    }
}
