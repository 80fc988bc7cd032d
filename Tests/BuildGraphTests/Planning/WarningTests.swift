import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

@Suite("Warnings of a plan")
struct WarningTests {
    @Test("name variables that nothing sets")
    func undefinedVariables() throws {
        let plan = try Planning.plan(
            "FROM busybox\nARG DECLARED\nENV FOOD=1\nCOPY $FOO $DECLARED/a /b\nLABEL x=$NOTHING y=${OTHER:-z}\nRUN $IGNORED"
        )
        #expect(plan.warnings.map(\.code) == [.undefinedVariable, .undefinedVariable])
        #expect(
            plan.warnings.map(\.message) == [
                "usage of undefined variable '$FOO'", "usage of undefined variable '$NOTHING'",
            ])
        #expect(plan.warnings.first?.hint == "did you mean $FOOD?")
        #expect(plan.warnings.map(\.range.start.line) == [4, 5])
        #expect(plan.warnings.allSatisfy { $0.severity == .warning })
    }

    @Test("name arguments of FROM that nothing declares")
    func undefinedInFrom() throws {
        let plan = try Planning.plan("ARG TAG\nFROM busybox$TAG$TGA")
        #expect(plan.warnings.map(\.code) == [.undefinedArgumentInFrom])
        #expect(plan.warnings.first?.message == "FROM argument 'TGA' is not declared")
    }

    @Test("say that a base is for another platform")
    func platform() throws {
        let plan = try Planning.plan("FROM --platform=linux/arm64 busybox")
        #expect(plan.warnings.map(\.code) == [.baseImagePlatform])
        #expect(plan.image.platform == .linux)
    }

    @Test("stand at the FROM line for triggers of an image")
    func triggers() throws {
        let images = KnownImages(images: ["sdk": KnownImages.image("sdk") { $0.config.onBuild = ["LABEL a=$NOTHING"] }])
        let plan = try Planning.plan("\n\nFROM sdk", images: images)
        #expect(plan.warnings.map(\.range.start.line) == [3])
    }
}
