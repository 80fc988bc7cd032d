internal import LayerArchive
internal import LinuxSystem

extension ByteChannel {
    /// Begins bytes that a thread of their own makes: a function that fills a buffer and says with how many of them, 0 at the end.
    ///
    /// What `make` throws is thrown where the bytes are read; where nobody reads any more, what it writes next is refused.
    static func reading(
        _ make: @escaping @Sendable (any ByteSink) throws -> Void
    ) -> (UnsafeMutableRawBufferPointer) throws -> Int {
        let (writer, reader) = ByteChannel.make()
        let reading = Reading(reader)
        DedicatedThread.start {
            do {
                try make(ChannelSink(writer))
                try writer.finish()
            } catch {
                writer.fail(error)
            }
        }
        return { try reading.reader.read(into: $0) }
    }
}

/// Ends the writer of a channel when nobody reads any more.
private final class Reading {
    let reader: ByteChannel.Reader

    init(_ reader: ByteChannel.Reader) { self.reader = reader }

    deinit { reader.fail(CancellationError()) }
}
