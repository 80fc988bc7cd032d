internal import LinuxSystem

/// Whether an entry of an upper directory is a change of what is below, or a copy that overlayfs made of it.
enum TreeComparison {
    /// Whether type, mode, owner, size, time and device are the same.
    static func isSameMetadata(_ upper: FileStatus, _ below: FileStatus) -> Bool {
        guard upper.kind == below.kind, upper.userID == below.userID, upper.groupID == below.groupID,
            upper.permissions == below.permissions, upper.modified == below.modified
        else { return false }
        switch upper.kind {
        case .regular, .symbolicLink: return upper.size == below.size
        case .characterDevice, .blockDevice: return upper.nodeDevice == below.nodeDevice
        default: return true
        }
    }

    /// Whether attributes and bytes are the same, for entries whose metadata is; not for directories.
    static func isSameContent(
        _ name: [UInt8], _ file: FileHandle?, _ status: FileStatus, _ attributes: [ExtendedAttribute],
        in upper: DirectoryHandle, below: DirectoryHandle
    ) throws -> Bool {
        switch status.kind {
        case .regular:
            guard let file else { return false }
            let other = try below.openForReading(name)
            return try attributes == other.keptAttributes() && isSameBytes(file, other)
        case .symbolicLink: return try upper.readLink(name) == below.readLink(name)
        default: return true
        }
    }

    private static func isSameBytes(_ left: FileHandle, _ right: FileHandle) throws -> Bool {
        var first = [UInt8](repeating: 0, count: 1 << 17)
        var second = first
        var offset: Int64 = 0
        while true {
            try Cancellation.check()
            let count = try first.withUnsafeMutableBytes { try read(left, $0, offset) }
            let other = try second.withUnsafeMutableBytes { try read(right, $0, offset) }
            guard count == other else { return false }
            if count == 0 { return true }
            let isSame = first.withUnsafeBytes { first in
                second.withUnsafeBytes { second in
                    ByteOrder.equal(
                        UnsafeRawBufferPointer(rebasing: first[..<count]),
                        UnsafeRawBufferPointer(rebasing: second[..<count]))
                }
            }
            guard isSame else { return false }
            offset += Int64(count)
        }
    }

    private static func read(
        _ file: FileHandle, _ buffer: UnsafeMutableRawBufferPointer, _ offset: Int64
    ) throws -> Int {
        var count = 0
        while count < buffer.count {
            let step = try file.read(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]), at: offset + Int64(count))
            if step == 0 { break }
            count += step
        }
        return count
    }
}
