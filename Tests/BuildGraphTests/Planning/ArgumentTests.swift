import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

@Suite("Arguments")
struct ArgumentTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var given: [String: String] = [:]
        /// The environment of the last RUN without `PATH`.
        let environment: [String]
    }

    static let rows = [
        Row(testDescription: "a default", text: "FROM busybox\nARG A=1\nRUN x", environment: ["A=1"]),
        Row(testDescription: "given", text: "FROM busybox\nARG A=1\nRUN x", given: ["A": "2"], environment: ["A=2"]),
        Row(
            testDescription: "given empty", text: "FROM busybox\nARG A=1\nRUN x", given: ["A": ""], environment: ["A="]),
        Row(testDescription: "without value", text: "FROM busybox\nARG A\nRUN x", environment: []),
        Row(testDescription: "not declared", text: "FROM busybox\nRUN x", given: ["A": "2"], environment: []),
        Row(testDescription: "declared too late", text: "FROM busybox\nRUN x\nARG A=1", environment: []),
        Row(
            testDescription: "global, not declared in the stage", text: "ARG A=1\nFROM busybox\nRUN x", environment: []),
        Row(testDescription: "global default", text: "ARG A=1\nFROM busybox\nARG A\nRUN x", environment: ["A=1"]),
        Row(
            testDescription: "stage default wins over the global one", text: "ARG A=1\nFROM busybox\nARG A=2\nRUN x",
            environment: ["A=2"]),
        Row(
            testDescription: "given wins over both",
            text: "ARG A=1\nFROM busybox\nARG A=2\nRUN x",
            given: ["A": "3"],
            environment: ["A=3"]
        ),
        Row(
            testDescription: "global of a global", text: "ARG A=1\nARG B=${A}2\nFROM busybox\nARG B\nRUN x",
            environment: ["B=12"]),
        Row(
            testDescription: "default of an argument before", text: "FROM busybox\nARG A=1 B=$A\nRUN x",
            environment: ["A=1", "B=1"]),
        Row(
            testDescription: "ENV after it wins", text: "FROM busybox\nARG A=1\nENV A=2\nRUN x", given: ["A": "3"],
            environment: ["A=2"]),
        Row(
            testDescription: "of another stage", text: "FROM busybox AS a\nARG A=1\nFROM busybox\nRUN x",
            environment: []),
        Row(
            testDescription: "platforms",
            text: "FROM busybox\nARG TARGETPLATFORM\nARG BUILDARCH\nARG TARGETVARIANT\nARG TARGETSTAGE\nRUN x",
            environment: ["TARGETPLATFORM=linux/amd64", "BUILDARCH=amd64", "TARGETVARIANT=", "TARGETSTAGE=default"]
        ),
        Row(
            testDescription: "a platform that is given",
            text: "FROM busybox\nARG TARGETARCH\nRUN x",
            given: ["TARGETARCH": "mine"],
            environment: ["TARGETARCH=mine"]
        ),
        Row(
            testDescription: "proxies are in no environment", text: "FROM busybox\nRUN x", given: ["http_proxy": "p"],
            environment: []),
    ]

    @Test("reach a RUN", arguments: rows)
    func environment(_ row: Row) throws {
        let plan = try Planning.plan(row.text) { $0.buildArguments = row.given }
        #expect(plan.runs.last?.environment.filter { !$0.hasPrefix("PATH=") } == row.environment)
    }

    @Test("choose the base")
    func base() throws {
        let text = "ARG BASE=busybox\nFROM ${BASE}"
        #expect(try Planning.plan(text).image.base?.name == "docker.io/library/busybox:latest")
        let other = try Planning.plan(text) { $0.buildArguments = ["BASE": "alpine"] }
        #expect(other.image.base?.name == "docker.io/library/alpine:latest")
    }

    @Test("of proxies are given beside the environment, in both cases, unless the stage sets them")
    func proxies() throws {
        let plan = try Planning.plan("FROM busybox\nENV no_proxy=here\nRUN x") {
            $0.buildArguments = ["HTTP_PROXY": "a", "no_proxy": "b"]
            $0.proxyEnvironment = ["http_proxy": "from outside", "https_proxy": "c", "OTHER": "d"]
        }
        #expect(
            plan.runs.last?.proxyEnvironment
                == ["HTTPS_PROXY=c", "https_proxy=c", "HTTP_PROXY=a", "http_proxy=a", "NO_PROXY=b"]
        )
        #expect(plan.warnings.isEmpty)
    }

    @Test("that no ARG takes are a warning")
    func unused() throws {
        let plan = try Planning.plan("ARG G\nFROM busybox AS a\nARG VERSION\nFROM scratch") {
            $0.buildArguments = ["VERSOIN": "1", "VERSION": "2", "G": "3", "TARGETOS": "x", "SOURCE_DATE_EPOCH": "5"]
        }
        #expect(plan.warnings.map(\.code) == [.unusedBuildArgument])
        #expect(plan.warnings.first?.message == "one or more build arguments were not consumed: VERSOIN")
        #expect(plan.warnings.first?.hint == "did you mean VERSION?")
    }

    @Test("named SOURCE_DATE_EPOCH set the time of the build", arguments: [("5", 5), ("", nil)] as [(String, Int64?)])
    func epoch(_ text: String, _ seconds: Int64?) throws {
        let plan = try Planning.plan("FROM busybox") { $0.buildArguments = ["SOURCE_DATE_EPOCH": text] }
        #expect(plan.image.sourceDateEpoch?.seconds == seconds)
        let option = try Planning.plan("FROM busybox\nARG SOURCE_DATE_EPOCH\nRUN x") {
            $0.sourceDateEpoch = Timestamp(seconds: 7)
        }
        #expect(option.runs.last?.environment.last == "SOURCE_DATE_EPOCH=7")
    }

    @Test("named SOURCE_DATE_EPOCH may stand for the time of the context", arguments: [9, nil] as [Int64?])
    func timeOfContext(_ seconds: Int64?) throws {
        let text = "FROM busybox\nARG SOURCE_DATE_EPOCH\nRUN x"
        let given = try Planning.plan(text) {
            $0.buildArguments = ["SOURCE_DATE_EPOCH": "context"]
            $0.moments["context"] = .some(seconds.map { Timestamp(seconds: $0) })
        }
        let written = try Planning.plan("ARG SOURCE_DATE_EPOCH=context\n" + text) {
            $0.moments["context"] = .some(seconds.map { Timestamp(seconds: $0) })
        }
        for plan in [given, written] {
            #expect(plan.image.sourceDateEpoch?.seconds == seconds)
            let set = plan.runs.last?.environment.contains("SOURCE_DATE_EPOCH=9")
            #expect(set == (seconds != nil))
            #expect(plan.runs.last?.environment.contains("SOURCE_DATE_EPOCH=context") == false)
        }
    }

    @Test("named SOURCE_DATE_EPOCH have a default where an ARG before the first FROM has one")
    func defaultEpoch() throws {
        let text = "ARG DAY=86400\nARG SOURCE_DATE_EPOCH=${DAY}\nFROM busybox\nARG SOURCE_DATE_EPOCH\nRUN x"
        let plan = try Planning.plan(text)
        #expect(plan.image.sourceDateEpoch?.seconds == 86400)
        #expect(plan.runs.last?.environment.last == "SOURCE_DATE_EPOCH=86400")
        let given = try Planning.plan(text) { $0.buildArguments = ["SOURCE_DATE_EPOCH": "5"] }
        #expect(given.image.sourceDateEpoch?.seconds == 5)
        let option = try Planning.plan(text) { $0.sourceDateEpoch = Timestamp(seconds: 7) }
        #expect(option.image.sourceDateEpoch?.seconds == 7)
        let reset = try Planning.plan(text) {
            $0.buildArguments = ["SOURCE_DATE_EPOCH": ""]
            $0.sourceDateEpoch = Timestamp(seconds: 7)
        }
        #expect(reset.image.sourceDateEpoch == nil)
        // In a stage it is an argument like any other.
        #expect(try Planning.plan("FROM busybox\nARG SOURCE_DATE_EPOCH=5\nRUN x").image.sourceDateEpoch == nil)
    }

    @Test("named SOURCE_DATE_EPOCH that are no number are an error")
    func badEpoch() {
        for text in ["FROM busybox", "ARG SOURCE_DATE_EPOCH=1\nFROM busybox"] {
            let error = #expect(throws: BuildGraphError.self) {
                try Planning.plan(text) { $0.buildArguments = ["SOURCE_DATE_EPOCH": "yesterday"] }
            }
            #expect(error?.code == .invalidSourceDateEpoch)
        }
        let error = #expect(throws: BuildGraphError.self) {
            try Planning.plan("ARG SOURCE_DATE_EPOCH=tomorrow\nFROM busybox")
        }
        #expect(error?.code == .invalidSourceDateEpoch)
    }

    @Test("named SOURCE_DATE_EPOCH may name a context, or a stage that fetches one thing")
    func namedEpoch() throws {
        let stage = "FROM $base AS src\nARG V=1\nADD https://example.org/$V.tar /\n"
        let text =
            "ARG base=scratch\nARG SOURCE_DATE_EPOCH=src\n" + stage + "FROM busybox\nARG SOURCE_DATE_EPOCH\nRUN x"
        let found = try Planning.epochSource(text) { $0.buildArguments = ["V": "2"] }
        #expect(found?.word == "src")
        #expect(found?.source == .remote(try RemoteSource(address: "https://example.org/2.tar")))
        let plan = try Planning.plan(text) { $0.moments["src"] = Timestamp(seconds: 9) }
        #expect(plan.image.sourceDateEpoch?.seconds == 9)
        #expect(plan.runs.last?.environment.contains("SOURCE_DATE_EPOCH=9") == true)
        let context = try Planning.epochSource(text) {
            $0.buildArguments = ["SOURCE_DATE_EPOCH": "Files"]
            $0.namedContexts["files"] = .files
        }
        #expect(context?.source == .context("files"))
        #expect(try Planning.epochSource(text) { $0.buildArguments = ["SOURCE_DATE_EPOCH": "5"] } == nil)
    }

    @Test(
        "a stage that does more than fetch one thing gives no SOURCE_DATE_EPOCH",
        arguments: [
            ("FROM busybox AS src\nADD https://example.org/a /", "does not begin FROM scratch"),
            ("FROM scratch AS src\nCOPY a /", "has COPY"), ("FROM scratch AS src", "has no ADD"),
            ("FROM scratch AS src\nADD a /", "adds a, which is no address"),
            ("FROM scratch AS src\nADD https://example.org/a https://example.org/b /", "does not ADD one address"),
            ("FROM scratch AS src\nADD https://example.org/a /\nADD https://example.org/b /", "has more than one ADD"),
        ])
    func refusedEpoch(_ stage: String, _ found: String) {
        let error = #expect(throws: BuildGraphError.self) {
            try Planning.epochSource("ARG SOURCE_DATE_EPOCH=src\n\(stage)\nFROM scratch")
        }
        #expect(error?.code == .invalidSourceDateEpoch && error?.message.hasSuffix(found) == true)
    }
}
