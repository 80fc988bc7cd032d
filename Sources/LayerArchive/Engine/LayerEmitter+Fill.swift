internal import LinuxSystem

extension LayerEmitter {
    /// From this size on, copying inside the kernel is worth its calls.
    private static let largeSize: Int64 = 1 << 18
    private static let copyStep = 1 << 20
    /// After so many bytes of a file the disk is set to work, so that little is left for the flush before the commit.
    private static let flushStep: Int64 = 16 << 20

    /// Reads the bytes of the file that was begun from `source`, from its start, and writes them to `target` on the way.
    ///
    /// What is hashed is what the target has, whoever writes to the source meanwhile.
    /// - Throws: `sizeChanged` where the source has more or fewer bytes.
    func fill(from source: FileHandle, copyingTo target: FileHandle?) throws {
        let size = left
        if let target, size >= Self.largeSize {
            try fillLarge(from: source, to: target, size)
        } else {
            try fillThroughMemory(from: source, to: target, size, keepingHoles: false)
        }
        let rest = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { try source.read(into: $0, at: size) }
        if rest > 0 { throw sizeChanged("more", than: size) }
    }

    private func fillLarge(from source: FileHandle, to target: FileHandle, _ size: Int64) throws {
        let hasHoles = try source.status().blocks * 512 < size
        if !hasHoles, size >= DirectWriter.smallestSize {
            if target.clone(source) { return try fillThroughMemory(from: target, to: nil, size, keepingHoles: false) }
            if let writer = try DirectWriter(target, size: size) {
                try writeContent(to: writer)
                return try fillThroughMemory(from: source, to: nil, size, keepingHoles: false)
            }
        }
        if try hasHoles || !fillThroughKernel(from: source, to: target, size) {
            try fillThroughMemory(from: source, to: target, size, keepingHoles: hasHoles)
        }
    }

    /// The kernel copies (or shares) a piece, which is then read from the copy. `false` where it cannot, before any byte.
    private func fillThroughKernel(from source: FileHandle, to target: FileHandle, _ size: Int64) throws -> Bool {
        var offset: Int64 = 0
        var copied: Int64 = 0
        var flushed: Int64 = 0
        while left > 0 {
            if copied == offset {
                try Cancellation.check()
                let wanted = Int(min(Int64(Self.copyStep), left))
                guard let count = try target.copyRange(from: source, at: offset, count: wanted) else {
                    if offset > 0 { throw sizeChanged("fewer", than: size) }
                    return false
                }
                if count == 0 {
                    // Some file systems answer that they copied nothing where they mean that they cannot.
                    if offset > 0 { throw sizeChanged("fewer", than: size) }
                    return false
                }
                copied += Int64(count)
                Self.startFlush(target, &flushed, upTo: copied)
            }
            offset += Int64(
                try produce { room in
                    let wanted = Int(min(Int64(room.count), copied - offset))
                    return try target.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<wanted]), at: offset)
                })
        }
        return true
    }

    private func fillThroughMemory(
        from source: FileHandle, to target: FileHandle?, _ size: Int64, keepingHoles: Bool
    ) throws {
        var offset: Int64 = 0
        var endsInHole = false
        var flushed: Int64 = 0
        while left > 0 {
            if offset > 0 { try Cancellation.check() }
            _ = try produce { room in
                let count = try source.read(into: room, at: offset)
                if count == 0 { throw sizeChanged("fewer", than: size) }
                let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
                endsInHole = keepingHoles && ByteOrder.isZero(bytes)
                if !endsInHole { try target?.write(bytes, at: offset) }
                offset += Int64(count)
                return count
            }
            if let target { Self.startFlush(target, &flushed, upTo: offset) }
        }
        if endsInHole { try target?.setSize(size) }
    }

    private static func startFlush(_ target: FileHandle, _ flushed: inout Int64, upTo end: Int64) {
        if end - flushed < flushStep { return }
        target.startFlush(at: flushed, count: end - flushed)
        flushed = end
    }

    private func sizeChanged(_ amount: String, than size: Int64) -> LayerArchiveError {
        LayerArchiveError(
            .sizeChanged,
            "\(shown(currentPath)) has \(amount) bytes now than the \(size) that it had when its size was read",
            hint: "something writes to the file during the build; stop it and build again")
    }
}
