import DockerfileSyntax
import Findings
import OCI
import Testing

@testable import Lint

@Suite("Findings of a Dockerfile in an image")
struct ImageLintTests {
    private static let dockerfile = """
        FROM golang AS build
        RUN apt-get update && apt-get install -y make
        FROM debian:12 AS base
        RUN apt-get update && \\
            apt-get install -y curl
        FROM base
        ARG VERSION=1
        ENV A=1
        WORKDIR srv
        COPY --from=build /out $VERSION ./
        RUN sudo make
        CMD run
        """

    private static let history: [(String, Bool)] = [
        ("# debian.sh --arch 'amd64' out/ 'bookworm' '@1'", false), ("CMD [\"bash\"]", true),
        ("RUN /bin/sh -c apt-get update &&     apt-get install -y curl # buildkit", false), ("ARG VERSION=1", true),
        ("ENV A=1", true), ("WORKDIR /srv", false), ("COPY /out 1 ./ # buildkit", false),
        ("RUN |1 VERSION=1 /bin/sh -c sudo make # buildkit", false), ("CMD [\"/bin/sh\" \"-c\" \"run\"]", true),
    ]

    private static func entries(_ history: [(String, Bool)]) -> [HistoryEntry] {
        history.map { HistoryEntry(createdBy: $0.0, isEmptyLayer: $0.1) }
    }

    private func findings(
        _ dockerfile: String, _ history: [(String, Bool)], target: String? = nil
    ) -> (InstructionLayers, [LayerFinding]) {
        let result = Linter().lint(Array(dockerfile.utf8), name: "Dockerfile")
        let layers = InstructionLayers(result.parsed.dockerfile, target: target, history: Self.entries(history))
        return (layers, result.findings(in: layers))
    }

    @Test("stand at the layer that their instruction made, through stages and variables")
    func places() {
        let (layers, found) = findings(Self.dockerfile, Self.history)
        #expect(layers.wantedCount == 3 && layers.foundCount == 3)
        let places = found.map { "\($0.finding.code) \($0.line ?? 0) \($0.layer ?? -1)" }
        #expect(places.contains("DL3008 4 1") && places.contains("DL3004 11 4"), "\(places)")
        #expect(places.contains("DL3000 9 2") && places.contains("DL3025 12 -1"), "\(places)")
        // What the stage of the compiler does is in no layer.
        #expect(!places.contains { $0.contains(" 2 ") || $0.contains(" 1 ") }, "\(places)")
    }

    @Test("of a Dockerfile that has changed since, those of the changed instructions are left out")
    func changed() {
        let (layers, found) = findings(
            Self.dockerfile.replacing("sudo make", with: "sudo make install"), Self.history)
        #expect(layers.wantedCount == 3 && layers.foundCount == 2)
        #expect(!found.contains { $0.finding.code == "DL3004" } && found.contains { $0.finding.code == "DL3008" })
        let (other, none) = findings("FROM x\nRUN sudo other\n", Self.history)
        #expect(other.foundCount == 0 && none.isEmpty)
    }

    @Test("the stage that was built counts, and its base's findings stand on the base's layers")
    func target() {
        let (layers, found) = findings(Self.dockerfile, Array(Self.history.prefix(3)), target: "base")
        #expect(layers.wantedCount == 1 && layers.foundCount == 1)
        #expect(found.allSatisfy { $0.line == 4 || $0.line == 3 })
        let (_, latest) = findings(
            "FROM debian\nRUN make\n", [("ADD rootfs.tar / # buildkit", false), ("RUN /bin/sh -c make", false)])
        #expect(latest.contains { $0.finding.code == "DL3006" && $0.layer == 0 })
    }

    @Test("the same instruction twice is told apart by the order")
    func repeated() {
        let (_, found) = findings(
            "FROM a:1\nRUN sudo x\nCOPY a /a\nRUN sudo x\n",
            [
                ("/bin/sh -c sudo x", false), ("/bin/sh -c #(nop) COPY file:12 in /a ", false),
                ("/bin/sh -c sudo x", false), ("/bin/sh -c #(nop) COPY file:12 in /a ", false),
                ("/bin/sh -c sudo x", false),
            ])
        #expect(found.filter { $0.finding.code == "DL3004" }.map(\.layer) == [2, 4])
    }

    @Test(
        "where only the history is known, its RUN, COPY and ADD are looked at",
        arguments: [
            ("RUN /bin/sh -c sudo make # buildkit", "DL3004"), ("/bin/sh -c sudo make", "DL3004"),
            ("|1 A=b c /bin/sh -c sudo make", "DL3004"),
            ("RUN |2 A=b B=/x /bin/bash -o pipefail -c curl x | sudo sh # buildkit", "DL3004"),
            ("RUN /bin/sh -c cat <<EOF\nsudo\nEOF\nsudo make # buildkit", "DL3004"),
            ("ADD https://example.com/a.tar /a/ # buildkit", "ST006"),
        ])
    func fromHistory(_ entry: String, _ code: String) {
        let history = Self.entries([
            ("CMD x", true), ("ADD r.tar / # buildkit", false), (entry, false), ("CMD x", true),
        ])
        let found = HistoryDockerfile(history).findings()
        #expect(
            found.contains { $0.finding.code.text == code && $0.layer == 1 },
            "\(HistoryDockerfile(history).text) \(found)")
        #expect(found.allSatisfy { $0.layer != nil && $0.line == nil })
    }

    @Test("a history that means nothing harms nothing")
    func strange() {
        let texts = [
            "", " ", "RUN", "RUN ", "|", "|1", "|9 a /bin/sh -c", "/bin/sh -c", "/bin/sh -c #(nop)", "COPY", "COPY a",
            "ADD in /",
            "RUN /bin/sh -c <<HISTORY_9", "RUN /bin/sh -c a \\", "USER", "WORKDIR", "bash", "RUN [\"a\"", "FROM x",
            "\u{0}\u{1B}[2J",
        ]
        for text in texts {
            let history = Self.entries([(text, false), ("RUN /bin/sh -c sudo a", false)])
            #expect(HistoryDockerfile(history).findings().contains { $0.layer == 1 }, "\(text)")
            _ = InstructionLayers(Dockerfile.parse(Array(Self.dockerfile.utf8), name: "D").dockerfile, history: history)
        }
        #expect(HistoryDockerfile([]).findings().isEmpty)
    }
}
