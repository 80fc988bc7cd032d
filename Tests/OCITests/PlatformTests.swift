import Testing

@testable import OCI

@Suite("Platforms")
struct PlatformTests {
    static let read: [(text: String, written: String)] = [
        ("linux/amd64", "linux/amd64"), ("linux/x86_64", "linux/amd64"), ("linux/x86-64", "linux/amd64"),
        ("linux/amd64/v1", "linux/amd64"),
        ("linux/amd64/v3", "linux/amd64/v3"), ("linux/arm64", "linux/arm64"), ("linux/aarch64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64"), ("linux/arm64/8", "linux/arm64"), ("linux/arm64/v9", "linux/arm64/v9"),
        ("linux/arm", "linux/arm/v7"), ("linux/arm/6", "linux/arm/v6"), ("linux/armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"),
        ("linux/i386", "linux/386"), ("Linux/AMD64", "linux/amd64"), ("macos/arm64", "darwin/arm64"),
        ("windows/amd64", "windows/amd64"),
        ("arm64", "linux/arm64"), ("riscv64", "linux/riscv64"), ("linux", Platform.host.description),
    ]

    @Test("platforms are read in all their words", arguments: read)
    func reads(text: String, written: String) throws { #expect(try Platform(parsing: text).description == written) }

    @Test(
        "what is no platform is refused",
        arguments: ["", "/", "linux/", "linux/amd64/v1/x", "linux/a b", "nonsense", "linux//v7"])
    func refuses(text: String) {
        let error = #expect(throws: OCIError.self) { _ = try Platform(parsing: text) }
        #expect(error?.code == .invalidPlatform)
    }

    @Test("members of a platform that the specification does not name are kept")
    func otherMembers() throws {
        let text = #"{"architecture":"arm64","os":"linux","variant":"v8","features":["sse4"],"x.cpu":{"cores":2}}"#
        #expect(try Platform(json: JSONValue(parsing: text)).json.compact() == text)
    }

    @Test("an amd64 machine runs 386, an arm64 machine runs arm, and neither runs the other")
    func runs() throws {
        let amd64 = Platform(os: "linux", architecture: "amd64")
        let arm64 = Platform(os: "linux", architecture: "arm64", variant: "v8")
        #expect(amd64.runs(try Platform(parsing: "linux/386")))
        #expect(arm64.runs(try Platform(parsing: "linux/arm/v6")))
        #expect(!amd64.runs(arm64))
        #expect(!arm64.runs(amd64))
        #expect(!amd64.runs(try Platform(parsing: "linux/amd64/v3")))
        #expect(try Platform(parsing: "linux/amd64/v3").runs(amd64))
        #expect(try !Platform(parsing: "linux/arm/v6").runs(Platform(parsing: "linux/arm/v7")))
        #expect(!amd64.runs(try Platform(parsing: "windows/amd64")))
        #expect(try Platform(parsing: "s390x").runs(Platform(parsing: "linux/s390x")))
    }

    @Test("an index gives the entry that fits best, and none for what does not run")
    func choice() throws {
        func entry(_ text: String, _ platform: Platform?) -> Descriptor {
            Descriptor(mediaType: .ociManifest, digest: .of(text), size: 1, platform: platform)
        }
        let index = ImageIndex(manifests: [
            entry("attestation", Platform(os: "unknown", architecture: "unknown")),
            entry("386", try Platform(parsing: "linux/386")),
            entry("amd64", try Platform(parsing: "linux/amd64")), entry("v3", try Platform(parsing: "linux/amd64/v3")),
        ])
        #expect(index.manifest(for: Platform(os: "linux", architecture: "amd64"))?.digest == .of("amd64"))
        #expect(index.manifest(for: Platform(os: "linux", architecture: "amd64", variant: "v4"))?.digest == .of("v3"))
        #expect(index.manifest(for: Platform(os: "linux", architecture: "386"))?.digest == .of("386"))
        #expect(index.manifest(for: Platform(os: "linux", architecture: "arm64")) == nil)
        #expect(ImageIndex(manifests: [entry("only", nil)]).manifest(for: .host)?.digest == .of("only"))
    }
}
