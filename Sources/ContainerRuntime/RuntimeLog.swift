internal import OCI
internal import SystemPackage

/// What an OCI runtime says about its own troubles: lines of text (crun) or one JSON object a line (runc).
struct RuntimeLog {
    /// The messages of errors, oldest first.
    let errors: [String]

    init(_ bytes: [UInt8]) {
        errors = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let text = String(decoding: line, as: UTF8.self)
            guard line.first == UInt8(ascii: "{"), let entry = try? JSONValue(parsing: Array(line)) else {
                return Self.withoutTime(text)
            }
            guard ["error", "fatal", "panic"].contains(entry["level"]?.stringValue ?? "error") else { return nil }
            return entry["msg"]?.stringValue ?? text
        }
    }

    /// crun writes `2026-01-31T12:00:00.123456Z: ` before a message.
    private static func withoutTime(_ line: String) -> String {
        guard let end = line.utf8.firstIndex(of: UInt8(ascii: " ")), line[..<end].hasSuffix("Z:") else { return line }
        return String(line[line.utf8.index(after: end)...])
    }

    /// The error that the messages amount to; `nil` where there are none.
    func error(command: String, runtime: RuntimeProgram) -> ContainerError? {
        guard let message = errors.last else { return nil }
        let text = message.lowercased()
        if ["executable file", "exec container process", "start container process"].contains(where: text.contains) {
            if text.contains("no such file or directory") || text.contains("not found in $path") {
                return ContainerError(.commandNotFound, "exec \(command): no such file or directory")
            }
            if text.contains("permission denied") {
                return ContainerError(.commandNotExecutable, "exec \(command): permission denied")
            }
            if text.contains("exec format error") {
                return ContainerError(.commandNotExecutable, "exec \(command): exec format error")
            }
        }
        let name = runtime.path.lastComponent?.string ?? "the runtime"
        return ContainerError(.runtimeRefused, "starting the container: \(name): \(message)", hint: Self.hint(text))
    }

    private static func hint(_ text: String) -> String? {
        if text.contains("cgroup") { return "try the other runtime: --runtime runc" }
        if text.contains("operation not permitted") { return "run strata as root with CAP_SYS_ADMIN" }
        return nil
    }
}
