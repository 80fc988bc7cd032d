import LinuxSystem
internal import SystemPackage

/// Runs scripts with git, without any settings of the machine and with fixed names and times.
enum GitShell {
    /// Runs commands of a shell in a directory; what they write.
    static func run(_ script: String, in directory: FilePath) throws -> String {
        var request = ProcessRequest("/bin/sh", ["-ec", "exec > out\n" + script])
        request.environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin", "HOME=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
            "GIT_AUTHOR_NAME=a",
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
