/// Takes the uncompressed archive of a layer and writes the delta of it.
public final class DeltaSink: FinishingSink {
    private static let chunk = 1 << 18
    private let sink: any ByteSink
    private let nextCopy: () throws -> LayerDelta.Copy?
    /// What is left out next.
    private var copy: LayerDelta.Copy?
    private var position: Int64 = 0
    private var pending: [UInt8] = []
    private var hasBegun = false

    /// Writes into a sink.
    ///
    /// - Parameter next: Gives what is left out, in the order of the archive, none within another; `nil` behind the last.
    public init(to sink: any ByteSink, leavingOut next: @escaping () throws -> LayerDelta.Copy?) {
        self.sink = sink
        nextCopy = next
    }

    /// Takes bytes of the archive.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try begin()
        var rest = bytes[...]
        while !rest.isEmpty {
            if let copy, position >= copy.range.lowerBound {
                if position == copy.range.lowerBound { try leaveOut(copy) }
                let count = Int(min(Int64(rest.count), copy.range.upperBound - position))
                rest = rest.dropFirst(count)
                position += Int64(count)
                if position == copy.range.upperBound { self.copy = try nextCopy() }
                continue
            }
            let room = min(rest.count, Self.chunk - pending.count)
            let count = copy.map { Int(min(Int64(room), $0.range.lowerBound - position)) } ?? room
            pending.append(contentsOf: rest.prefix(count))
            rest = rest.dropFirst(count)
            position += Int64(count)
            if pending.count == Self.chunk { try flush() }
        }
    }

    /// Ends the delta.
    public func finish() throws {
        try begin()
        try flush()
        try sink.write([LayerDelta.end])
    }

    private func begin() throws {
        if hasBegun { return }
        hasBegun = true
        copy = try nextCopy()
        try sink.write(LayerDelta.magic)
    }

    private func leaveOut(_ copy: LayerDelta.Copy) throws {
        try flush()
        var record = [LayerDelta.file]
        LEB128.append(UInt64(copy.layer), to: &record)
        LEB128.append(UInt64(copy.path.count), to: &record)
        record += copy.path
        LEB128.append(UInt64(copy.range.upperBound - copy.range.lowerBound), to: &record)
        try sink.write(record)
    }

    private func flush() throws {
        if pending.isEmpty { return }
        var record = [LayerDelta.bytes]
        LEB128.append(UInt64(pending.count), to: &record)
        try sink.write(record)
        try sink.write(pending)
        pending.removeAll(keepingCapacity: true)
    }
}
