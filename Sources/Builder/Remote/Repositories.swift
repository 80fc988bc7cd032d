import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// Fetches from git repositories. What was fetched stays in a bare repository of the store, a commit is fetched once.
struct Repositories: Sendable {
    let store: Store
    let environment: [String: String]
    let agent: FilePath?
    /// The value of a secret by its name.
    let secret: @Sendable (String) -> SecretValue?

    init(store: Store, request: BuildRequest) {
        self.store = store
        environment = request.environment
        agent = request.agents["default"]
        secret = { [secrets = request.secrets] in secrets[$0] }
    }

    /// A commit that is meant.
    struct Commit: Sendable, Hashable {
        let hash: String
        /// The full name by which it was found; `nil` where it was given itself.
        let name: String?
    }

    /// A commit's files.
    struct CheckOut: Sendable {
        let work: WorkDirectory
        let directory: DirectoryHandle
        /// When the commit was made, in seconds since 1970.
        let time: Int64
    }

    /// The commit that a reference stands for now.
    ///
    /// - Throws: `BuildError` with `notFetched` or `wrongChecksum`.
    func resolve(_ reference: GitReference) throws -> Commit {
        let commit = try find(reference)
        if let checksum = reference.checksum, !commit.hash.hasPrefix(checksum) {
            throw BuildError(
                .wrongChecksum, "git \(shown(reference)): the commit is \(commit.hash), not \(checksum)",
                hint: "if the ref is meant to have moved, write the new commit")
        }
        return commit
    }

    private func find(_ reference: GitReference) throws -> Commit {
        if let ref = reference.ref, Self.isHash(ref) { return Commit(hash: ref, name: nil) }
        if reference.seeksCommit, let part = reference.checksum { return try seek(part, reference) }
        let wanted = reference.ref ?? "HEAD"
        let found = try names(of: reference, [wanted, wanted + "^{}"])
        // Where a branch and a tag have the same name, git checks the branch out.
        for name in [wanted, "refs/heads/\(wanted)", "refs/tags/\(wanted)", "refs/\(wanted)"] {
            guard let hash = found[name + "^{}"] ?? found[name] else { continue }
            return Commit(hash: hash, name: name)
        }
        throw BuildError(
            .notFetched,
            "git \(shown(reference)): the repository has no \(reference.ref.map { "ref “\($0)”" } ?? "commit")",
            hint: "name a branch, a tag or a whole commit hash")
    }

    /// The commit of a branch or a tag whose hash begins with some digits.
    private func seek(_ part: String, _ reference: GitReference) throws -> Commit {
        let found = try names(of: reference, [])
        // An annotated tag is listed with what it stands for.
        let commits = found.filter { $0.value.hasPrefix(part) && found[$0.key + "^{}"] == nil }
        guard let first = commits.min(by: { $0.key < $1.key }), Set(commits.values).count == 1 else {
            let count = commits.isEmpty ? "no branch or tag is at a commit" : "several commits have a hash"
            throw BuildError(
                .notFetched, "git \(shown(reference)): \(count) that begins with \(part)", hint: "write the whole hash")
        }
        return Commit(hash: first.value, name: first.key.replacing("^{}", with: ""))
    }

