import LinuxSystem
public import SystemPackage

/// Git repositories of a test's own, served by `git daemon`; gone with the object.
public final class GitServer: Sendable {
    /// Where the repositories are, each a directory with a work tree.
    public var directory: FilePath { place.directory }
    private let port: Int
    private let place: ServerPlace

    /// Starts a server without repositories.
    public init() throws {
        place = try ServerPlace("git")
        port = ServerPlace.newPort()
        let command =
            "exec $(git --exec-path)/git-daemon --base-path=\(place.directory) --export-all --listen=127.0.0.1 --port=\(port) \(place.directory) >/dev/null 2>&1"
        try place.start(ProcessRequest("/bin/sh", ["-c", command]))
        try shell(
            "git init -q probe && for i in $(seq 200); do git ls-remote -q git://127.0.0.1:\(port)/probe && exit; sleep 0.05; done; exit 1"
        )
    }

    /// The address of a repository.
    public func address(_ name: String) -> String { "git://127.0.0.1:\(port)/\(name)" }

    /// Runs commands of a shell in the directory, git without any settings; what they write.
    @discardableResult
    public func shell(_ script: String) throws -> String { try GitShell.run(script, in: directory) }
}
