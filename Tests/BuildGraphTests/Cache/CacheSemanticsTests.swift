import OCI
import Testing

@testable import BuildGraph

/// The rows of what makes a step run again, as far as plan and keys decide them. Those about files on disk (times, owners,
/// attributes, the ignore file) are decided by what the builder lists as contents.
@Suite("What makes a step run again")
struct CacheSemanticsTests {
    /// Two builds, and whether their last steps have the same key.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String
        let isHit: Bool
        var options: @Sendable (inout BuildOptions) -> Void = { _ in }
        var images = KnownImages.standard

        init(
            _ description: String,
            _ before: String,
            _ after: String,
            hit: Bool,
            images: KnownImages = .standard,
            options: @escaping @Sendable (inout BuildOptions) -> Void = { _ in }
        ) {
            testDescription = description
            self.before = before
            self.after = after
            isHit = hit
            self.images = images
            self.options = options
        }
    }

    static let variant = KnownImages(images: [
        "busybox": KnownImages.image(),
        "user": KnownImages.image("user") { $0.config.user = "nobody" },
        "directory": KnownImages.image("directory") { $0.config.workingDirectory = "/w" },
        "shell": KnownImages.image("shell") { $0.config.shell = ["/bin/bash", "-c"] },
        "environment": KnownImages.image("environment") { $0.config.environment.append("A=1") },
        "label": KnownImages.image("label") { $0.config.labels = ["a": "b"] },
        "tag": KnownImages.image(),
    ])

    static let rows = [
        Row(
            "metadata before a RUN", "FROM busybox\nRUN a", "FROM busybox\nLABEL a=b\nEXPOSE 1\nCMD x\nRUN a", hit: true
        ),
        Row(
            "volume, stop signal, health check", "FROM busybox\nRUN a",
            "FROM busybox\nVOLUME /a\nSTOPSIGNAL 9\nHEALTHCHECK NONE\nRUN a", hit: true),
        Row("ENV before a COPY", "FROM busybox\nCOPY a /", "FROM busybox\nENV A=1\nCOPY a /", hit: true),
        Row("ENV that a COPY uses", "FROM busybox\nENV A=1\nCOPY $A /", "FROM busybox\nENV A=2\nCOPY $A /", hit: false),
        Row("ENV before a RUN", "FROM busybox\nRUN a", "FROM busybox\nENV A=1\nRUN a", hit: false),
        Row("USER before a COPY", "FROM busybox\nCOPY a /", "FROM busybox\nUSER x\nCOPY a /", hit: true),
        Row("ARG not declared", "FROM busybox\nRUN a", "FROM busybox\nRUN a", hit: true) {
            $0.buildArguments = ["A": "1"]
        },
        Row("ARG declared before the RUN", "FROM busybox\nARG A\nRUN a", "FROM busybox\nARG A\nRUN a", hit: false) {
            $0.buildArguments = ["A": "1"]
        },
        Row("ARG declared after the RUN", "FROM busybox\nRUN a\nARG A", "FROM busybox\nRUN a\nARG A", hit: true) {
            $0.buildArguments = ["A": "1"]
        },
        Row("ARG before a COPY", "FROM busybox\nARG A\nCOPY a /", "FROM busybox\nARG A\nCOPY a /", hit: true) {
            $0.buildArguments = ["A": "1"]
        },
        Row("proxies", "FROM busybox\nRUN a", "FROM busybox\nRUN a", hit: true) {
            $0.buildArguments = ["HTTPS_PROXY": "p"]
            $0.proxyEnvironment = ["no_proxy": "q"]
        },
        Row("network", "FROM busybox\nRUN a", "FROM busybox\nRUN --network=none a", hit: false),
        Row("white space in a RUN", "FROM busybox\nRUN a b", "FROM busybox\nRUN a  b", hit: false),
        Row("comments and blank lines", "FROM busybox\nRUN a", "# one\nFROM busybox\n\n# two\nRUN   a", hit: true),
        Row("case of a keyword", "FROM busybox\nRUN a", "from busybox\nrun a", hit: true),
        Row("another tag of the same image", "FROM busybox\nRUN a", "FROM tag\nRUN a", hit: true, images: variant),
        Row("user of the base", "FROM busybox\nRUN a", "FROM user\nRUN a", hit: false, images: variant),
        Row(
            "working directory of the base", "FROM busybox\nRUN a", "FROM directory\nRUN a", hit: false, images: variant
        ),
        Row("shell of the base", "FROM busybox\nRUN a", "FROM shell\nRUN a", hit: false, images: variant),
        Row(
            "shell of the base, exec form", "FROM busybox\nRUN [\"a\"]", "FROM shell\nRUN [\"a\"]", hit: true,
            images: variant),
        Row("environment of the base", "FROM busybox\nRUN a", "FROM environment\nRUN a", hit: false, images: variant),
        Row("labels of the base", "FROM busybox\nRUN a", "FROM label\nRUN a", hit: true, images: variant),
        Row("stage instead of image", "FROM busybox\nRUN a", "FROM busybox AS b\nFROM b\nRUN a", hit: true),
        Row("an unused stage", "FROM busybox\nRUN a", "FROM busybox\nRUN other\nFROM busybox\nRUN a", hit: true),
        Row("text of a here-document", "FROM busybox\nCOPY <<E /\na\nE", "FROM busybox\nCOPY <<E /\nb\nE", hit: false),
        Row("text of a script", "FROM busybox\nRUN <<E\n#!/a\nE", "FROM busybox\nRUN <<E\n#!/b\nE", hit: false),
        Row("SOURCE_DATE_EPOCH", "FROM busybox\nRUN a", "FROM busybox\nRUN a", hit: false) {
            $0.sourceDateEpoch = .epoch
        },
        Row("labels of the command line", "FROM busybox\nRUN a", "FROM busybox\nRUN a", hit: true) {
            $0.labels = [.init(name: "a", value: "b")]
        },
        Row("target platform", "FROM busybox\nRUN a", "FROM busybox\nRUN a", hit: false) {
            $0.targetPlatform = Platform(os: "linux", architecture: "arm64")
        },
        Row(
            "another name of the stage copied from", "FROM busybox AS x\nFROM busybox\nCOPY --from=x a /",
            "FROM busybox AS y\nFROM busybox\nCOPY --from=0 a /", hit: true),
        Row("name of the working directory", "FROM busybox\nWORKDIR /a", "FROM busybox\nWORKDIR /b", hit: false),
        Row(
            "another way to write the same path", "FROM busybox\nWORKDIR /a\nCOPY x y",
            "FROM busybox\nWORKDIR /a\nCOPY x /a/./y", hit: true),
    ]

    @Test("is as the table says", arguments: rows)
    func row(_ row: Row) throws {
        let before = try Self.lastKey(Planning.plan(row.before, images: row.images))
        let after = try Self.lastKey(Planning.plan(row.after, images: row.images, options: row.options))
        #expect((before == after) == row.isHit)
    }

    @Test("is what the layers below contain, not who made them")
    func earlyCutOff() throws {
        let before = try Planning.plan("FROM busybox\nRUN touch /a\nRUN b")
        let after = try Planning.plan("FROM busybox\nRUN touch  /a\nRUN b")
        #expect(try Self.lastKey(before) == Self.lastKey(after))
        #expect(try Self.lastKey(before) != Self.lastKey(after, below: "others"))
    }

    /// The key of the last step, above layers of a given content.
    static func lastKey(_ plan: BuildPlan, below: String = "below") throws -> CacheKey {
        let vertex = try #require(plan.vertices.last)
        let context = KeyContext(
            fileSystem: Digest.of(below),
            platform: vertex.platform,
            sourceDateEpoch: plan.image.sourceDateEpoch
        )
        switch vertex.operation {
        case .image(let image): return CacheKey(digest: image.manifestDigest)
        case .run(let step): return KeyParts.run(step, in: context).key
        case .copy(let step):
            let contents = Digest.of("contents")
            return KeyParts.copy(step, in: context, owner: nil, contents: contents, contentsShape: contents).key
        case .workdir(let step): return KeyParts.workdir(step, in: context, owner: .root).key
        }
    }
}
