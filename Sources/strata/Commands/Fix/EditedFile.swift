import DockerfileSyntax
import Fixes
import LinuxSystem
import SystemPackage

/// A source file of a context, of which somebody might edit one: rebuilds are measured with it.
enum EditedFile {
    /// Files by which package managers know what is needed: an edit of these is another matter.
    private static let dependencies: Set<String> = [
        "package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "requirements.txt",
        "go.mod", "go.sum", "Gemfile", "Gemfile.lock", "pyproject.toml", "poetry.lock", "setup.py", "setup.cfg",
        "Cargo.toml", "Cargo.lock", "pom.xml", "composer.json", "composer.lock", "Dockerfile", ".dockerignore",
    ]
    private static let endings = [
        ".py", ".js", ".ts", ".go", ".c", ".cpp", ".rs", ".java", ".rb", ".php", ".sh", ".html", ".css", ".txt", ".md",
    ]
    private static let limit = 5000

    /// The path in the context of such a file that an instruction copies; `nil` where there is none.
    static func choose(_ target: FixTarget) -> String? {
        guard let root = try? DirectoryHandle.open(target.context) else { return nil }
        let ignored = IgnorePatterns.parse(target.ignoreBytes ?? []).patterns
        let copied = sources(target)
        var found: [String] = []
        var open: [(path: String, directory: DirectoryHandle)] = [("", root)]
        while let (path, directory) = open.popLast(), found.count < limit {
            for entry in (try? directory.entries()) ?? [] {
                let name = String(decoding: entry.name, as: UTF8.self)
                let inner = path.isEmpty ? name : path + "/" + name
                if name == ".git" || name == "node_modules" || ignored.matches(inner) { continue }
                switch (try? directory.statusIfPresent(of: entry.name))??.kind {
                case .directory: if let next = try? directory.openDirectory(entry.name) { open.append((inner, next)) }
                case .regular:
                    if !dependencies.contains(name),
                        copied.contains(where: { $0.isEmpty || inner == $0 || inner.hasPrefix($0 + "/") })
                    {
                        found.append(inner)
                    }
                default: break
                }
            }
        }
        return found.min { rank($0) < rank($1) }
    }

    private static func rank(_ path: String) -> (Int, String) {
        (endings.firstIndex { path.hasSuffix($0) } ?? endings.count, path)
    }

    /// What COPY and ADD take from the context, without what has patterns or variables.
    private static func sources(_ target: FixTarget) -> [String] {
        let dockerfile = Dockerfile.parse(target.bytes, name: target.name).dockerfile
        return dockerfile.stages.flatMap(\.instructions).flatMap { instruction -> [String] in
            let transfer: Transfer
            switch instruction.kind {
            case .copy(let copy) where copy.from == nil: transfer = copy.transfer
            case .add(let add): transfer = add.transfer
            default: return []
            }
            return transfer.sources.map(\.text).filter { !$0.contains { "$*?[\\:".contains($0) } }.map { text in
                text.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
            }
        }
    }
}
