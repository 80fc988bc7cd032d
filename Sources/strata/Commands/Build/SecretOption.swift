import Builder
import LinuxSystem
import SystemPackage

/// `--secret` as buildx has it: `id=NAME[,src=PATH|env=VARIABLE][,type=file|env]`.
struct SecretOption {
    /// docker's bound.
    private static let limit = 500 * 1024
    let id: String
    private let variable: String?
    private let path: String?

    /// Reads the option. Without a source, it is the variable of that name, or else the file.
    init(parsing text: String, environment: [String: String]) throws {
        var fields: [String: String] = [:]
        for field in try OptionFields.split(text, of: "--secret") {
            guard let equals = field.firstIndex(of: "=") else {
                throw UsageError(
                    "--secret \(text): the field “\(field)” is not of the form key=value", hint: Self.example)
            }
            let key = field[..<equals].lowercased()
            fields[key == "source" ? "src" : key] = String(field[field.index(after: equals)...])
        }
        if let unknown = fields.keys.sorted().first(where: { !["id", "src", "env", "type"].contains($0) }) {
            throw UsageError("--secret \(text): there is no field “\(unknown)”", hint: Self.example)
        }
        guard let id = fields["id"], !id.isEmpty else {
            throw UsageError("--secret \(text): it has no id", hint: Self.example)
        }
        self.id = id
        switch fields["type"] {
        case nil, "file": (variable, path) = (fields["env"], fields["src"])
        case "env": (variable, path) = (fields["env"] ?? fields["src"] ?? id, nil)
        case let other?:
            throw UsageError("--secret \(text): the type is “\(other)”", hint: "write type=file or type=env")
        }
        if variable != nil, path != nil {
            throw UsageError("--secret \(text): it has both src and env", hint: Self.example)
        }
    }

    private static let example = "write --secret id=NAME,src=PATH or --secret id=NAME,env=VARIABLE"

    /// The value, read now.
    func value(_ environment: [String: String]) throws -> SecretValue {
        if let variable { return try read(variable: variable, environment) }
        if let path { return try read(file: path) }
        if environment[id] != nil { return try read(variable: id, environment) }
        return try read(file: id)
    }

    private func read(variable: String, _ environment: [String: String]) throws -> SecretValue {
        guard let text = environment[variable] else {
            throw UsageError(
                "--secret id=\(id): the variable \(variable) is not set", hint: "set it, or name a file with src=PATH")
        }
        return SecretValue(Array(text.utf8))
    }

    private func read(file: String) throws -> SecretValue {
        do throws(SystemError) {
            return SecretValue(try FileHandle.open(FilePath(file)).readAll(limit: Self.limit))
        } catch {
            throw UsageError(
                "--secret id=\(id): reading \(file): \(error)",
                hint: "name a file of at most 500 KiB with src=PATH, or a variable with env=NAME")
        }
    }
}
