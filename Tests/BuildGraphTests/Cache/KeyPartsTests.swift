import OCI
import Testing

@testable import BuildGraph

@Suite("Cache keys")
struct KeyPartsTests {
    static let context = KeyContext(fileSystem: Digest.of("below"), platform: .linux, sourceDateEpoch: nil)

    static func run(_ change: (inout RunFields) -> Void = { _ in }) -> KeyParts {
        var fields = RunFields()
        change(&fields)
        return KeyParts.run(fields.step, in: fields.context)
    }

    /// The parts of a RUN that a test can vary.
    struct RunFields {
        var arguments = ["/bin/sh", "-c", "make"]
        var environment = ["PATH=/bin", "A=1"]
        var argumentNames: [String] = []
        var proxies: [String] = []
        var user = ""
        var directory = "/"
        var network = BuildOptions.Network.host
        var files: [InlineFile] = []
        var parent = FileSystem.scratch
        var context = KeyPartsTests.context

        var step: RunStep {
            RunStep(
                parent: parent,
                arguments: arguments,
                environment: environment,
                argumentNames: argumentNames,
                proxyEnvironment: proxies,
                user: user,
                workingDirectory: directory,
                network: network,
                files: files
            )
        }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let apply: @Sendable (inout RunFields) -> Void
        init(_ description: String, _ apply: @escaping @Sendable (inout RunFields) -> Void) {
            testDescription = description
            self.apply = apply
        }
    }

    static let misses = [
        Change("another command") { $0.arguments[2] = "make all" },
        Change("white space in the command") { $0.arguments[2] = "make " },
        Change("another shell") { $0.arguments[0] = "/bin/bash" },
        Change("another split of the same words") { $0.arguments = ["/bin/sh", "-c make"] },
        Change("another value of a variable") { $0.environment[1] = "A=2" },
        Change("a new variable") { $0.environment.append("B=") },
        Change("a variable that is an argument now") { $0.argumentNames = ["A"] },
        Change("another user") { $0.user = "nobody" },
        Change("another working directory") { $0.directory = "/src" },
        Change("another network") { $0.network = .none },
        Change("a here-document") { $0.files = [InlineFile(name: "EOF", bytes: [1], mode: 0o755)] },
        Change("other contents below") {
            $0.context = KeyContext(fileSystem: Digest.of("other"), platform: .linux, sourceDateEpoch: nil)
        },
        Change("another platform") {
            let platform = Platform(os: "linux", architecture: "arm64")
            $0.context = KeyContext(fileSystem: Digest.of("below"), platform: platform, sourceDateEpoch: nil)
        },
        Change("SOURCE_DATE_EPOCH") {
            $0.context = KeyContext(fileSystem: Digest.of("below"), platform: .linux, sourceDateEpoch: .epoch)
        },
    ]

    @Test("of a RUN change with everything that it sees", arguments: misses)
    func runMisses(_ change: Change) {
        #expect(Self.run().key != Self.run { change.apply(&$0) }.key)
    }

    static let hits = [
        Change("proxies") { $0.proxies = ["HTTP_PROXY=http://proxy"] },
        Change("another vertex below with the same contents") { $0.parent = .vertex(7) },
        Change("another order of variables") { $0.environment.reverse() },
    ]

    @Test("of a RUN stay the same with what it cannot see", arguments: hits)
    func runHits(_ change: Change) {
        #expect(Self.run().key == Self.run { change.apply(&$0) }.key)
    }

    @Test("all differ from one another")
    func allDiffer() {
        let keys = Self.misses.map { change in Self.run { change.apply(&$0) }.key } + [Self.run().key]
        #expect(Set(keys).count == keys.count)
    }

    @Test("are pinned: a change of the format needs a new version")
    func golden() {
        #expect(CacheKey.version == 1)
        #expect(
            Self.run().key.digest.description
                == "sha256:843c3d50e1586a80a3c2524c3422f5da1eb711102ac72a616ce04a3349c7ef00")
    }

    private let withholding = Withholding { [1, 2, 3] }

    @Test("keep a record that withholds credentials and shows that they changed")
    func record() throws {
        let one = Self.run { $0.environment = ["API_TOKEN=hunter2", "PUBLIC_KEY=abc", "A=1"] }.record(withholding)
        let two = Self.run { $0.environment = ["API_TOKEN=hunter3", "PUBLIC_KEY=abc", "A=1"] }.record(withholding)
        #expect(!one.compact().contains("hunter2"))
        #expect(one["parts"]?["environment"]?["PUBLIC_KEY"]?.stringValue == "abc")
        let changes = KeyDifference(wanted: two, kept: one).changes
        #expect(changes.map(\.name) == ["API_TOKEN"])
        #expect(one["version"]?.intValue == 1)
        #expect(one["kind"]?.stringValue == "run")
    }

    @Test("are explained by the parts that differ")
    func difference() {
        let kept = Self.run {
            $0.environment = ["A=1", "GONE=x"]
            $0.user = "root"
        }
        let wanted = Self.run {
            $0.environment = ["A=2", "NEW=y"]
            $0.user = "nobody"
        }
        let changes = KeyDifference(wanted: wanted.record(withholding), kept: kept.record(withholding)).changes
        #expect(
            changes == [
                .init(label: "environment", name: "A", old: "1", new: "2"),
                .init(label: "environment", name: "NEW", old: nil, new: "y"),
                .init(label: "environment", name: "GONE", old: "x", new: nil),
                .init(label: "user", name: nil, old: "root", new: "nobody"),
            ]
        )
    }

    @Test("of another version say so and nothing else")
    func otherVersion() {
        let wanted = Self.run().record(withholding)
        let kept: JSONValue = ["version": 0, "kind": "run", "parts": ["user": "somebody"]]
        let changes = KeyDifference(wanted: wanted, kept: kept).changes
        #expect(changes == [.init(label: "version", name: nil, old: "0", new: "1")])
    }

    @Test("with the same parts differ in nothing")
    func noDifference() {
        #expect(
            KeyDifference(wanted: Self.run().record(withholding), kept: Self.run().record(withholding)).changes.isEmpty)
    }
}
