internal import LinuxSystem

/// A stream of DEFLATE among other bytes, which says itself where it ends.
final class DeflatedStream {
    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private let inflater: Inflater

    /// Begins a stream of the file at a place.
    init(_ unpacker: FileUnpacker, _ place: ContentPlace) throws {
        self.unpacker = unpacker
        self.place = place
        inflater = try unpacker.takeInflater()
    }

    deinit { unpacker.giveBack(inflater) }

    /// Takes bytes from the front of `rest` and hands over what comes out of them; whether the stream has ended.
    ///
    /// - Throws: `badCompression`; `UnpackingStop`; what `take` throws.
    func run(
        _ rest: inout Slice<UnsafeRawBufferPointer>, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        let buffer = unpacker.buffer(place.depth)
        while true {
            let step = try buffer.withMutableBytes {
                try inflater.decode(UnsafeRawBufferPointer(rebasing: rest), into: $0)
            }
            rest = rest.dropFirst(step.consumed)
            if step.produced > 0 {
                try unpacker.count(step.produced, at: place)
                try buffer.withBytes { try take(UnsafeRawBufferPointer(rebasing: $0[..<step.produced])) }
            }
            if step.isAtBoundary { return true }
            if rest.isEmpty, step.produced == 0 { return false }
            if step.consumed == 0, step.produced == 0 {
                throw LayerArchiveError.badCompression(.gzip, "it does not go on")
            }
        }
    }

    /// What was taken with the end of the stream and comes behind it.
    var behind: [UInt8] { inflater.rest }
}
