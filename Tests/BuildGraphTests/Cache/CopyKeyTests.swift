import OCI
import Testing

@testable import BuildGraph

@Suite("Cache keys of COPY, ADD and WORKDIR")
struct CopyKeyTests {
    static let context = KeyPartsTests.context
    static let contents = Digest.of("contents")
    static let shape = Digest.of("shape")

    static func key(
        _ step: CopyStep,
        owner: Owner? = nil,
        contents: Digest = contents,
        below: String = "below"
    ) -> KeyParts {
        let context = KeyContext(fileSystem: Digest.of(below), platform: .linux, sourceDateEpoch: nil)
        return KeyParts.copy(step, in: context, owner: owner, contents: contents, contentsShape: shape)
    }

    static let plain = CopyStep(parent: .scratch, sources: ["a"], destination: "/a")

    @Test("change with contents, arguments and what is below")
    func misses() {
        let inline = InlineFile(name: "EOF", bytes: [1], mode: 0o644)
        let keys = [
            Self.key(Self.plain),
            Self.key(Self.plain, contents: Digest.of("others")),
            Self.key(Self.plain, below: "others"),
            Self.key(Self.plain, owner: .root),
            Self.key(Self.plain, owner: Owner(user: 1, group: 2)),
            Self.key(CopyStep(parent: .scratch, sources: ["b"], destination: "/a")),
            Self.key(CopyStep(parent: .scratch, sources: ["a"], destination: "/a/")),
            Self.key(CopyStep(parent: .scratch, isAdd: true, sources: ["a"], destination: "/a")),
            Self.key(CopyStep(parent: .scratch, isAdd: true, sources: ["a"], destination: "/a", unpacksArchives: true)),
            Self.key(CopyStep(parent: .scratch, sources: ["a"], destination: "/a", permissions: "600")),
            Self.key(CopyStep(parent: .scratch, sources: ["a"], destination: "/a", exclusions: ["*.o"])),
            Self.key(CopyStep(parent: .scratch, sources: ["a"], destination: "/a", keepsParents: true)),
            Self.key(CopyStep(parent: .scratch, sources: ["a"], destination: "/a", isLinked: true)),
            Self.key(CopyStep(parent: .scratch, sources: ["a"], inlineFiles: [inline], destination: "/a")),
        ]
        #expect(Set(keys.map(\.key)).count == keys.count)
    }

    @Test("do not depend on where the files come from, who made the tree below, or how the owner is written")
    func hits() {
        let fromStage = CopyStep(
            parent: .vertex(3),
            source: .fileSystem(.vertex(1)),
            sources: ["a"],
            destination: "/a",
            ownership: "root"
        )
        #expect(Self.key(Self.plain).key == Self.key(fromStage).key)
    }

    @Test("of a linked copy do not depend on what is below")
    func linked() {
        let step = CopyStep(parent: .scratch, sources: ["a"], destination: "/a", isLinked: true)
        #expect(Self.key(step).key == Self.key(step, below: "others").key)
    }

    @Test("have a shape that is known before any file is read")
    func shape() {
        let known = KeyParts.copyShape(Self.plain, in: Self.context, owner: nil, contentsShape: Self.shape)
        #expect(Self.key(Self.plain).shape == known)
        #expect(Self.key(Self.plain, contents: Digest.of("others")).shape == known)
        let other = KeyParts.copyShape(Self.plain, in: Self.context, owner: nil, contentsShape: Digest.of("other"))
        #expect(other != known)
        #expect(Self.key(Self.plain).key.digest != known)
    }

    @Test("of a WORKDIR change with path, owner and what is below")
    func workdir() {
        let other = KeyContext(fileSystem: Digest.of("others"), platform: .linux, sourceDateEpoch: nil)
        let step = WorkdirStep(parent: .scratch, path: "/a")
        let keys = [
            KeyParts.workdir(step, in: Self.context, owner: .root).key,
            KeyParts.workdir(step, in: Self.context, owner: Owner(user: 1, group: 1)).key,
            KeyParts.workdir(step, in: other, owner: .root).key,
            KeyParts.workdir(WorkdirStep(parent: .scratch, path: "/b"), in: Self.context, owner: .root).key,
        ]
        #expect(Set(keys).count == keys.count)
    }
}
