internal import DockerfileSyntax

/// What of a git repository is meant: `https://host/path.git#ref:directory`, `git@host:path`, or the form with a query
/// (`?ref=…&tag=…&branch=…&subdir=…&commit=…&checksum=…&keep-git-dir=…&submodules=…&mtime=…&fetch-by-commit=…`), as
/// BuildKit reads them.
public struct GitReference: Sendable, Hashable {
    /// Why a text is no such reference.
    public struct Problem: Error, Sendable, CustomStringConvertible {
        /// What is wrong with it.
        public let description: String
    }

    /// What git fetches from. It may hold a password.
    public var remote: String
    /// A branch, a tag, a commit or a full name below `refs/`; `nil` for the repository's own choice.
    public var ref: String?
    /// The directory that is wanted, without slashes at its ends; empty for all.
    public var directory = ""
    /// What the commit's hash has to begin with.
    public var checksum: String?
    /// Whether `.git` is kept; `nil` where the reference does not say.
    public var keepsGitDirectory: Bool?
    /// Whether submodules are fetched.
    public var hasSubmodules = true
    /// Whether a part of a commit's hash is all that tells which commit is meant: it is looked for among the branches and tags.
    public private(set) var seeksCommit = false
    /// Whether the commit itself is fetched, wherever the name has moved since.
    public private(set) var fetchesByCommit = false

    /// Whether a text is an address of a repository: by its scheme, by `user@host:`, or by a path that ends in `.git`.
    public static func isReference(_ text: String) -> Bool {
        if isShort(text) { return true }
        guard let scheme = scheme(of: text) else { return false }
        if ["git", "ssh"].contains(scheme.name) { return true }
        return ["http", "https"].contains(scheme.name)
            && scheme.rest.prefix { $0 != "#" && $0 != "?" }.hasSuffix(".git")
    }

    /// Reads a reference.
    public init(parsing text: String) throws(Problem) {
        let withoutFragment = text.prefix { $0 != "#" }
        let fragment = text[withoutFragment.endIndex...].dropFirst()
        let base = withoutFragment.prefix { $0 != "?" }
        let query = withoutFragment[base.endIndex...].dropFirst()
        remote = String(base)
        if !fragment.isEmpty {
            let parts = fragment.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            ref = parts[0].isEmpty ? nil : String(parts[0])
            if parts.count > 1 { directory = String(parts[1]) }
        }
        var keys: Set<Substring> = []
        for field in query.split(separator: "&") {
            let key = field.prefix { $0 != "=" }
            guard keys.insert(key).inserted else { throw Problem(description: "“\(key)” is given twice") }
            try read(field, key)
        }
        if let checksum, ref == nil {
            seeksCommit = !Self.isWhole(checksum)
            if !seeksCommit { ref = checksum }
        }
        try check()
    }

    /// Takes `--checksum` of the instruction.
    ///
    /// - Throws: where the reference itself names another commit, or the text is none.
    mutating func require(_ checksum: String) throws(Problem) {
        if let known = self.checksum, known != checksum {
            throw Problem(description: "it names the commit \(known), --checksum \(checksum)")
        }
        self.checksum = checksum
        try check()
    }

    /// Takes `--keep-git-dir` of the instruction, or the build argument for contexts; `nil` where it is not given.
    ///
    /// - Throws: where the reference itself says the opposite.
    mutating func keepGitDirectory(_ keeps: Bool?) throws(Problem) {
        guard let keeps else { return }
        if let known = keepsGitDirectory, known != keeps {
            throw Problem(description: "it says keep-git-dir=\(known), and \(keeps) is asked for")
        }
        keepsGitDirectory = keeps
    }

    /// Ends the reading: what is fetched by its commit has a whole one.
    ///
    /// - Throws: where it has none, or a part of one.
    mutating func settle() throws(Problem) {
        guard fetchesByCommit else { return }
        guard let checksum, Self.isWhole(checksum) else {
            throw Problem(description: "fetch-by-commit wants a whole commit hash, as commit=… or --checksum")
        }
        ref = checksum
    }

    private static func isWhole(_ hash: String) -> Bool { [40, 64].contains(hash.count) }

    private mutating func read(_ field: Substring, _ key: Substring) throws(Problem) {
        let value = String(field[key.endIndex...].dropFirst()).removingPercentSigns
        let isFlag = ["keep-git-dir", "submodules", "fetch-by-commit"].contains(key)
        if value.isEmpty, !isFlag { throw Problem(description: "“\(key)” has no value") }
        switch key {
        case "ref": try set(ref: value)
        case "tag": try set(ref: value.hasPrefix("refs/tags/") ? value : "refs/tags/" + value)
        case "branch": try set(ref: value.hasPrefix("refs/heads/") ? value : "refs/heads/" + value)
        case "subdir":
            if !directory.isEmpty, directory != value { throw Problem(description: "it names two directories") }
            directory = value
        case "checksum", "commit":
            if let checksum, checksum != value {
                throw Problem(description: "it names both the commits \(checksum) and \(value)")
            }
            checksum = value
        case "keep-git-dir": keepsGitDirectory = try Self.flag(value, key)
        case "submodules": hasSubmodules = try Self.flag(value, key)
        case "fetch-by-commit": fetchesByCommit = try Self.flag(value, key)
        case "mtime":
            // Files have the commit's time whatever is asked for: the same commit gives the same layer.
            if !["commit", "checkout"].contains(value) {
                throw Problem(description: "“mtime” is commit or checkout, not “\(value)”")
            }
        default: throw Problem(description: "there is no query “\(key)”")
        }
    }

    private mutating func set(ref new: String) throws(Problem) {
        if let ref, ref != new { throw Problem(description: "it names both “\(ref)” and “\(new)”") }
        ref = new
    }

    /// What git would take for an option, or for more than a name, is no reference.
    private mutating func check() throws(Problem) {
        if let ref,
            ref.hasPrefix("-") || ref.contains("..") || ref.contains(where: { ":^~?*[\\ ".contains($0) })
                || ref.unicodeScalars.contains(where: { $0.value < 0x20 })
        {
            throw Problem(description: "“\(ref)” is no branch, tag or commit")
        }
        let parts = directory.split(separator: "/").filter { $0 != "." }
        if parts.contains("..") { throw Problem(description: "the directory “\(directory)” leaves the repository") }
        directory = parts.joined(separator: "/")
        guard let checksum else { return }
        let isHash = checksum.allSatisfy { "0123456789abcdef".contains($0) } && (7...64).contains(checksum.count)
        if !isHash { throw Problem(description: "“\(checksum)” is no commit") }
    }

    private static func flag(_ value: String, _ key: Substring) throws(Problem) -> Bool {
        guard let truth = value.isEmpty ? true : GoBoolean.parse(value) else {
            throw Problem(description: "“\(key)” is true or false, not “\(value)”")
        }
        return truth
    }

    private static func scheme(of text: String) -> (name: String, rest: Substring)? {
        guard let end = text.firstRange(of: "://") else { return nil }
        return (text[..<end.lowerBound].lowercased(), text[end.upperBound...])
    }

    /// `user@host:path`.
    private static func isShort(_ text: String) -> Bool {
        if text.contains("://") { return false }
        let user = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        let rest = text[user.endIndex...]
        guard !user.isEmpty, rest.first == "@" else { return false }
        let host = rest.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
        return !host.isEmpty && host.first != "-" && rest.dropFirst().dropFirst(host.count).first == ":"
    }
}

extension String {
    /// The text with `%41` replaced by `A`.
    fileprivate var removingPercentSigns: String {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
