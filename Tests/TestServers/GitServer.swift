import LinuxSystem
public import SystemPackage

/// Git repositories of a test's own, served by `git daemon`; gone with the object.
public final class GitServer: Sendable {
    /// Where the repositories are, each a directory with a work tree.
    public let directory: FilePath
    private let port: Int
    private let process: ProcessHandle

    /// Starts a server without repositories.
    public init() throws {
        directory = FilePath("/tmp/strata-git-\(UInt64.random(in: 0...UInt64.max))")
        try DirectoryHandle.open("/tmp").makeDirectory(Array((directory.lastComponent?.string ?? "").utf8))
        port = Int.random(in: 20_000..<30_000)
        let command =
            "exec $(git --exec-path)/git-daemon --base-path=\(directory) --export-all --listen=127.0.0.1 --port=\(port) \(directory) >/dev/null 2>&1"
        process = try ProcessSpawner.spawn(ProcessRequest("/bin/sh", ["-c", command]))
        try shell(
            "git init -q probe && for i in $(seq 200); do git ls-remote -q git://127.0.0.1:\(port)/probe && exit; sleep 0.05; done; exit 1"
        )
    }

    deinit {
        process.kill()
        _ = try? process.waitWithoutCancellation()
        try? DirectoryHandle.open("/tmp").removeTree(Array((directory.lastComponent?.string ?? "").utf8))
    }

    /// The address of a repository.
    public func address(_ name: String) -> String { "git://127.0.0.1:\(port)/\(name)" }

    /// Runs commands of a shell in the directory, git without any settings; what they write.
    @discardableResult
    public func shell(_ script: String) throws -> String { try GitShell.run(script, in: directory) }
}
