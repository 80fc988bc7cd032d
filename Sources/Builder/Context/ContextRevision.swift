import DockerfileSyntax
import Storage

/// Which commit of which repository lies in the build context, where that is a directory of this machine.
///
/// A hint, as BuildKit's clients give it: whether the files are those of the commit is not looked at.
struct ContextRevision {
    private let request: BuildRequest

    init(_ request: BuildRequest) { self.request = request }

    /// `revision`, the commit, and `source`, the address of the repository that the branch follows or that is called `origin`;
    /// what is not known is left out.
    func members(in store: Store) -> [String: String] {
        guard case .directory(let directory) = request.context, request.contextName == nil,
            let work = try? store.makeWorkDirectory()
        else { return [:] }
        defer { work.remove() }
        let program = GitProgram(environment: request.environment)
        // No git, no repository or no commit yet: the build does not need them, and nothing is said.
        func output(_ arguments: [String]) -> String? {
            try? program.run(arguments, in: directory, files: work, doing: "the build context")
        }
        guard let head = output(["rev-parse", "HEAD", "--abbrev-ref", "HEAD"]) else { return [:] }
        let lines = head.split(separator: "\n")
        guard lines.count == 2 else { return [:] }
        var result = ["revision": String(lines[0])]
        let settings = Self.settings(
            output(["config", "--null", "--get-regexp", #"^(remote|branch)\..*\.(url|remote)$"#]))
        let followed = settings["branch.\(lines[1]).remote"]
        for name in [followed, "origin", "upstream"].compactMap(\.self) {
            guard let address = settings["remote.\(name).url"] else { continue }
            result["source"] = AddressCredentials.hidden(in: address)
            break
        }
        return result
    }

    /// What `git config --null` writes: a name, a line's end and a value for each.
    private static func settings(_ text: String?) -> [String: String] {
        (text ?? "").split(separator: "\0").reduce(into: [:]) { result, entry in
            let parts = entry.split(separator: "\n", maxSplits: 1)
            if parts.count == 2 { result[String(parts[0])] = result[String(parts[0])] ?? String(parts[1]) }
        }
    }
}
