import BuildGraph
import Builder
import DockerfileSyntax
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct MultiplatformTests {
    private static let amd = Platform(os: "linux", architecture: "amd64")
    private static let arm = Platform(os: "linux", architecture: "arm64")
    private static let armv7 = Platform(os: "linux", architecture: "arm", variant: "v7")

    @Test("a build for several platforms makes an index, each image with its own predefined arguments")
    func index() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let result = try await fixture.build(
            """
            FROM scratch
            ARG TARGETPLATFORM TARGETARCH TARGETVARIANT BUILDPLATFORM
            COPY a /$TARGETARCH$TARGETVARIANT
            LABEL target=$TARGETPLATFORM build=$BUILDPLATFORM
            """, tag: "x"
        ) { $0.platforms = [Self.amd, Self.arm, Self.armv7] }
        let found = try fixture.store.requireImage(named: "x")
        let index = try fixture.store.index(try #require(found.index))
        #expect(result.manifestDigest == index.document.digest)
        #expect(
            index.document.value.manifests.map { $0.platform?.description } == [
                "linux/amd64", "linux/arm64", "linux/arm/v7",
            ])
        let configurations = try index.images.map { try fixture.store.configuration(of: $0).value }
        #expect(configurations.map(\.platform) == [Self.amd, Self.arm, Self.armv7])
        #expect(configurations.map { $0.config.labels["target"] } == ["linux/amd64", "linux/arm64", "linux/arm/v7"])
        #expect(configurations.map { $0.config.labels["build"] } == Array(repeating: "\(Platform.host)", count: 3))
    }

    @Test("a stage of the build's own platform runs once for all, unless it asks for the target")
    func shared() async throws {
        let fixture = try BuildFixture()
        let own = """
            FROM --platform=$BUILDPLATFORM busybox:test AS tools
            RUN cat /proc/sys/kernel/random/uuid > /id
            FROM scratch
            COPY --from=tools /id /
            """
        let result = try await fixture.build(own, tag: "x") {
            $0.platforms = [Self.amd, Self.arm]
            $0.noCache = true
        }
        #expect(result.steps.ran == 3)
        let index = try fixture.store.index(try #require(fixture.store.requireImage(named: "x").index))
        #expect(Set(try index.images.map { try fixture.store.layers(of: $0).map(\.diffID) }).count == 1)
        let asking = own.replacing("RUN", with: "ARG TARGETARCH\nRUN")
        let second = try await fixture.build(asking, tag: "y") { $0.platforms = [Self.amd, Self.arm] }
        #expect(second.steps.ran == 4)
    }

    @Test("a base that is an index gives each platform its own image; one that is not there is named with what is")
    func bases() async throws {
        let fixture = try BuildFixture(["a": "1"])
        try await fixture.build("FROM scratch\nARG TARGETARCH\nENV FOR=$TARGETARCH\nCOPY a /", tag: "base") {
            $0.platforms = [Self.amd, Self.arm]
        }
        try await fixture.build("FROM base\nCOPY a /b", tag: "x") { $0.platforms = [Self.arm, Self.amd] }
        let index = try fixture.store.index(try #require(fixture.store.requireImage(named: "x").index))
        let variables = try index.images.map { try fixture.store.configuration(of: $0).value.config.environment }
        #expect(variables.map { $0.contains("FOR=arm64") } == [true, false])
        let fixed = try await fixture.build("FROM --platform=linux/arm64 base\nCOPY a /b")
        #expect(fixed.configuration.platform == Self.arm)
        let error = await errorOf {
            try await fixture.build("FROM base\n") { $0.platforms = [Self.amd, Self.armv7] }
        }
        #expect(error?.message == "the image base is not there for linux/arm/v7")
        #expect(error?.hint == "it is there for linux/amd64, linux/arm64")
        #expect(error?.range?.start.line == 1)
    }

    @Test("the steps are named as BuildKit names those of several platforms")
    func names() throws {
        var options = BuildOptions()
        options.buildPlatform = Self.amd
        options.targetPlatforms = [Self.amd, Self.armv7]
        let text = """
            FROM --platform=$BUILDPLATFORM scratch AS tools
            COPY a /
            ARG TARGETARCH
            COPY b /
            FROM scratch
            COPY --from=tools / /
            """
        struct NoImages: BaseImageProvider {
            func baseImage(named name: String, platform: Platform) -> BaseImage? { nil }
        }
        let planner = BuildPlanner(options: options, images: NoImages())
        guard case .plan(let plan) = try planner.plan(Dockerfile.parse(text).dockerfile) else {
            Issue.record("rejected")
            return
        }
        #expect(
            Set(plan.vertices.map(\.name)) == [
                "[linux/amd64 tools 1/2] COPY a /", "[linux/amd64 tools 2/2] COPY b /",
                "[linux/amd64 stage-1 1/1] COPY --from=tools / /", "[linux/amd64->arm/v7 tools 2/2] COPY b /",
                "[linux/arm/v7 stage-1 1/1] COPY --from=tools / /",
            ])
    }

    @Test("annotations go to the manifests, the entries and the index that they are for")
    func annotations() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let entries: [ImageAnnotations.Entry] = [
            .init(level: .manifest, key: "all", value: "1"),
            .init(level: .manifest, platform: Self.arm, key: "arm", value: "2"),
            .init(level: .manifestDescriptor, platform: Self.amd, key: "entry", value: "3"),
            .init(level: .index, key: "index", value: "4"),
        ]
        try await fixture.build("FROM scratch\nCOPY a /", tag: "x") {
            $0.platforms = [Self.amd, Self.arm]
            $0.annotations = ImageAnnotations(entries)
        }
        let index = try fixture.store.index(try #require(fixture.store.requireImage(named: "x").index))
        #expect(index.document.value.annotations == ["index": "4"])
        #expect(index.document.value.manifests.map(\.annotations) == [["entry": "3"], [:]])
        let manifests = try index.images.map { try fixture.store.manifest(of: $0).value.annotations }
        #expect(manifests == [["all": "1"], ["all": "1", "arm": "2"]])
        let error = await errorOf {
            try await fixture.build("FROM scratch\nCOPY a /") { $0.annotations = ImageAnnotations([entries[3]]) }
        }
        #expect(error?.code == .badOption)
    }

    @Test(
        "type=tar and type=local have a directory for each of several platforms, or lie over each other where they can")
    func trees() async throws {
        let fixture = try BuildFixture(["a": "1", "b": "1"])
        let text = """
            FROM scratch
            ARG TARGETARCH
            COPY a /dir/$TARGETARCH
            COPY --link a b /dir/sub/
            """
        let own = "FROM scratch\nARG TARGETARCH\nCOPY a /dir/$TARGETARCH\n"
        func build(_ text: String, _ output: String, _ platforms: [Platform] = [Self.amd, Self.arm]) async throws {
            try await fixture.build(text) {
                $0.platforms = platforms
                $0.outputs = [try BuildOutput(parsing: output)]
            }
        }
        let out = try TemporaryDirectory()
        try await build(text, "type=tar,dest=\(out.path)/x.tar")
        try await build(text, "type=local,dest=\(out.path)/x")
        try await build(own, "type=tar,platform-split=false,dest=\(out.path)/y.tar")
        try await build(own, "type=local,platform-split=false,dest=\(out.path)/y")
        try await build(own, "type=tar,platform-split=true,dest=\(out.path)/z.tar", [Self.arm])
        try await build(own, "type=local,platform-split=true,dest=\(out.path)/z", [Self.arm])
        for name in ["x", "y", "z"] {
            let script =
                "tar tf \(name).tar | sed 's#/$##' | sort > tar; (cd \(name); find . -mindepth 1 | sed 's#^./##' | sort) > dir; cmp tar dir"
            var request = ProcessRequest("/bin/sh", ["-ec", script])
            request.workingDirectory = out.path
            #expect(try ProcessSpawner.spawn(request).waitWithoutCancellation() == .exited(0), "\(name)")
        }
        func names(_ path: String) throws -> [String] {
            try DirectoryHandle.open(out.path.appending(path)).entries().map {
                String(decoding: $0.name, as: UTF8.self)
            }.sorted()
        }
        #expect(try names("x") == ["linux_amd64", "linux_arm64"])
        #expect(try names("x/linux_arm64/dir") == ["arm64", "sub"])
        #expect(try names("y/dir") == ["amd64", "arm64"])
        #expect(try names("z") == ["linux_arm64"])
        for kind in ["tar", "local"] {
            await #expect(throws: LayerArchiveError.self) {
                try await build(text, "type=\(kind),platform-split=false,dest=\(out.path)/none")
            }
        }
        #expect(try !names("").contains("none"))
    }
}
