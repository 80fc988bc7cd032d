import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

@Suite("Stages of a plan")
struct StageTests {
    @Test("that the target does not need are not there")
    func unusedStages() throws {
        let plan = try Planning.plan(
            """
            FROM busybox AS tools
            RUN make tools
            FROM nonexistent AS unused
            RUN --mount=type=cache,target=/x never
            FROM alpine
            COPY --from=tools /t /t
            """
        )
        #expect(
            plan.names == [
                "[tools 1/2] FROM docker.io/library/busybox:latest", "[tools 2/2] RUN make tools",
                "[stage-2 1/2] FROM docker.io/library/alpine:latest", "[stage-2 2/2] COPY --from=tools /t /t",
            ]
        )
        #expect(plan.vertices[3].dependencies == [1, 2])
    }

    @Test(
        "are chosen by name or number",
        arguments: [("b", ["RUN two"]), ("B", ["RUN two"]), ("0", ["RUN one"]), (nil, ["RUN three"])])
    func target(_ target: String?, _ steps: [String]) throws {
        let text = "FROM scratch AS a\nRUN one\nFROM scratch AS b\nRUN two\nFROM scratch\nRUN three"
        let plan = try Planning.plan(text) { $0.target = target }
        #expect(plan.vertices.map(\.step) == steps)
    }

    @Test("that are wanted and absent are an error with a suggestion")
    func unknownTarget() throws {
        let error = #expect(throws: BuildGraphError.self) {
            try Planning.plan("FROM scratch AS build\nFROM scratch AS test") { $0.target = "biuld" }
        }
        #expect(error?.code == .unknownTarget)
        #expect(error?.message == "the target stage biuld is not in Dockerfile")
        #expect(error?.hint == "did you mean build?")
    }

    @Test("inherit layers, configuration and arguments of the stage they build upon")
    func inheritance() throws {
        let plan = try Planning.plan(
            """
            FROM busybox AS base
            ARG A=1
            ENV E=$A
            USER nobody
            WORKDIR /w
            RUN one
            FROM base
            RUN two $E
            """
        )
        let run = try #require(plan.runs.last)
        #expect(run.environment == ["PATH=/bin", "A=1", "E=1"])
        #expect(run.user == "nobody")
        #expect(run.workingDirectory == "/w")
        #expect(plan.image.layerVertices == [1, 2, 3])
        #expect(plan.names.last == "[stage-1 1/1] RUN two 1")
    }

    @Test("share one vertex for one image")
    func sharedImage() throws {
        let plan = try Planning.plan(
            "FROM busybox AS a\nRUN x\nFROM busybox\nCOPY --from=a /x /\nCOPY --from=busybox /y /")
        let images = plan.vertices.filter { if case .image = $0.operation { true } else { false } }
        #expect(images.count == 1)
        #expect(plan.vertices.last?.dependencies == [0, 2])
    }

    @Test("copy from images that no stage has")
    func copyFromImage() throws {
        let plan = try Planning.plan("FROM busybox\nCOPY --from=alpine /a /")
        #expect(
            plan.names == [
                "[stage-0 1/2] FROM docker.io/library/busybox:latest", "FROM docker.io/library/alpine:latest",
                "[stage-0 2/2] COPY --from=alpine /a /",
            ]
        )
        #expect(plan.copies.first?.source == .fileSystem(.vertex(1)))
        #expect(plan.readsContext == false)
    }

    @Test("are numbered with the width of their count")
    func numbering() throws {
        let runs = (1...10).map { "RUN \($0)" }.joined(separator: "\n")
        let plan = try Planning.plan("FROM busybox\n" + runs)
        #expect(plan.names.first == "[ 1/11] FROM docker.io/library/busybox:latest")
        #expect(plan.names.last == "[11/11] RUN 10")
        let scratch = try Planning.plan("FROM scratch\nENV a=b\nCOPY a /\nWORKDIR /\nWORKDIR /x")
        #expect(scratch.names == ["[1/3] COPY a /", "[2/3] WORKDIR /x"])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let code: Diagnostic.Code
        let line: Int
        let message: String
    }

    static let mistakes = [
        Mistake(
            testDescription: "an unknown stage that resembles a known one",
            text: "FROM scratch AS build\nFROM scratch\nCOPY --from=biuld a /",
            code: .unknownStage,
            line: 3,
            message: "unknown stage or image biuld"
        ),
        Mistake(
            testDescription: "a number that no stage has",
            text: "FROM scratch\nCOPY --from=3 a /",
            code: .unknownStage,
            line: 2,
            message: "there is no stage number 3"
        ),
        Mistake(
            testDescription: "a stage that comes later",
            text: "FROM scratch AS a\nCOPY --from=b x /\nFROM scratch AS b\nFROM a",
            code: .forwardStage,
            line: 2,
            message: "cannot copy from stage b: it is defined after stage a"
        ),
        Mistake(
            testDescription: "a stage that copies from itself",
            text: "FROM scratch AS a\nCOPY --from=a x /",
            code: .stageCycle,
            line: 2,
            message: "stage a copies from itself"
        ),
        Mistake(
            testDescription: "two stages that need each other, though the target needs neither",
            text: "FROM scratch AS a\nCOPY --from=b x /\nFROM scratch AS b\nCOPY --from=a x /\nFROM scratch",
            code: .stageCycle,
            line: 2,
            message: "stages a and b need each other"
        ),
        Mistake(
            testDescription: "a base that comes later",
            text: "FROM later\nRUN x\nFROM scratch AS later\nFROM scratch\nCOPY --from=0 a /",
            code: .unknownStage,
            line: 1,
            message: "there is no image later, and the stage of that name begins only at line 3"
        ),
        Mistake(
            testDescription: "an image that is not there",
            text: "FROM debian:bookworm",
            code: .missingImage,
            line: 1,
            message: "the image debian:bookworm is not in the store"
        ),
        Mistake(
            testDescription: "a base name that is empty after expansion",
            text: "ARG BASE\nFROM $BASE",
            code: .emptyBaseName,
            line: 2,
            message: "the base name $BASE is empty after expansion"
        ),
        Mistake(
            testDescription: "an empty platform",
            text: "FROM --platform=$NONE busybox",
            code: .platform,
            line: 1,
            message: "the platform $NONE is empty after expansion"
        ),
    ]

    @Test("report mistakes at their place", arguments: mistakes)
    func reports(_ mistake: Mistake) throws {
        let errors = try Planning.errors(mistake.text)
        #expect(errors.map(\.code) == [mistake.code])
        #expect(errors.map(\.range.start.line) == [mistake.line])
        #expect(errors.map(\.message) == [mistake.message])
    }

    @Test("report several mistakes at once, in order")
    func severalMistakes() throws {
        let errors = try Planning.errors(
            "FROM scratch AS a\nEXPOSE x\nFROM nowhere AS b\nFROM scratch\nSTOPSIGNAL x\nCOPY --from=b x /\nCOPY --from=a x /"
        )
        #expect(errors.map(\.code) == [.port, .missingImage, .signal])
    }
}
