/// Cleaning of paths that an archive names.
enum EntryPath {
    /// The path without `/` at the beginning, `.`, empty components and inner `..`.
    ///
    /// - Throws: `unsafePath` (or the `fault` given) where `..` leaves the root; `tooLarge`.
    static func clean(
        _ path: [UInt8], limits: ArchiveLimits, fault: LayerArchiveError.Code = .unsafePath
    ) throws(LayerArchiveError) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for component in LayerPath.components(path) {
            if component == [LayerPath.dot] { continue }
            if component == [LayerPath.dot, LayerPath.dot] {
                guard result.popLast() != nil else {
                    throw LayerArchiveError(
                        fault, "the archive names \(shown(path)), which leaves the root directory",
                        hint: "the archive is hostile or broken; do not use it")
                }
                continue
            }
            guard component.count <= limits.nameBytes else {
                throw LayerArchiveError(
                    .tooLarge, "a name of \(component.count) bytes in \(shown(path)) is longer than \(limits.nameBytes)"
                )
            }
            result.append(component)
        }
        guard result.count <= limits.depth else {
            throw LayerArchiveError(.tooLarge, "\(shown(path)) is more than \(limits.depth) directories deep")
        }
        return result
    }
}

/// What a name that begins with `.wh.` says (image-spec, layer.md, "Whiteouts").
enum WhiteoutName: Hashable {
    /// The name is removed.
    case removes([UInt8])
    /// What is below the directory is hidden.
    case opaque
    /// A file that old storage drivers left; it means nothing.
    case ignored

    /// Whether a name means nothing, and what is below a directory of that name neither.
    static func isIgnored(_ name: [UInt8]) -> Bool {
        name != LayerPath.opaqueName && name.starts(with: LayerPath.whiteoutPrefix)
            && name.dropFirst(LayerPath.whiteoutPrefix.count).starts(with: LayerPath.whiteoutPrefix)
    }

    /// `nil` for an ordinary name.
    init?(_ name: [UInt8]) throws(LayerArchiveError) {
        guard name.starts(with: LayerPath.whiteoutPrefix) else { return nil }
        let rest = Array(name.dropFirst(LayerPath.whiteoutPrefix.count))
        if name == LayerPath.opaqueName {
            self = .opaque
        } else if Self.isIgnored(name) {
            self = .ignored
        } else if rest.isEmpty || rest == [LayerPath.dot] || rest == [LayerPath.dot, LayerPath.dot] {
            throw LayerArchiveError(
                .badWhiteout, "the archive has the whiteout \(shown(name)), which removes nothing",
                hint: "the archive is hostile or broken; do not use it")
        } else {
            self = .removes(rest)
        }
    }
}
