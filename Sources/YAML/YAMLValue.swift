/// What a YAML document says (YAML 1.1 as libyaml reads it): the first document of a stream, with its aliases replaced.
///
/// A scalar is a text, whatever it looks like: who reads it knows whether a number, a truth value or a text is wanted. Tags
/// count for nothing.
public indirect enum YAMLValue: Hashable, Sendable {
    /// A text, a number, a truth value. `isPlain`: it stands without quotes, so that `8` may be meant as a number.
    case scalar(String, isPlain: Bool)
    /// Values in order.
    case list([YAMLValue])
    /// Names with their values, in order.
    case mapping([Entry])

    /// A name with its value.
    public struct Entry: Hashable, Sendable {
        /// The name: a scalar; other keys are refused.
        public var key: String
        /// The value; an empty scalar where none follows.
        public var value: YAMLValue
        /// The line of the name, counted from one.
        public var line: Int
    }

    /// What cannot be read.
    public struct Fault: Error, Hashable, Sendable {
        /// The line, counted from one.
        public var line: Int
        /// What was found, as a sentence without capital and full stop.
        public var message: String

        /// Makes a fault.
        public init(line: Int, message: String) {
            self.line = line
            self.message = message
        }
    }

    /// Reads a document; an empty one is a mapping without entries.
    ///
    /// Levels below 64, values above 100,000 (each alias counts what it stands for) and names that occur twice are refused.
    ///
    /// - Throws: ``Fault`` at the line that is not understood.
    public init(parsing bytes: [UInt8]) throws(Fault) {
        var composer = YAMLComposer(bytes)
        self = try composer.document()
    }

    /// Reads a text, as ``init(parsing:)-(_)`` does.
    public init(parsing text: String) throws(Fault) { try self.init(parsing: Array(text.utf8)) }

    /// The entries, if this is a mapping.
    public var entries: [Entry] { if case .mapping(let entries) = self { entries } else { [] } }
    /// Whether nothing stands here.
    public var isEmpty: Bool { self == .scalar("", isPlain: true) || self == .mapping([]) }
    /// The text, if this is a scalar that is not empty.
    public var text: String? { if case .scalar(let text, _) = self, !text.isEmpty { text } else { nil } }
    /// The texts of a list, or of a scalar as a list of one; `nil` where something else is in it.
    public var texts: [String]? {
        switch self {
        case .scalar(let text, _): return text.isEmpty ? [] : [text]
        case .list(let elements):
            let texts = elements.compactMap(\.text)
            return texts.count == elements.count ? texts : nil
        case .mapping: return nil
        }
    }
    /// The value of a name.
    public subscript(key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }
}
