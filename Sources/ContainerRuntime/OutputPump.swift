internal import LinuxSystem

/// Reads what a process writes, until it has ended and everything is read.
struct OutputPump {
    let output: FileHandle?
    let error: FileHandle?

    /// Hands over each piece as it comes.
    ///
    /// - Throws: `CancellationError` where the current task is cancelled.
    func run(_ receive: (OutputStream, UnsafeRawBufferPointer) -> Void) throws {
        var open: [(stream: OutputStream, file: FileHandle)] = []
        if let output { open.append((.standardOutput, output)) }
        if let error { open.append((.standardError, error)) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)
        defer { buffer.deallocate() }
        while !open.isEmpty {
            try Cancellation.check()
            let ready = Readiness.wait(for: open.map(\.file.descriptor), milliseconds: 50)
            var ended: [Int] = []
            for (index, source) in open.enumerated() where ready[index] {
                let count = try source.file.read(into: buffer)
                if count == 0 { ended.append(index) } else { receive(source.stream, .init(rebasing: buffer[..<count])) }
            }
            for index in ended.reversed() { open.remove(at: index) }
        }
    }
}
