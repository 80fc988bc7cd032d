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
    public func shell(_ script: String) throws -> String {
        var request = ProcessRequest("/bin/sh", ["-ec", "exec > out\n" + script])
        request.environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a",
            "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b",
            "GIT_AUTHOR_DATE=1600000000 +0000", "GIT_COMMITTER_DATE=1600000000 +0000", "GIT_CONFIG_COUNT=2",
            "GIT_CONFIG_KEY_0=init.defaultBranch", "GIT_CONFIG_VALUE_0=main",
            "GIT_CONFIG_KEY_1=protocol.file.allow", "GIT_CONFIG_VALUE_1=always",
        ]
        request.workingDirectory = directory
        let status = try ProcessSpawner.spawn(request).waitWithoutCancellation()
        if status != .exited(0) { throw NotStarted(what: script) }
        let text = try FileHandle.open(directory.appending("out")).readAll()
        return String(decoding: text, as: UTF8.self).split(separator: "\n").joined(separator: "\n")
    }
}
