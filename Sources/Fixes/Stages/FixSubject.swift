import DockerfileSyntax

/// A Dockerfile that rules look at.
struct FixSubject: Sendable {
    let parsed: ParseResult
    let facts: FixFacts

    init(_ bytes: [UInt8], name: String, _ facts: FixFacts) {
        parsed = Dockerfile.parse(bytes, name: name)
        self.facts = facts
    }

    var bytes: [UInt8] { parsed.text.bytes }
    var dockerfile: Dockerfile { parsed.dockerfile }
    var escape: UInt8 { dockerfile.directives.escape.rawValue }

    /// The line end of the file, as its first line has it.
    var lineEnd: String {
        guard let feed = bytes.firstIndex(of: 0x0A), feed > 0 else { return "\n" }
        return bytes[feed - 1] == 0x0D ? "\r\n" : "\n"
    }

    /// The stage that a FROM names; `nil` for an image.
    func baseStage(of index: Int) -> Int? {
        let name = dockerfile.stages[index].baseName.text
        return name.contains("$") ? nil : dockerfile.stageIndex(named: name, before: index)
    }

    /// The image that a stage stands on in the end, as it is written.
    func rootBase(of index: Int) -> String {
        var index = index
        while let base = baseStage(of: index) { index = base }
        return dockerfile.stages[index].baseName.text
    }

    /// Whether commands of a stage are for a POSIX shell, as far as can be told from names.
    func isPOSIX(_ index: Int) -> Bool {
        let base = rootBase(of: index).lowercased()
        let windows = ["windows", "nanoserver", "servercore"].contains { base.contains($0) }
        let platform = dockerfile.stages[index].platform?.text.lowercased() ?? ""
        return !windows && !platform.contains("windows") && dockerfile.directives.escape == .backslash
    }
}
