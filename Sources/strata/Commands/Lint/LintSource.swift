import DockerfileSyntax
import Lint
import LinuxSystem
import SystemPackage

/// A Dockerfile to look through, and what lies around it.
struct LintSource {
    private static let limit = 16 << 20

    /// Its name in findings.
    let name: String
    /// Its content.
    let bytes: [UInt8]
    /// What is known of its context; `nil` for standard input without `--context`.
    let context: LintOptions.Context?

    /// Reads a file, the Dockerfile of a directory, or standard input.
    ///
    /// - Throws: `CommandError` for what cannot be read.
    init(_ text: String, context given: String?) throws {
        if text == "-" {
            (name, bytes) = ("-", try HostFile.standardInput())
            context = given.flatMap { Self.context(FilePath($0), own: nil) }
            return
        }
        let file = try NamedDockerfile(text)
        (name, bytes) = (file.path.string, file.bytes)
        context = Self.context(given.map { FilePath($0) } ?? file.directory, own: file.ownIgnoreFile)
    }

    /// Looks for an ignore file, and for what nobody wants in an image. What cannot be read is taken for absent: a linter
    /// looks at Dockerfiles, and builds say what is wrong with contexts.
    private static func context(_ directory: FilePath, own: FilePath?) -> LintOptions.Context? {
        guard let handle = try? DirectoryHandle.open(directory) else { return nil }
        let bytes =
            own.flatMap { try? FileHandle.open($0).readAll(limit: limit) }
            ?? (try? handle.openForReading(Array(".dockerignore".utf8)).readAll(limit: limit))
        let patterns = bytes.map { IgnorePatterns.parse($0, name: ".dockerignore").patterns }
        let unwanted = [
            ".git", "node_modules", ".env", ".venv", "venv", "__pycache__", ".terraform", ".aws", ".ssh", ".idea",
            ".npmrc",
        ].filter {
            guard (try? handle.statusIfPresent(of: Array($0.utf8))) ?? nil != nil else { return false }
            return !(patterns?.matches($0) ?? false)
        }
        return LintOptions.Context(hasIgnoreFile: bytes != nil, unwanted: unwanted)
    }
}
