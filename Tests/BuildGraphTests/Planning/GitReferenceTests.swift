import Testing

@testable import BuildGraph

@Suite("Addresses of repositories")
struct GitReferenceTests {
    @Test(
        "are told from other sources as BuildKit tells them",
        arguments: [
            ("https://h/a.git", true), ("https://h/a.git#b", true), ("https://h/a.git?ref=b", true),
            ("https://h/a", false),
            ("https://h/a.git/b", false), ("git://h/a", true), ("ssh://git@h/a", true), ("git@h:a/b", true),
            ("me@h.example:a", true), ("h:a", false), ("a@b", false), ("file:///a.git", false),
            ("a.git", false), ("./git@h:a", false),
        ])
    func told(_ text: String, _ isReference: Bool) {
        #expect(GitReference.isReference(text) == isReference, "\(text)")
    }

    @Test("are read in both forms")
    func forms() throws {
        var reference = try GitReference(parsing: "https://h/a.git#v1:x/y")
        #expect(reference.remote == "https://h/a.git" && reference.ref == "v1" && reference.directory == "x/y")
        reference = try GitReference(parsing: "git@h:a.git?tag=v1&subdir=%2Fx%2Fy&keep-git-dir&submodules=0")
        #expect(reference.remote == "git@h:a.git" && reference.ref == "refs/tags/v1" && reference.directory == "x/y")
        #expect(reference.keepsGitDirectory == true && !reference.hasSubmodules)
        let whole = String(repeating: "0123456789", count: 4)
        reference = try GitReference(parsing: "git://h/a?commit=\(whole)")
        #expect(reference.ref == whole && reference.checksum == whole && !reference.seeksCommit)
        reference = try GitReference(parsing: "git://h/a?commit=0123456789")
        #expect(reference.ref == nil && reference.checksum == "0123456789" && reference.seeksCommit)
        try reference.require("0123456789")
        #expect(throws: GitReference.Problem.self) { try reference.require("abcdef0123") }
    }

    @Test("with fetch-by-commit mean the commit, given there or by --checksum, and with mtime what they mean without")
    func newerWords() throws {
        let commit = String(repeating: "0123456789", count: 4)
        let text = "git://h/a?branch=main&mtime=checkout&fetch-by-commit"
        let moved = try RemoteSource(address: text, checksum: commit)
        guard case .repository(let reference) = moved.kind else {
            Issue.record("taken for a file")
            return
        }
        #expect(reference.ref == commit && reference.checksum == commit)
        #expect(throws: GitReference.Problem.self) { try RemoteSource(address: text) }
        #expect(throws: GitReference.Problem.self) { try RemoteSource(address: text, checksum: "0123456789") }
        #expect(try RemoteSource(address: "git://h/a?fetch-by-commit&commit=\(commit)").isPinned)
    }

    @Test("with keep-git-dir are refused where --keep-git-dir says the opposite, and else either decides")
    func keepGitDirectory() throws {
        let keeping = "git://h/a?keep-git-dir", dropping = "git://h/a?keep-git-dir=false"
        #expect(throws: GitReference.Problem.self) { try RemoteSource(address: keeping, keepsGitDirectory: false) }
        #expect(throws: GitReference.Problem.self) { try RemoteSource(address: dropping, keepsGitDirectory: true) }
        #expect(try RemoteSource(address: keeping).keepsGitDirectory)
        #expect(try RemoteSource(address: keeping, keepsGitDirectory: true).keepsGitDirectory)
        #expect(try RemoteSource(address: "git://h/a", keepsGitDirectory: true).keepsGitDirectory)
        #expect(try !RemoteSource(address: "git://h/a").keepsGitDirectory)
        #expect(try !RemoteSource(address: dropping, keepsGitDirectory: false).keepsGitDirectory)
    }

    @Test(
        "are what --keep-git-dir is given with, whatever the address ends in",
        arguments: [("--keep-git-dir=true ", true), ("--keep-git-dir=false ", true), ("", false)])
    func flag(_ flag: String, _ isRepository: Bool) throws {
        let plan = try Planning.plan("FROM scratch\nADD \(flag)https://h/~me/a#main:sub /\n")
        let source = try #require(plan.remotes.first)
        if case .repository(let reference) = source.kind {
            #expect(isRepository && reference.remote == "https://h/~me/a" && reference.directory == "sub")
        } else {
            #expect(!isRepository)
        }
        #expect(source.keepsGitDirectory == flag.contains("true"))
    }

    @Test(
        "are refused where they mean nothing, or more than a name",
        arguments: [
            "git://h/a#-b", "git://h/a#a b", "git://h/a#a..b", "git://h/a#m:../x", "git://h/a?ref=", "git://h/a?x=y",
            "git://h/a?tag=a&branch=b", "git://h/a?ref=a#b", "git://h/a?commit=zz", "git://h/a?submodules=maybe",
            "git://h/a?mtime=now", "git://h/a?fetch-by-commit=maybe",
            "git://h/a?subdir=x#m:y", "git://h/a?commit=0123456789&checksum=abcdef0123",
            "git://h/a?commit=0123456789&commit=0123456789", "git://h/a?keep-git-dir=0&keep-git-dir=1",
        ])
    func refused(_ text: String) {
        #expect(throws: GitReference.Problem.self) { try GitReference(parsing: text) }
    }
}
