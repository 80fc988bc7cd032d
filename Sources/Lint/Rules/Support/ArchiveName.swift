/// Names of archives, by their ends.
enum ArchiveName {
    /// Whether ADD would extract a file of this name, or a step is likely to.
    static func isArchive(_ name: String) -> Bool {
        let name = name.trimmingQuotes
        return [
            ".tar", ".Z", ".bz2", ".gz", ".lz", ".lzma", ".tZ", ".tb2", ".tbz", ".tbz2", ".tgz", ".tlz", ".tpz",
            ".txz", ".xz", ".tzst", ".zst",
        ].contains { name.hasSuffix($0) }
    }

    /// What stands behind the last slash.
    static func base(of path: String) -> String {
        let path = path.trimmingQuotes
        return path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? path
    }
}
