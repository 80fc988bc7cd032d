internal import BuildGraph
internal import LinuxSystem
public import OCI
public import SystemPackage

/// An image of the directory of an OCI layout: `PATH[:TAG][@DIGEST]`, as in `--build-context NAME=oci-layout://PATH:TAG`.
public struct LayoutReference: Hashable, Sendable {
    /// What such a text begins with.
    public static let scheme = NamedContext.layoutScheme

    /// The directory.
    public let path: FilePath
    /// The tag in the layout's index; `nil` where none was given.
    public var tag: String?
    /// The digest of a manifest or an index; it decides where there is a tag as well.
    public var digest: Digest?

    /// Reads what stands behind ``scheme``. A directory of the whole text's name is that directory.
    ///
    /// - Throws: `BuildError` with `badOption`.
    public init(parsing text: String) throws {
        if (try? DirectoryHandle.open(FilePath(text))) != nil {
            path = FilePath(text)
            return
        }
        var rest = text[...]
        if let sign = rest.lastIndex(of: "@"), !rest[sign...].contains("/") {
            let written = String(rest[rest.index(after: sign)...])
            do { digest = try Digest(parsing: written) } catch {
                throw Self.error(text, "“\(written)” is no digest: \(error.message)")
            }
            rest = rest[..<sign]
        }
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            let written = String(rest[rest.index(after: colon)...])
            if written.isEmpty { throw Self.error(text, "there is no tag behind the colon") }
            tag = written
            rest = rest[..<colon]
        }
        if rest.isEmpty { throw Self.error(text, "there is no directory in it") }
        path = FilePath(String(rest))
    }

    private static func error(_ text: String, _ found: String) -> BuildError {
        BuildError(
            .badOption, "\(scheme)\(text): \(found)",
            hint: "write oci-layout://DIRECTORY:TAG or oci-layout://DIRECTORY@sha256:…")
    }
}
