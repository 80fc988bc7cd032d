import Lint
import LinuxSystem
import OCI
import SystemPackage

/// ShellCheck, where it is installed.
struct ShellCheck {
    private let program: FilePath?

    /// Looks for it in `PATH`.
    init(environment: [String: String]) {
        program = (environment["PATH"] ?? "").split(separator: ":").map { FilePath(String($0)).appending("shellcheck") }
            .first { path in
                (try? FileHandle.open(path)) != nil
            }
    }

    /// What it says of the RUN instructions of files, by the file's index. All scripts go to one process.
    ///
    /// - Throws: `CommandError` where it cannot be started or its answer not be read.
    func findings(_ files: [LintFile]) throws -> [Int: [FurtherFinding]] {
        guard let program else { return [:] }
        let scripts = files.enumerated().flatMap { index, file in
            ShellCheckScript.all(in: file).map { (file: index, script: $0) }
        }
        if scripts.isEmpty { return [:] }
        return try CommandError.during(
            "running \(program) on \(scripts.count) RUN instructions; --no-shellcheck leaves it out"
        ) {
            let directory = try DirectoryHandle.open(FilePath(ProcessEnvironment.value(of: "TMPDIR") ?? "/tmp"))
            var result: [Int: [FurtherFinding]] = [:]
            for start in stride(from: 0, to: scripts.count, by: 400) {
                let batch = Array(scripts[start..<min(start + 400, scripts.count)])
                let inputs = try batch.map { try Self.unnamed(directory, $0.script.bytes) }
                // The other program opens them by their numbers: they stay open until it has ended.
                defer { withExtendedLifetime(inputs) {} }
                let names = inputs.map { "/proc/\(HostProcess.identifier)/fd/\($0.descriptor)" }
                let answer = try ShellCheckAnswer(parsing: try run(program, names, directory))
                for (name, entry) in zip(names, batch) {
                    let file = files[entry.file]
                    result[entry.file, default: []] += answer.findings(named: name, of: entry.script, in: file.text)
                }
            }
            return result
        }
    }

    /// A file without a name: nothing has to be removed.
    private static func unnamed(_ directory: DirectoryHandle, _ bytes: [UInt8]) throws -> FileHandle {
        guard let file = try directory.makeUnnamedFile(mode: 0o600) else {
            throw CommandError(
                "making a file in the directory for temporary files",
                hint: "set TMPDIR to a directory of a usual file system")
        }
        try file.write(bytes)
        return file
    }

    private func run(_ program: FilePath, _ names: [String], _ directory: DirectoryHandle) throws -> [UInt8] {
        let output = try Self.unnamed(directory, [])
        var request = ProcessRequest(program, ["--norc", "--format=json1", "--severity=style"] + names)
        request.standardInput = nil
        request.standardOutput = output.descriptor
        let status = try ProcessSpawner.spawn(request).wait()
        // 0 and 1 say whether anything was found.
        guard status.code <= 1 else {
            throw CommandError("it ended with status \(status.code)", hint: "leave it out with --no-shellcheck")
        }
        return try FileHandle.open(FilePath("/proc/self/fd/\(output.descriptor)")).readAll()
    }
}
