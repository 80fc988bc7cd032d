internal import LayerArchive
internal import LinuxSystem
internal import OCI

extension Store {
    /// Compresses a layer as zstd:chunked: its archive is made on a thread of its own.
    ///
    /// - Returns: `nil` where the form cannot say what the archive holds; what was written is worth nothing then.
    func encodeChunked(_ layer: Layer, _ encoding: LayerEncoding, to sink: any ByteSink) throws -> EncodedLayer? {
        let (writer, reader) = ByteChannel.make()
        DedicatedThread.start {
            do {
                try self.writeTar(of: layer, to: ChannelSink(writer))
                try writer.finish()
            } catch { writer.fail(error) }
        }
        let digesting = DigestingSink(sink)
        do {
            let spill = { [directory] in try directory.makeUnnamedFile(mode: 0o600) }
            guard
                let annotations = try ChunkedWriter.write(reader, level: encoding.level, to: digesting, spill: spill)
            else {
                reader.fail(CancellationError())
                return nil
            }
            let size = digesting.count
            return EncodedLayer(digest: digesting.finalize(), size: size, annotations: annotations)
        } catch {
            reader.fail(error)
            throw error
        }
    }
}

extension Migration {
    /// Version 10: what a manifest says of a blob that Strata made, beside its digest.
    static let encodingAnnotations = Migration { connection in
        try connection.execute("ALTER TABLE encodings ADD COLUMN annotations TEXT NOT NULL DEFAULT '{}'")
    }
}
