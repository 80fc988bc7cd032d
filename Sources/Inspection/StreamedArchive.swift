internal import LinuxSystem
internal import Storage
internal import SystemPackage

/// An archive that comes as a stream: what is at its beginning is told by what is at its end, so it has to lie somewhere first.
enum StreamedArchive {
    /// Where the archive lies that comes by standard input: where it does already, if that is a file, or else in a work directory, which goes
    /// with what is returned beside the path.
    static func standardInput(_ store: () throws -> Store) throws -> (FilePath, holder: (any Sendable)?) {
        let path: FilePath = "/proc/self/fd/0"
        let input = try FileHandle.open(path)
        let kind = try input.status().kind
        if kind == .regular { return (path, nil) }
        // A terminal, or nothing.
        guard kind != .characterDevice else {
            throw InspectionError(
                .badSource, "no archive comes by standard input",
                hint: "pipe one to it: docker save IMAGE | strata analyze -")
        }
        let work = try store().makeWorkDirectory()
        let copy = work.path.appending("image.tar")
        let output = try FileHandle.open(copy, OpenFlags.newFile)
        let buffer = AlignedBuffer(count: 1 << 18)
        while true {
            try Cancellation.check()
            let count = try buffer.withMutableBytes { try input.read(into: $0) }
            if count == 0 { return (copy, work) }
            try buffer.withBytes { try output.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
