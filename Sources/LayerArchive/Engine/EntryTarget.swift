internal import LinuxSystem
internal import OCI

/// Where a walk over a tree gives its entries, in canonical order.
protocol EntryTarget: AnyObject {
    /// Takes an entry without content; `time` is its modification time before it was cut or clamped.
    func add(_ entry: LayerEntry, time: FileTime) throws
    /// Takes a regular file of the entry's size with the bytes of an open one.
    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws -> Digest
    /// Ends the layer.
    func finish() throws -> LayerSummary
}

extension LayerEmitter: EntryTarget {
    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws -> Digest {
        try beginFile(entry, time: time)
        try fill(from: source, copyingTo: nil)
        return try endFile()
    }

    /// Reads the bytes of the file that was begun from `source`, from its start, and writes them to `target` on the way.
    ///
    /// - Throws: `sizeChanged` where the source has more or fewer bytes.
    func fill(from source: FileHandle, copyingTo target: FileHandle?) throws {
        let size = left
        var offset: Int64 = 0
        var endsInHole = false
        while left > 0 {
            if offset > 0 { try Cancellation.check() }
            _ = try produce { room in
                let count = try source.read(into: room, at: offset)
                if count == 0 { throw sizeChanged("fewer", than: size) }
                let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
                // What is all zeros in a large file stays a hole.
                endsInHole = size > 1 << 17 && ByteOrder.isZero(bytes)
                if !endsInHole { try target?.write(bytes, at: offset) }
                offset += Int64(count)
                return count
            }
        }
        if endsInHole { try target?.setSize(size) }
        let rest = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { try source.read(into: $0, at: size) }
        if rest > 0 { throw sizeChanged("more", than: size) }
    }

    private func sizeChanged(_ amount: String, than size: Int64) -> LayerArchiveError {
        LayerArchiveError(
            .sizeChanged,
            "\(shown(currentPath)) has \(amount) bytes now than the \(size) that it had when its size was read",
            hint: "Something writes to the file during the build; stop it and build again.")
    }
}