    /// The hashes of the names that match some patterns, all where there is none; with `^{}` behind the name that of what a tag stands for.
    private func names(of reference: GitReference, _ patterns: [String]) throws -> [String: String] {
        let work = try store.makeWorkDirectory()
        defer { work.remove() }
        let output = try program(for: reference).run(
            ["ls-remote", "origin"] + patterns, in: work.upper, files: work, doing: "git \(shown(reference))")
        var found: [String: String] = [:]
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2, Self.isHash(String(parts[0])) { found[String(parts[1])] = String(parts[0]) }
        }
        return found
    }

    /// The files of a commit, or of a directory of it.
    func checkOut(_ commit: Commit, of reference: GitReference, keepsGitDirectory: Bool) async throws -> CheckOut {
        let lock = try store.lockStep(Digest.of("repository \(AddressCredentials.hidden(in: reference.remote))"))
        defer { lock.release() }
        let program = program(for: reference)
        let what = "git \(shown(reference))"
        let work = try store.makeWorkDirectory()
        let hold = try await store.holdCacheMount(named: Self.place(of: reference), sharing: .shared) { path in
            try program.run(["init", "--quiet", "--bare", path.string], in: path, files: work, doing: what)
        }
        let bare = Bare(path: hold.path, program: program, work: work, what: what)
        if !bare.has(commit.hash) { try bare.fetch(commit) }
        let copy = WorkingCopy(bare: bare, reference: reference, work: work)
        let (directory, time) = try withExtendedLifetime(hold) {
            try copy.make(commit.hash, keepsGitDirectory: keepsGitDirectory && reference.directory.isEmpty)
        }
        return CheckOut(work: work, directory: directory, time: time)
    }

    private func program(for reference: GitReference) -> GitProgram {
        var program = GitProgram(environment: environment, agent: agent)
        program.configuration = [("remote.origin.url", reference.remote)]
        if let header = authorization(for: reference) {
            program.configuration.append(("http.\(Self.scope(of: reference)).extraHeader", header))
        }
        return program
    }

    /// `GIT_AUTH_TOKEN` and `GIT_AUTH_HEADER` of the caller's secrets, for one host or for all, as BuildKit has them.
    private func authorization(for reference: GitReference) -> String? {
        guard reference.remote.hasPrefix("http") else { return nil }
        let start = reference.remote.firstRange(of: "://")?.upperBound ?? reference.remote.startIndex
        let authority = reference.remote[start...].prefix { $0 != "/" }
        let host = authority.split(separator: "@").last.map(String.init) ?? ""
        for suffix in [".\(host)", ""] {
            if let header = secret("GIT_AUTH_HEADER" + suffix) {
                return "Authorization: " + String(decoding: header.bytes, as: UTF8.self)
            }
            if let token = secret("GIT_AUTH_TOKEN" + suffix) {
                return "Authorization: basic " + Base64.encode(Array("x-access-token:".utf8) + token.bytes)
            }
        }
        return nil
    }

    /// A token is for the repository alone, with GitHub for all of it, as its submodules are there too.
    private static func scope(of reference: GitReference) -> String {
        ["https://github.com/", "https://www.github.com/"].first { reference.remote.hasPrefix($0) } ?? reference.remote
    }

    private func shown(_ reference: GitReference) -> String { AddressCredentials.hidden(in: reference.remote) }

    private static func place(of reference: GitReference) -> String {
        "source:git:" + AddressCredentials.hidden(in: reference.remote)
    }

    static func isHash(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count) && text.allSatisfy { "0123456789abcdef".contains($0) }
    }
}

/// A bare repository in the store.
struct Bare: Sendable {
    let path: FilePath
    let program: GitProgram
    let work: WorkDirectory
    let what: String

    /// Runs git in it.
    func git(_ arguments: String...) throws { try run(arguments) }

    private func run(_ arguments: [String]) throws {
        try program.run(["--git-dir", path.string] + arguments, in: path, files: work, doing: what)
    }

    func has(_ hash: String) -> Bool { (try? git("cat-file", "-e", hash + "^{commit}")) != nil }

    /// Fetches a commit, without what came before it where the server can do that.
    func fetch(_ commit: Repositories.Commit) throws {
        let wanted = commit.name ?? commit.hash
        do {
            // A dead process may have left its lock.
            try DirectoryHandle.open(path).removeTree(Array("shallow.lock".utf8))
            try git("fetch", "--quiet", "--depth=1", "--no-tags", "origin", wanted)
        } catch let error as BuildError where error.code == .notFetched {
            if Task.isCancelled { throw error }
            DebugLog.note("git", "\(what): all of it is fetched: \(error.message)")
        }
        if has(commit.hash) { return }
        let isShallow = try DirectoryHandle.open(path).statusIfPresent(of: Array("shallow".utf8)) != nil
        try run(
            ["fetch", "--quiet", "--no-tags"] + (isShallow ? ["--unshallow"] : [])
                + ["origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"])
        if has(commit.hash) { return }
        throw BuildError(
            .notFetched, "\(what): the repository has no commit \(commit.hash)",
            hint: "check the hash, and whether it was pushed"
        )
    }
}
