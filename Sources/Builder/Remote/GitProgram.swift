import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// The program `git`, started so that nothing of the machine's or the user's settings changes what it does.
///
/// No prompt, no hook, no pager, no protocol but http, https, ssh and git. What is secret goes through the environment, which only root
/// reads, and never stands on a command line.
struct GitProgram: Sendable {
    /// The caller's environment: where programs, proxies and certificates are.
    let environment: [String: String]
    /// The socket of the agent with the keys for SSH.
    var agent: FilePath?
    /// Values of git's configuration for every call.
    var configuration: [(name: String, value: String)] = []

    private static let hint = "try it by hand: git ls-remote with the address"

    /// Runs git and gives what it wrote to standard output.
    ///
    /// - Parameters:
    ///   - files: where its output is kept meanwhile.
    ///   - allowsFiles: Whether it may fetch from repositories of this machine.
    ///   - what: what is being done, for the message of an error.
    /// - Throws: `BuildError` with `notFetched`; `CancellationError`, when git and what it started are gone.
    @discardableResult
    func run(
        _ arguments: [String], in directory: FilePath, files: WorkDirectory, allowsFiles: Bool = false,
        variables: [String: String] = [:], doing what: String
    ) throws -> String {
        let place = try DirectoryHandle.open(files.path)
        let names = [Array("git.out".utf8), Array("git.err".utf8)]
        for name in names { try place.removeTree(name) }
        let streams = try names.map { try place.createFile($0) }
        // The request has their numbers alone: they stay open until git has ended.
        defer { withExtendedLifetime(streams) {} }
        // The shell sets the mask with which checked-out files get their modes.
        var request = ProcessRequest("/bin/sh", ["-c", "umask 022 && exec git \"$@\"", "git"] + arguments)
        request.environment = settled(allowsFiles).merging(variables) { $1 }.map { "\($0.key)=\($0.value)" }
        request.workingDirectory = directory
        request.standardInput = nil
        request.standardOutput = streams[0].descriptor
        request.standardError = streams[1].descriptor
        request.session = .newSession
        // Alone with its helpers in a PID namespace: they end with it.
        request.sandbox = Sandbox()
        let status = try ProcessSpawner.spawn(request).wait()
        let texts = try names.map {
            String(decoding: try place.openFile($0).readAll(limit: 64 << 20), as: UTF8.self)
        }
        if status == .exited(0) { return texts[0] }
        throw error(status, texts[1], what)
    }

    private func error(_ status: ProcessExit, _ text: String, _ what: String) -> BuildError {
        if status == .exited(127) {
            return BuildError(
                .notFetched, "\(what): the program git is not installed", hint: "install it: apt-get install git")
        }
        // ssh ends its lines with both.
        let lines = AddressCredentials.hidden(in: text).replacing("\r\n", with: "\n").split(separator: "\n").map(
            String.init)
        if let (found, hint) = SecureShell(environment: environment).problem(in: lines, hasAgent: agent != nil) {
            return BuildError(.notFetched, "\(what): \(found)", hint: hint)
        }
        let reason = lines.last { $0.hasPrefix("fatal: ") || $0.hasPrefix("error: ") } ?? lines.last ?? "\(status)"
        return BuildError(.notFetched, "\(what): git says: \(reason)", hint: Self.hint)
    }

    private func settled(_ allowsFiles: Bool) -> [String: String] {
        var result = [
            "PATH": environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", "HOME": "/dev/null", "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": allowsFiles ? "file" : "http:https:ssh:git",
            "GIT_SSH_COMMAND": SecureShell(environment: environment).command,
        ]
        for name in ["http_proxy", "https_proxy", "no_proxy", "all_proxy"] {
            for name in [name, name.uppercased()] { result[name] = environment[name] }
        }
        if let authorities = environment["SSL_CERT_FILE"] { result["GIT_SSL_CAINFO"] = authorities }
        if let agent { result["SSH_AUTH_SOCK"] = agent.string }
        let settings = Self.settings + configuration
        result["GIT_CONFIG_COUNT"] = String(settings.count)
        for (number, setting) in settings.enumerated() {
            result["GIT_CONFIG_KEY_\(number)"] = setting.name
            result["GIT_CONFIG_VALUE_\(number)"] = setting.value
        }
        return result
    }

    private static let settings: [(name: String, value: String)] = [
        ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("gc.auto", "0"), ("maintenance.auto", "false"),
        ("init.defaultBranch", "master"), ("advice.detachedHead", "false"), ("safe.directory", "*"),
        ("credential.helper", ""), ("transfer.bundleURI", "false"),
    ]
}
