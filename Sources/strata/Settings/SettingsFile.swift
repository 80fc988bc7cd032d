import LinuxSystem
import OCI
import SystemPackage

/// A file with settings: one JSON object, its members named by ``SettingKey``.
struct SettingsFile: Sendable {
    /// Where it is.
    let path: FilePath
    /// The values with the lines that they stand on.
    let values: [SettingKey: (text: String, line: Int)]

    /// Reads a file; `nil` where there is none.
    ///
    /// - Throws: `UsageError` with file and line for what is no JSON, an unknown name, a name given twice, a value of
    ///   another type.
    static func read(_ path: FilePath) throws -> SettingsFile? {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileHandle.open(path).readAll(limit: 1 << 20) } catch {
            if error.isNotFound { return nil }
            throw UsageError("reading the settings: \(error)", hint: "make the file readable, or move it away")
        }
        return try SettingsFile(parsing: bytes, path: path)
    }

    /// Reads the text of such a file.
    init(parsing bytes: [UInt8], path: FilePath) throws {
        self.path = path
        let object: JSONPlaces
        do throws(JSONPlaces.Fault) { object = try JSONPlaces(parsing: bytes) } catch {
            throw UsageError(
                "\(path):\(error.line): these settings cannot be read: \(error.reason)",
                hint: "a settings file is one JSON object, such as { \"progress\": \"plain\", \"jobs\": 2 }")
        }
        var values: [SettingKey: (text: String, line: Int)] = [:]
        for member in object.members {
            guard let key = SettingKey(rawValue: member.key) else { throw Self.unknown(member, path) }
            if let first = values[key] {
                throw UsageError(
                    "\(path):\(member.line): the setting \(key.rawValue) stands on line \(first.line) already",
                    hint: "keep one of the two")
            }
            guard let text = key.text(of: member.value) else {
                throw UsageError(
                    "\(path):\(member.line): the setting \(key.rawValue) is \(key.kind.inWords), not "
                        + member.value.compact(escapingHTML: false),
                    hint: "left out it is: \(key.defaultInWords)")
            }
            values[key] = (text, member.line)
        }
        self.values = values
    }

    private static func unknown(_ member: JSONPlaces.Member, _ path: FilePath) -> UsageError {
        UsageError(
            "\(path):\(member.line): there is no setting “\(member.key)”",
            hint: "known settings: " + SettingKey.allCases.map(\.rawValue).joined(separator: ", "))
    }
}
