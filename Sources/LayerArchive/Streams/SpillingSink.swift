internal import LinuxSystem

/// Gathers bytes to be written elsewhere later: up to a MiB in memory, more in a file.
final class SpillingSink: ByteSink {
    private static let mostInMemory = 1 << 20

    private let spill: () throws -> FileHandle?
    private var bytes: [UInt8] = []
    private var file: FileHandle?
    private var inFile: Int64 = 0
    private var isAsked = false

    /// Gathers nothing yet.
    ///
    /// - Parameter spill: Opens an empty file to write to and read from, when it is needed; `nil` where there can be none: all stays in
    ///   memory then.
    init(spill: @escaping () throws -> FileHandle?) { self.spill = spill }

    /// How many bytes were written.
    var count: Int64 { inFile + Int64(bytes.count) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if self.bytes.count + bytes.count > Self.mostInMemory { try makeRoom() }
        self.bytes.append(contentsOf: bytes)
    }

    private func makeRoom() throws {
        if !isAsked {
            file = try spill()
            isAsked = true
        }
        guard let file else { return }
        try bytes.withUnsafeBytes { try file.write($0) }
        inFile += Int64(bytes.count)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes all bytes to another sink.
    func copy(to sink: any ByteSink) throws {
        if let file { try FileRangeSource(file, offset: 0, count: inFile).copy(to: sink) }
        try sink.write(bytes)
    }
}
