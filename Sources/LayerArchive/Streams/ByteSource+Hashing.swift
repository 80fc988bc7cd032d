internal import LinuxSystem
public import OCI

extension ByteSource {
    /// Copies all that is left into a sink and computes its SHA-256 on another thread meanwhile. Stops when the task is
    /// cancelled.
    public func copyHashing(to sink: (any ByteSink)?) throws -> (digest: Digest, count: Int64) {
        let stream = TarStream(sink: sink)
        while try stream.produce(stream.chunkSize, { try read(into: $0) }) > 0 { try Cancellation.check() }
        guard let digest = try stream.finish() else { preconditionFailure("the stream is hashed") }
        return (digest, stream.total)
    }
}
