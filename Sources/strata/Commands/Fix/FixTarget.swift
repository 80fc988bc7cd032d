import Builder
import DockerfileSyntax
import LinuxSystem
import SystemPackage

/// The files that `fix` works on.
struct FixTarget: Sendable {
    private static let limit = 16 << 20

    /// The Dockerfile.
    let path: FilePath
    /// Its content.
    let bytes: [UInt8]
    /// The build context.
    let context: FilePath
    /// The ignore file that counts, and its content; `nil` where there is none.
    let ignorePath: FilePath
    let ignoreBytes: [UInt8]?

    /// The name of the Dockerfile, as it was given.
    var name: String { path.string }

    /// Reads the files.
    ///
    /// - Throws: `CommandError` for a Dockerfile or a context that cannot be read.
    init(_ text: String, context given: String?) throws {
        let file = try NamedDockerfile(text)
        (path, bytes) = (file.path, file.bytes)
        context = given.map { FilePath($0) } ?? file.directory
        guard (try? DirectoryHandle.open(context)) != nil else {
            throw CommandError("opening the build context \(context)", hint: "name a directory with --context")
        }
        if let bytes = try Self.readIfThere(file.ownIgnoreFile) {
            (ignorePath, ignoreBytes) = (file.ownIgnoreFile, bytes)
        } else {
            let shared = context == FilePath(".") ? FilePath(".dockerignore") : context.appending(".dockerignore")
            (ignorePath, ignoreBytes) = (shared, try Self.readIfThere(shared))
        }
    }

    private static func readIfThere(_ path: FilePath) throws -> [UInt8]? {
        do throws(SystemError) { return try FileHandle.open(path).readAll(limit: limit) } catch {
            if error.isNotFound { return nil }
            throw CommandError("reading the ignore file \(path)", hint: "make it readable, or remove it", cause: error)
        }
    }

    /// The error of a Dockerfile that cannot be built.
    var unreadable: any Error {
        let parsed = Dockerfile.parse(bytes, name: name)
        var error = BuildError(.dockerfile, "the Dockerfile cannot be built: nothing is fixed")
        error.diagnostics = parsed.diagnostics.filter { $0.severity == .error }
        error.source = parsed.text
        return error
    }
}
