import LinuxSystem
import OCI
import SystemPackage
import Testing

/// The recorded expectations of BuildKit, where they lie.
struct ConformanceSuite: Sendable {
    /// One recorded build.
    struct Case: Sendable, CustomStringConvertible {
        let index: Int
        let name: String
        let context: String
        let dockerfile: String
        let arguments: [String: String]
        let features: [String]
        let succeeds: Bool

        var description: String { "\(index) \(name)" }
    }

    let directory: FilePath
    let cases: [Case]

    /// The suite; `nil` where it is absent.
    static let shared: ConformanceSuite? = load()

    private static func load() -> ConformanceSuite? {
        guard let directory = SharedDirectory.path?.appending("conformance/buildah"),
            let bytes = try? FileHandle.open(directory.appending("cases.json")).readAll(),
            let list = (try? JSONValue(parsing: bytes))?.arrayValue
        else { return nil }
        let cases = list.compactMap { record -> Case? in
            guard let index = record["index"]?.intValue, let name = record["name"]?.stringValue,
                let context = record["context"]?.stringValue
            else { return nil }
            var arguments: [String: String] = [:]
            if let object = record["build_args"]?.objectValue {
                for key in object.keys { arguments[key] = object[key]?.stringValue ?? "" }
            }
            return Case(
                index: Int(index), name: name, context: context,
                dockerfile: record["dockerfile"]?.stringValue ?? "Dockerfile", arguments: arguments,
                features: record["features"]?.arrayValue?.compactMap(\.stringValue) ?? [],
                succeeds: record["buildkit_succeeds"]?.boolValue ?? false)
        }
        return ConformanceSuite(directory: directory, cases: cases)
    }
}

/// The directory of test data that is not part of the project.
enum SharedDirectory {
    /// `$STRATA_SHARED`, else `shared` beside the package; `nil` where there is none.
    static let path: FilePath? = {
        let package = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
            .removingLastComponent()
        let wanted = ProcessEnvironment.value(of: "STRATA_SHARED").map { FilePath($0) }
        let place = wanted ?? package.removingLastComponent().appending("shared")
        return (try? DirectoryHandle.open(place)) == nil ? nil : place
    }()
}

/// Runs programs of the machine that tests need.
enum HostProgram {
    /// Where a program is; `nil` where it is not installed.
    static func path(of name: String) -> FilePath? {
        ["/usr/bin/", "/bin/", "/usr/sbin/", "/usr/local/bin/"].map { FilePath($0 + name) }
            .first { (try? FileHandle.open($0)) != nil }
    }

    /// Runs a program to its end: its status and what it wrote to standard output.
    static func run(_ name: String, _ arguments: [String], in directory: FilePath? = nil) throws -> (Int32, String) {
        guard let path = path(of: name) else { return (127, "\(name) is not installed") }
        let (reader, process) = try start(ProcessRequest(path, arguments), in: directory)
        let output = try reader.readAll()
        return (try process.wait().code, String(decoding: output, as: UTF8.self))
    }

    /// The writing end of the pipe is closed here when this returns.
    private static func start(_ request: ProcessRequest, in directory: FilePath?) throws -> (FileHandle, ProcessHandle)
    {
        let pipe = try Pipe.make()
        var request = request
        request.workingDirectory = directory
        request.standardOutput = pipe.writeEnd.descriptor
        request.standardError = pipe.writeEnd.descriptor
        return (pipe.readEnd, try ProcessSpawner.spawn(request))
    }
}
