import LinuxSystem
import SystemPackage

/// An `ssh-agent` of this process's own that holds keys from files (`--ssh ID=KEY[,KEY]`). It ends with this process.
///
/// Its socket lies in a file system in memory that no path of the host leads to; the keys are in the agent's memory only.
final class KeyAgent: Sendable {
    /// The agent's socket, as this process and its children reach it.
    let socket: FilePath
    private let memory: DetachedMount
    private let directory: DirectoryHandle
    /// While this end of a pipe is open, the agent runs: the kernel closes it when this process ends, however that ends.
    private let life: FileHandle

    /// Starts an agent and gives it keys.
    ///
    /// - Throws: `UsageError` where there is no `ssh-agent`, or a file is no key that it takes.
    init(keys: [String], option: String) throws {
        memory = try DetachedMount.tmpfs(permissions: 0o700)
        directory = try memory.root()
        socket = FilePath("/proc/\(ProcessIdentity.processID)/fd/\(directory.descriptor)/agent")
        life = try Self.begin(socket, option)
        for key in keys { try add(key, option) }
    }

    /// `ssh-agent` runs with the rights of a group of its own, and so gets no signal when this process dies: a shell beside it
    /// waits for the end of a pipe. The agent says where it listens when it does.
    private static let script = "ssh-agent -D -a \"$1\" & exec >&-; read end; kill $!"

    private static func begin(_ socket: FilePath, _ option: String) throws -> FileHandle {
        let said: FileHandle
        let life: FileHandle
        do {
            let output = try Pipe.make()
            let input = try Pipe.make()
            (said, life) = (output.readEnd, input.writeEnd)
            _ = try start(
                ["sh", "-c", script, "sh", socket.string], input: input.readEnd.descriptor,
                output: output.writeEnd.descriptor)
        }
        if try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1, { try said.read(into: $0) }) == 0 {
            throw UsageError(
                "--ssh \(option): an agent for the keys could not be started",
                hint: "install ssh-agent and ssh-add (openssh-client), or name the socket of a running agent")
        }
        return life
    }

    private static func start(
        _ arguments: [String], input: Int32? = nil, output: Int32? = nil, _ more: [String] = []
    ) throws -> ProcessHandle {
        // env(1) looks the program up.
        var request = ProcessRequest("/usr/bin/env", arguments)
        request.environment = ProcessEnvironment.all.filter { !$0.hasPrefix("SSH_") } + more
        request.standardInput = input
        request.standardOutput = output
        request.standardError = nil
        // Ctrl-C is this process's to handle.
        request.session = .newSession
        request.parentDeathSignal = nil
        return try ProcessSpawner.spawn(request)
    }

    /// The key goes through standard input: whom the file may be read by is not the agent's business here.
    private func add(_ key: String, _ option: String) throws {
        let file: FileHandle
        do throws(SystemError) { file = try FileHandle.open(FilePath(key)) } catch {
            throw UsageError(
                "--ssh \(option): reading \(key): \(error)",
                hint: "name an agent's socket, or a file with a private key")
        }
        let adding = try Self.start(
            ["ssh-add", "-q", "-"], input: file.descriptor, output: nil,
            ["SSH_AUTH_SOCK=\(socket)", "SSH_ASKPASS_REQUIRE=never"])
        guard try adding.wait().code == 0 else {
            throw UsageError(
                "--ssh \(option): \(key) is no socket that answers, and no private key without a passphrase",
                hint: "give a key with a passphrase to an agent (ssh-add), and name its socket")
        }
    }
}
