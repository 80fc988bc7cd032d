/// A number of a JSON text, kept as it was written.
///
/// No digit is lost and none appears: what was read is written again the same, whatever its size.
public struct JSONNumber: Hashable, Sendable {
    /// The number as it stands in the text.
    public let text: String

    /// Keeps a text that the parser found to be a number.
    init(validated text: String) { self.text = text }

    /// Makes a whole number.
    public init(_ value: some BinaryInteger) { text = String(value) }

    /// Makes a number from a finite floating-point value; `nil` for infinities and what is not a number.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : "\(value)"
    }

    /// The number if it is whole and fits.
    public var int64: Int64? { Int64(text) }
    /// The nearest floating-point value.
    public var double: Double? { Double(text) }
}
