import LinuxSystem
import OCI

/// What still needs something of the packages that a changed image lacks, though no package says so: programs that no package
/// brought, scripts, and the image's own command.
struct LostNeeds {
    /// A need that is not met.
    struct Need {
        let problem: String
        /// The package that would meet it, where that is known.
        let package: String?
    }

    private let trees: ProofTrees
    private let packages: LostPackages
    /// The names of libraries that are gone, with their packages.
    private var libraries: [String: String] = [:]
    /// Files of packages that are there.
    private var owned: Set<String> = []

    private static let directories = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin"]

    init(_ packages: LostPackages, in trees: ProofTrees) throws {
        (self.trees, self.packages) = (trees, packages)
        for (path, package) in packages.owners where path.contains(".so") {
            guard let name = path.split(separator: "/").last, try ProofTrees.status(path, in: trees.second) == nil
            else {
                continue
            }
            libraries[String(name)] = package
        }
        for list in try ProofTrees.names(in: "var/lib/dpkg/info", of: trees.second) where list.hasSuffix(".list") {
            let bytes = try ProofTrees.read("var/lib/dpkg/info/" + list, in: trees.second) ?? []
            for line in bytes.split(separator: 0x0A) {
                owned.insert(String(decoding: line.drop { $0 == 0x2F }, as: UTF8.self))
            }
        }
    }

    /// All needs that are not met.
    func all(of configuration: ContainerConfiguration) throws -> [Need] {
        let texts =
            (configuration.entrypoint ?? []) + (configuration.command ?? [])
            + (configuration.healthCheck.map { Array($0.test.dropFirst()) } ?? [])
        var result: [Need] = []
        for word in texts.flatMap(Self.words) where try isLost(word) {
            result.append(Need(problem: "the image's command names \(word), which is lost", package: owner(of: word)))
        }
        var found: Set<String> = []
        var needs: [(path: String, library: String)] = []
        try ProofTrees.forEachFile(of: trees.second) { path, name, directory, status in
            if name.contains(".so") { found.insert(name) }
            guard status.kind == .regular, status.permissions & 0o111 != 0 || name.contains(".so"), !isOwned(path)
            else { return }
            let file = try directory.openForReading(Array(name.utf8))
            if let interpreter = try Self.interpreter(of: file) {
                if try isLost(interpreter) {
                    result.append(
                        Need(problem: "/\(path) runs \(interpreter), which is lost", package: owner(of: interpreter)))
                }
            } else if !libraries.isEmpty {
                needs += try ELFLibraries.needed(by: file).filter { libraries[$0] != nil }.map { (path, $0) }
            }
        }
        return result
            + needs.filter { !found.contains($0.library) }.map { need in
                Need(
                    problem:
                        "/\(need.path) needs \(need.library), which is lost with \(libraries[need.library] ?? "a package")",
                    package: libraries[need.library])
            }
    }

    private func isOwned(_ path: String) -> Bool {
        owned.contains(path) || path.hasPrefix("usr/") && owned.contains(String(path.dropFirst(4)))
    }

    /// The package that a program was of.
    private func owner(of word: String) -> String? {
        if word.hasPrefix("/") { return packages.owner(of: String(word.dropFirst())) }
        return Self.directories.lazy.compactMap { packages.owner(of: "\($0)/\(word)") }.first
    }

    /// Whether a program was to be found and is not any more.
    private func isLost(_ word: String) throws -> Bool {
        if word.hasPrefix("/") {
            let path = String(word.drop { $0 == "/" })
            return try ProofTrees.exists(path, in: trees.first) && !ProofTrees.exists(path, in: trees.second)
        }
        guard !word.contains("/") else { return false }
        let places = Self.directories.map { "\($0)/\(word)" }
        return try places.contains { try ProofTrees.exists($0, in: trees.first) }
            && !places.contains { try ProofTrees.exists($0, in: trees.second) }
    }

    private static func words(_ text: String) -> [String] {
        text.split { !($0.isLetter || $0.isNumber || "_./+-".contains($0)) }.map(String.init)
    }

    /// The program behind `#!`, or behind `#!/usr/bin/env`; `nil` for what is no script.
    private static func interpreter(of file: FileHandle) throws -> String? {
        let head = try file.read(upTo: 256, at: 0)
        guard head.starts(with: [0x23, 0x21]) else { return nil }
        let line = String(decoding: head.dropFirst(2).prefix { $0 != 0x0A }, as: UTF8.self)
        let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
        guard let program = words.first else { return nil }
        guard program.hasSuffix("/env") else { return program }
        return words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") } ?? program
    }
}
