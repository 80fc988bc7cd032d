import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

@Suite("ONBUILD")
struct OnbuildTests {
    static let images = KnownImages(images: [
        "sdk": KnownImages.image("sdk") { $0.config.onBuild = ["ARG V=1", "RUN build $V", "COPY --from=tools /t /t"] },
        "bad": KnownImages.image("bad") { $0.config.onBuild = ["EXPOSE nothing"] },
    ])

    @Test("triggers of an image run first in the stage that builds upon it")
    func image() throws {
        let plan = try Planning.plan("FROM scratch AS tools\nCOPY t /t\nFROM sdk\nRUN last", images: Self.images)
        #expect(
            plan.names == [
                "[tools 1/1] COPY t /t", "[stage-1 1/5] FROM docker.io/library/sdk:latest",
                "[stage-1 2/5] ONBUILD RUN build 1", "[stage-1 3/5] ONBUILD COPY --from=tools /t /t",
                "[stage-1 4/5] RUN last",
            ]
        )
        #expect(plan.runs.first?.environment == ["PATH=/bin", "V=1"])
        #expect(plan.image.configuration.onBuild.isEmpty)
        #expect(plan.vertices[2].range?.start.line == 3)
    }

    @Test("triggers of a stage run in the stages upon it and in those only")
    func stage() throws {
        let plan = try Planning.plan("FROM busybox AS a\nONBUILD RUN x\nFROM a AS b\nFROM b")
        #expect(plan.vertices.map(\.step) == ["FROM docker.io/library/busybox:latest", "RUN x"])
        let alone = try Planning.plan("FROM busybox\nONBUILD RUN x")
        #expect(alone.image.configuration.onBuild == ["RUN x"])
        #expect(alone.history.isEmpty)
    }

    @Test("mistakes of an image's triggers are shown at the FROM line")
    func mistakes() throws {
        let errors = try Planning.errors("FROM scratch\nFROM bad", images: Self.images)
        #expect(errors.map(\.code) == [.port])
        #expect(errors.map(\.range.start.line) == [2])
    }
}
