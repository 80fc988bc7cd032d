import LinuxSystem
import SystemPackage

/// How git calls ssh: with the keys of the agent that it is given, without settings, keys and known hosts of the machine.
///
/// Host keys are compared with the files that the variable `SSH_KNOWN_HOSTS` names, several with `:` between them. Without it
/// they are not compared, as in BuildKit, which takes what the host says at the time of the build.
struct SecureShell {
    private let files: [String]

    init(environment: [String: String]) {
        files = (environment["SSH_KNOWN_HOSTS"] ?? "").split(separator: ":").map { file in
            FilePath(String(file)).isAbsolute ? String(file) : "\(ProcessEnvironment.workingDirectory)/\(file)"
        }
    }

    /// The command line for a shell.
    var command: String {
        var options = [
            "BatchMode=yes", "IdentityFile=none", "LogLevel=ERROR", "GlobalKnownHostsFile=/dev/null",
            "UpdateHostKeys=no",
        ]
        if files.isEmpty {
            options += ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"]
        } else {
            let names = files.map { "\"\($0.replacing("%", with: "%%"))\"" }.joined(separator: " ")
            options += ["StrictHostKeyChecking=yes", "UserKnownHostsFile=\(names)"]
        }
        return "ssh -F /dev/null" + options.map { " -o " + Self.quoted($0) }.joined()
    }

    /// What ssh says is wrong, and what to do; `nil` where it says nothing that is known here.
    func problem(in lines: [String], hasAgent: Bool) -> (found: String, hint: String)? {
        if let line = lines.last(where: { $0.contains("Permission denied (") }) {
            let hint =
                hasAgent
                ? "ssh-add -l lists the keys of the agent: add the one that the server knows"
                : "the build was given no key: --ssh default for those of your agent, or --ssh default=KEYFILE"
            return ("ssh says: \(line)", hint)
        }
        if lines.contains("Host key verification failed.") {
            let name = files.joined(separator: ":")
            return (
                "the host key of the server is not the one in SSH_KNOWN_HOSTS (\(name)), or that has none for it",
                "compare what ssh-keyscan HOST prints with what the server's owner says, and add it to the file"
            )
        }
        if lines.contains(where: { $0.contains("ssh: not found") }) {
            return ("the program ssh is not installed", "install it: apt-get install openssh-client")
        }
        guard let line = lines.last(where: { $0.hasPrefix("ssh: ") }) else { return nil }
        return (line, "check the host's name and port: ssh -v HOST")
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
