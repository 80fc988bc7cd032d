internal import OCI
internal import SystemPackage

/// What an OCI runtime says about its own troubles: one JSON object a line (`--log-format json` of crun and runc).
struct RuntimeLog {
    /// The messages of errors, oldest first.
    let errors: [String]

    init(_ bytes: [UInt8]) {
        errors = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let entry = try? JSONValue(parsing: Array(line)) else { return String(decoding: line, as: UTF8.self) }
            guard ["error", "fatal", "panic"].contains(entry["level"]?.stringValue ?? "error") else { return nil }
            return entry["msg"]?.stringValue ?? String(decoding: line, as: UTF8.self)
        }
    }

    /// The error that the messages amount to; `nil` where there are none.
    ///
    /// What the kernel says when a program cannot be executed (a missing interpreter, a file of a foreign format) becomes
    /// the error that docker gives for it.
    func error(command: String, runtime: RuntimeProgram) -> ContainerError? {
        guard let message = errors.last else { return nil }
        let text = message.lowercased()
        let isAboutCommand = ["exec", "executable", "start container process"].contains { text.contains($0) }
        if isAboutCommand && text.contains("no such file or directory") || text.contains("not found in $path") {
            return ContainerError(
                .commandNotFound, "exec \(command): no such file or directory",
                hint: "the program or the interpreter that it names is not in the image")
        }
        if isAboutCommand && text.contains("permission denied") {
            return ContainerError(.commandNotExecutable, "exec \(command): permission denied")
        }
        if text.contains("exec format error") {
            return ContainerError(
                .commandNotExecutable, "exec \(command): exec format error",
                hint: "the program is of another architecture, or a script without #! line")
        }
        return ContainerError(
            .runtimeRefused,
            "starting the container: \(runtime.path.lastComponent?.string ?? "the runtime"): \(message)",
            hint: Self.hint(text))
    }

    private static func hint(_ text: String) -> String? {
        if text.contains("cgroup") { return "try the other runtime: --runtime runc" }
        if text.contains("operation not permitted") { return "run strata as root with CAP_SYS_ADMIN" }
        return nil
    }
}
