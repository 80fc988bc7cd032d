import LinuxSystem
public import SystemPackage

/// A server for SSH (openssh-server) on this machine that lets root in with one key, an agent that holds the key, and git repositories
/// in a directory; gone with the object.
public final class SSHServer: Sendable {
    /// Where the repositories are.
    public var directory: FilePath { place.directory }
    /// The file with the key.
    public var key: FilePath { directory.appending("key") }
    /// The socket of the agent with the key.
    public var agent: FilePath { directory.appending("agent") }
    /// What the server's host key is.
    public var knownHosts: FilePath { directory.appending("known_hosts") }
    private let port: Int
    private let place: ServerPlace

    /// Starts server and agent.
    public init() throws {
        place = try ServerPlace("ssh")
        let directory = place.directory
        port = ServerPlace.newPort()
        _ = try GitShell.run(
            """
            mkdir -p /run/sshd
            for name in host key other; do ssh-keygen -q -t ed25519 -N '' -C $name -f $name; done
            cp key.pub authorized
            printf '[127.0.0.1]:\(port) %s\\n' "$(cut -d ' ' -f 1,2 host.pub)" > known_hosts
            printf '[127.0.0.1]:\(port) %s\\n' "$(cut -d ' ' -f 1,2 other.pub)" > wrong_hosts
            cat > sshd_config <<END
            ListenAddress 127.0.0.1
            Port \(port)
            HostKey \(directory)/host
            AuthorizedKeysFile \(directory)/authorized
            StrictModes no
            UsePAM no
            PidFile none
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            END
            """, in: directory)
        for command in ["exec /usr/sbin/sshd -D -e -f sshd_config", "exec ssh-agent -D -a agent"] {
            var request = ProcessRequest("/bin/sh", ["-c", command + " >> log 2>&1"])
            request.workingDirectory = directory
            try place.start(request)
        }
        _ = try GitShell.run(
            """
            for i in $(seq 200); do ssh-keyscan -T 1 -p \(port) 127.0.0.1 2>/dev/null | grep -q ed25519 && test -S agent && break; sleep 0.05; done
            SSH_AUTH_SOCK=$PWD/agent ssh-add -q key
            """, in: directory)
    }

    /// The address of a repository.
    public func address(_ name: String) -> String { "ssh://root@127.0.0.1:\(port)\(directory)/\(name)" }

    /// Runs commands of a shell in the directory, git without any settings; what they write.
    @discardableResult
    public func shell(_ script: String) throws -> String { try GitShell.run(script, in: directory) }
}
