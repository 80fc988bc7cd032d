/// An indented JSON text that is written while it is made, so that long lists are never in memory: the same bytes as
/// ``JSONValue/indented(by:escapingHTML:)`` gives for the whole.
///
/// ```swift
/// var stream = JSONStream { output.write($0) }
/// stream.beginObject()
/// stream.add("name", .string("x"))
/// stream.beginArray("paths")
/// for path in paths { stream.add(.string(path)) }
/// stream.end()
/// stream.end()
/// stream.finish()
/// ```
public struct JSONStream: ~Copyable {
    private static let pieceSize = 1 << 16

    private var writer = JSONWriter(indent: Array("  ".utf8), escapesHTML: true)
    private let take: ([UInt8]) -> Void
    /// The lists that have begun and not ended, each with how many elements it has and what ends it.
    private var open: [(count: Int, end: UInt8)] = []

    /// - Parameter take: Called with the text, some of it at a time.
    public init(_ take: @escaping ([UInt8]) -> Void) { self.take = take }

    /// Begins an object, the first thing or an element of an array.
    public mutating func beginObject() { begin("{", "}") }

    /// Begins an object that is a member.
    public mutating func beginObject(_ key: String) {
        name(key)
        write("{", "}")
    }

    /// Begins an array that is a member.
    public mutating func beginArray(_ key: String) {
        name(key)
        write("[", "]")
    }

    /// Adds a member to the object that is open.
    public mutating func add(_ key: String, _ value: JSONValue) {
        name(key)
        writer.write(value, depth: open.count)
        flush()
    }

    /// Adds an element to the array that is open.
    public mutating func add(_ value: JSONValue) {
        separate()
        writer.write(value, depth: open.count)
        flush()
    }

    /// Ends the array or object that was begun last.
    public mutating func end() {
        guard let last = open.popLast() else { return }
        if last.count > 0 { writer.newLine(open.count) }
        writer.bytes.append(last.end)
    }

    /// Gives away the rest, with the end of the last line.
    public consuming func finish() {
        writer.bytes.append(0x0A)
        take(writer.bytes)
    }

    private mutating func begin(_ first: Unicode.Scalar, _ last: Unicode.Scalar) {
        if !open.isEmpty { separate() }
        write(first, last)
    }

    private mutating func write(_ first: Unicode.Scalar, _ last: Unicode.Scalar) {
        writer.bytes.append(UInt8(ascii: first))
        open.append((0, UInt8(ascii: last)))
    }

    private mutating func name(_ key: String) {
        separate()
        writer.write(key)
        writer.bytes += ": ".utf8
    }

    private mutating func separate() {
        if open[open.count - 1].count > 0 { writer.bytes.append(UInt8(ascii: ",")) }
        open[open.count - 1].count += 1
        writer.newLine(open.count)
    }

    private mutating func flush() {
        guard writer.bytes.count >= Self.pieceSize else { return }
        take(writer.bytes)
        writer.bytes.removeAll(keepingCapacity: true)
    }
}
