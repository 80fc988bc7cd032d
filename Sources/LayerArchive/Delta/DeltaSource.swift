/// Reads the uncompressed archive of a layer out of its delta and of the files that other layers have.
///
/// Bounded memory whatever the delta says; the caller compares the digest of what comes.
public final class DeltaSource: ByteSource {
    /// Opens a file of a layer, by the layer's number; the path is that of a layer's entry, without `..`.
    public typealias Opener = (_ layer: Int, _ path: [UInt8]) throws -> any ByteSource

    private enum State {
        case atStart
        case betweenRecords
        case bytes(left: UInt64)
        case file(any ByteSource, path: [UInt8], left: UInt64)
        case atEnd
    }

    private let delta: any ByteSource
    private let open: Opener
    private var state = State.atStart
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var available = 0..<0

    /// Reads a delta that is not compressed.
    public init(_ delta: any ByteSource, opening open: @escaping Opener) {
        self.delta = delta
        self.open = open
    }

    /// Reads the next bytes of the archive.
    ///
    /// - Throws: `badDelta`; what the delta's source and the opener throw.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            switch state {
            case .atEnd: return 0
            case .atStart:
                for expected in LayerDelta.magic where try byte() != expected {
                    throw Self.bad("it does not begin as one, or is of another version")
                }
                state = .betweenRecords
            case .betweenRecords: try beginRecord()
            case .bytes(let left):
                let count = try take(into: target, atMost: left)
                state = left == UInt64(count) ? .betweenRecords : .bytes(left: left - UInt64(count))
                return count
            case .file(let source, let path, let left):
                let room = Int(min(left, UInt64(target.count)))
                let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: target[..<room]))
                if count == 0 { throw Self.bad("\(shown(path)) has fewer bytes here than the delta counts on") }
                state =
                    left == UInt64(count)
                    ? .betweenRecords : .file(source, path: path, left: left - UInt64(count))
                return count
            }
        }
    }

    private func beginRecord() throws {
        switch try byte() {
        case LayerDelta.end: state = .atEnd
        case LayerDelta.bytes:
            let count = try number()
            if count > 0 { state = .bytes(left: count) }
        case LayerDelta.file:
            let layer = try number()
            let length = try number()
            guard layer <= UInt64(Int32.max), length > 0, length <= UInt64(LayerDelta.pathLimit) else {
                throw Self.bad("it names a file that cannot be")
            }
            var path: [UInt8] = []
            for _ in 0..<length { path.append(try byte()) }
            if let fault = LayerPath.fault(in: path) { throw fault }
            let size = try number()
            if size > 0 { state = .file(try open(Int(layer), path), path: path, left: size) }
        case let kind: throw Self.bad("it has a record of the kind \(kind)")
        }
    }

    private func take(into target: UnsafeMutableRawBufferPointer, atMost limit: UInt64) throws -> Int {
        if available.isEmpty { try refill() }
        let count = min(available.count, target.count, Int(min(limit, UInt64(Int.max))))
        let start = available.lowerBound
        buffer.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
        available = start + count..<available.upperBound
        return count
    }

    private func byte() throws -> UInt8 {
        if available.isEmpty { try refill() }
        defer { available = available.lowerBound + 1..<available.upperBound }
        return buffer[available.lowerBound]
    }

    private func number() throws -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 63, by: 7) {
            let byte = try byte()
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        throw Self.bad("it has a number that is too long")
    }

    private func refill() throws {
        let count = try buffer.withUnsafeMutableBytes { try delta.read(into: $0) }
        if count == 0 { throw Self.bad("it ends too soon") }
        available = 0..<count
    }

    private static func bad(_ what: String) -> LayerArchiveError {
        LayerArchiveError(
            .badDelta, "the delta of a layer cannot be read: \(what)",
            hint: "make the delta again; it is the other side's layers that it is to be made from")
    }
}
