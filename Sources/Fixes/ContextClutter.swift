/// An entry of a build context that programs keep for themselves beside the sources, or that nobody wants in an image.
public struct ContextClutter: Sendable, Hashable {
    /// Its path in the context, without `./`.
    public let path: String
    /// How many files are in it, or it is.
    public let files: Int
    /// The bytes of these files.
    public let bytes: Int64

    /// An entry with what is in it.
    public init(path: String, files: Int, bytes: Int64) {
        (self.path, self.files, self.bytes) = (path, files, bytes)
    }

    /// Names that mean this wherever they stand.
    private static let anywhere: Set<String> = [
        ".git", ".svn", ".hg", "node_modules", "__pycache__", ".venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache",
        ".ruff_cache", ".idea", ".vscode", ".gradle", ".terraform", ".DS_Store", ".next", ".nuxt",
    ]
    /// Names that mean it in the root: further down, `build` may be a part of the sources.
    private static let inRoot: Set<String> = [
        "venv", "target", "dist", "build", "coverage", ".coverage", ".cache", ".env", ".aws", ".ssh",
    ]

    /// Whether an entry of this name is one.
    public static func isOne(_ name: String, isInRoot: Bool) -> Bool {
        anywhere.contains(name)
            || isInRoot && (inRoot.contains(name) || name.hasSuffix(".log") || name.hasSuffix(".swp"))
    }
}
