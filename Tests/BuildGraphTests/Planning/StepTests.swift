import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

@Suite("Steps of a plan")
struct StepTests {
    @Test("run with the state of their stage")
    func run() throws {
        let plan = try Planning.plan(
            "FROM busybox\nARG V=1\nENV E=x\nUSER u\nWORKDIR /w\nSHELL [\"/bin/ash\", \"-ec\"]\nRUN --network=none a $E\nRUN [\"b\", \"$E\"]"
        )
        let run = try #require(plan.runs.first)
        #expect(run.arguments == ["/bin/ash", "-ec", "a $E"])
        #expect(run.environment == ["PATH=/bin", "V=1", "E=x"])
        #expect(run.argumentNames == ["V"])
        #expect(run.user == "u")
        #expect(run.workingDirectory == "/w")
        #expect(run.network == .none)
        #expect(run.commandText == "/bin/ash -ec a $E")
        #expect(run.mentions("$E") && !run.mentions("V"))
        #expect(plan.runs.last?.arguments == ["b", "$E"])
        #expect(plan.runs.last?.network == .host)
        #expect(plan.history.last == "RUN |1 V=1 b $E # buildkit")
        #expect(plan.names.last == "[4/4] RUN [\"b\", \"x\"]")
    }

    @Test("use the network of the command line where the file names none")
    func network() throws {
        let plan = try Planning.plan("FROM busybox\nRUN a\nRUN --network=default b\nRUN --network=host c") {
            $0.network = .none
        }
        #expect(plan.runs.map(\.network) == [.none, .none, .host])
    }

    @Test("run here-documents as text of the shell, and scripts as files")
    func hereDocuments() throws {
        let plan = try Planning.plan(
            "FROM busybox\nRUN <<EOF\na $X\nEOF\nRUN <<SCRIPT\n#!/bin/awk -f\nx\nSCRIPT\nRUN cat <<A\nb\nA\n")
        #expect(
            plan.runs.map(\.arguments) == [
                ["/bin/sh", "-c", "a $X\n"], ["/bin/sh", "-c", "/dev/pipes/SCRIPT"],
                ["/bin/sh", "-c", "cat <<A\nb\nA"],
            ]
        )
        #expect(
            plan.runs[1].files == [InlineFile(name: "SCRIPT", bytes: Array("#!/bin/awk -f\nx\n".utf8), mode: 0o755)])
        #expect(plan.runs[0].files.isEmpty)
    }

    @Test("copy with everything expanded")
    func copy() throws {
        let plan = try Planning.plan(
            """
            FROM busybox
            ENV D=to O=5 P=x.o
            WORKDIR /w
            COPY --chown=$O:6 --chmod=u=rw --exclude=$P --parents --link $D/a b ./$D/
            ADD --unpack=false archive.tar .
            ADD other.tar /
            """
        )
        #expect(
            plan.copies.first
                == CopyStep(
                    parent: .vertex(1),
                    sources: ["to/a", "b"],
                    destination: "/w/to/",
                    ownership: "5:6",
                    permissions: "u=rw",
                    exclusions: ["x.o"],
                    keepsParents: true,
                    isLinked: true
                )
        )
        #expect(plan.copies.map(\.unpacksArchives) == [false, false, true])
        #expect(plan.copies.map(\.isAdd) == [false, true, true])
        #expect(plan.readsContext)
        #expect(plan.history[2] == "COPY --parents --chown=5:6 --chmod=u=rw to/a b ./to/ # buildkit")
    }

    @Test("copy here-documents, expanded unless their name is quoted")
    func inlineFiles() throws {
        let plan = try Planning.plan("FROM busybox\nENV A=1\nCOPY <<x <<\"y\" /d/\n$A 'q' $A\nx\n$A\ny\n")
        let files = try #require(plan.copies.first?.inlineFiles)
        #expect(files.map(\.name) == ["x", "y"])
        #expect(files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["1 'q' 1\n", "$A\n"])
        #expect(!plan.readsContext)
    }

    @Test("make a working directory for the user at that place")
    func workdir() throws {
        let plan = try Planning.plan("FROM busybox\nUSER daemon\nWORKDIR /tmp/../x/\nWORKDIR y")
        let steps = plan.vertices.compactMap { vertex -> WorkdirStep? in
            guard case .workdir(let step) = vertex.operation else { return nil }
            return step
        }
        #expect(steps.map(\.path) == ["/x", "/x/y"])
        #expect(steps.map(\.user) == ["daemon", "daemon"])
        #expect(plan.image.configuration.workingDirectory == "/x/y")
    }

    @Test("keep the same name in the store whatever their arguments are")
    func canonicalText() throws {
        let text = "FROM busybox\nARG V=1\nrun make $V\nCOPY a$V /"
        let one = try Planning.plan(text)
        let two = try Planning.plan(text) { $0.buildArguments = ["V": "2"] }
        #expect(one.vertices.map(\.step) == two.vertices.map(\.step))
        #expect(one.vertices[1].step == "RUN make $V")
        #expect(one.vertices[2].step == "COPY a$V /")
        #expect(two.names[2] == "[3/3] COPY a2 /")
    }

    @Test("stand at their place in the file")
    func places() throws {
        let plan = try Planning.plan("FROM busybox\n\nRUN a \\\n  b\nCOPY c /")
        #expect(plan.vertices.map { $0.range?.start.line } == [1, 3, 5])
        #expect(plan.vertices[1].range?.end.line == 4)
    }
}
