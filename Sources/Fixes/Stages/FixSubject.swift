import DockerfileSyntax

/// A Dockerfile that rules look at.
struct FixSubject: Sendable {
    let parsed: ParseResult
    let facts: FixFacts
    /// What the stages stand on.
    let chain: StageChain
    /// The RUN of all stages whose commands can be read, in order.
    let runs: [Run]

    init(_ bytes: [UInt8], name: String, _ facts: FixFacts) {
        parsed = Dockerfile.parse(bytes, name: name)
        self.facts = facts
        chain = StageChain(parsed.dockerfile)
        runs = Self.runs(of: parsed, chain)
    }

    var bytes: [UInt8] { parsed.text.bytes }
    var dockerfile: Dockerfile { parsed.dockerfile }
    var escape: UInt8 { dockerfile.directives.escape.rawValue }

    /// The line end of the file, as its first line has it.
    var lineEnd: String {
        guard let feed = bytes.firstIndex(of: 0x0A), feed > 0 else { return "\n" }
        return bytes[feed - 1] == 0x0D ? "\r\n" : "\n"
    }

    /// Whether the frontend that the file asks for by `# syntax=` knows what came with docker/dockerfile 1.`minor`. A file that asks for
    /// none, for another one, or for `1` gets a new one.
    func frontendKnows(minor: Int) -> Bool {
        let parts = dockerfile.directives.syntax?.text.split(separator: "@").first?.split(separator: "/") ?? []
        guard let name = parts.last, let colon = name.firstIndex(of: ":"), name[..<colon].hasPrefix("dockerfile")
        else { return true }
        let tag = name[name.index(after: colon)...]
        // The mounts were experimental before they came with 1.2.
        if tag.hasSuffix("experimental") { return minor <= 2 }
        let numbers = tag.prefix { $0 != "-" }.split(separator: ".")
        guard numbers.count > 1, numbers[0] == "1", let own = Int(numbers[1]) else { return true }
        return own >= minor
    }

    /// The stage that a FROM names; `nil` for an image.
    func baseStage(of index: Int) -> Int? { chain.bases[index] }

    /// The image that a stage stands on in the end, as it is written.
    func rootBase(of index: Int) -> String { chain.roots[index] }

    /// Whether commands of a stage are for a POSIX shell, as far as can be told from names.
    func isPOSIX(_ index: Int) -> Bool { Self.isPOSIX(index, dockerfile, chain) }

    static func isPOSIX(_ index: Int, _ dockerfile: Dockerfile, _ chain: StageChain) -> Bool {
        let base = chain.roots[index].lowercased()
        let windows = ["windows", "nanoserver", "servercore"].contains { base.contains($0) }
        let platform = dockerfile.stages[index].platform?.text.lowercased() ?? ""
        return !windows && !platform.contains("windows") && dockerfile.directives.escape == .backslash
    }
}
