import DockerfileSyntax

/// Adds `--no-install-recommends` to `apt-get install`, and the certificates that programs for the network only recommend.
struct NoRecommends: FixRule {
    /// What speaks TLS and recommends ca-certificates, itself or by its library.
    private static let clients: Set<String> = ["curl", "wget", "git"]
    private static let certificates = "ca-certificates"

    func fixes(in subject: FixSubject) -> [Fix] {
        let runs = subject.runs
        return runs.compactMap { run in
            var edits: [TextEdit] = []
            var addsCertificates = false
            var end: Int?
            let known = runs.contains { other in
                other.stage == run.stage && other.index <= run.index
                    && other.list.commands.contains { Self.packages($0).contains { $0.text == Self.certificates } }
            }
            for command in run.list.commands {
                guard let (kind, verb) = command.package, kind == .aptInstall,
                    !command.words.contains(where: { $0.text.lowercased().contains("install-recommends") })
                else { continue }
                edits.append(TextEdit(verb.range.upperBound..<verb.range.upperBound, " --no-install-recommends"))
                end = Self.packages(command).last?.range.upperBound ?? end
                guard !known, !addsCertificates,
                    let client = Self.packages(command).first(where: { Self.clients.contains($0.text) })
                else { continue }
                addsCertificates = true
                edits.append(TextEdit(client.range.lowerBound..<client.range.lowerBound, Self.certificates + " "))
            }
            if edits.isEmpty { return nil }
            var fix = Fix(
                .noRecommends, answering: ["DL3015"],
                "install no packages that are only recommended"
                    + (addsCertificates ? ", and \(Self.certificates) by name" : ""),
                because: "what nothing depends on takes its room in the image", at: run.instruction.range.start.offset,
                edits)
            fix.packagesEnd = end
            return fix
        }
    }

    private static func packages(_ command: CommandList.Command) -> [CommandList.Word] {
        guard let (kind, verb) = command.package, kind == .aptInstall else { return [] }
        return command.arguments.filter { $0.range.lowerBound > verb.range.lowerBound && !$0.text.hasPrefix("-") }
    }
}
