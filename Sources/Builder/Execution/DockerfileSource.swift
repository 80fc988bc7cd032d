import BuildGraph
import DockerfileSyntax
import LinuxSystem
import SystemPackage

/// Reads the Dockerfile of a build.
struct DockerfileSource: Sendable {
    private static let limit = 16 << 20
    let request: BuildRequest

    /// The Dockerfile as a tree.
    ///
    /// - Throws: `BuildError` with `dockerfileMissing`, or `dockerfile` with all that is wrong with it.
    func load(_ reporter: ProgressReporter) async throws -> ParseResult {
        let (name, bytes) = try await reporter.internalWork("[internal] load build definition from \(shownName)") {
            line in
            let (name, bytes) = try read()
            reporter.status(line, "transferring dockerfile: \(bytes.count)B", done: true)
            return (name, bytes)
        }
        let parsed = parse(bytes, name: name)
        let syntax = Frontend.problem(
            directive: parsed.dockerfile.directives.syntax, argument: request.buildArguments[Frontend.buildArgument])
        // Another dialect: what this parser has to say about it would mislead.
        if let syntax { throw BuildError(diagnostics: [syntax], in: parsed.text) }
        if parsed.hasErrors { throw BuildError(diagnostics: parsed.diagnostics, in: parsed.text) }
        return parsed
    }

    /// Reads a Dockerfile with the options of checks that the request may have.
    func parse(_ bytes: [UInt8], name: String) -> ParseResult {
        Dockerfile.parse(bytes, name: name, check: request.buildArguments[CheckOptions.buildArgument])
    }

    private var shownName: String {
        switch request.dockerfile {
        case .file(let path): path.lastComponent?.string ?? "Dockerfile"
        case .bytes(_, let name): name == "-" ? "Dockerfile" : name
        }
    }

    /// Where a Dockerfile may be: `dockerfile` stands for a `Dockerfile` that is not there, as in BuildKit.
    static func places(of path: FilePath) -> [FilePath] {
        guard path.lastComponent?.string == "Dockerfile" else { return [path] }
        return [path, path.removingLastComponent().appending("dockerfile")]
    }

    private static func open(_ path: FilePath) throws(SystemError) -> FileHandle {
        let places = places(of: path)
        do throws(SystemError) { return try FileHandle.open(path) } catch {
            guard error.isNotFound, places.count > 1, let file = try? FileHandle.open(places[1]) else { throw error }
            return file
        }
    }

    /// The name that is shown, and the bytes.
    func read() throws -> (String, [UInt8]) {
        switch request.dockerfile {
        case .bytes(let bytes, _): return (shownName, bytes)
        case .file(let path):
            do throws(SystemError) {
                return (shownName, try Self.open(path).readAll(limit: Self.limit))
            } catch {
                if case .directory(let context) = request.context, error.isNotFound,
                    (try? DirectoryHandle.open(context)) == nil
                {
                    throw BuildError(
                        .contextUnreadable, "opening the build context \(context)",
                        hint: "name a directory that is there and that you may read", cause: error)
                }
                throw BuildError(
                    .dockerfileMissing, "reading the Dockerfile \(path)", hint: "name another one with -f", cause: error
                )
            }
        }
    }
}
