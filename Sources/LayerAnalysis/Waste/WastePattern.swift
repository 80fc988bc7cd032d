/// A path with `*` for any characters in a name, and `**` for any names or none. What is below a path that it fits, fits too.
///
/// Matched step by step while a tree is gone down: a state is the set of places in the pattern that the names so far lead to.
struct WastePattern: Hashable, Sendable {
    /// Places in the pattern as bits.
    typealias State = UInt32

    private enum Part: Hashable {
        case names
        case name(before: [UInt8], after: [UInt8], isWhole: Bool)
    }

    private let parts: [Part]
    let start: State
    private var end: State { 1 << State(parts.count) }

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "/")).map { part in
            if part.elementsEqual("**".utf8) { return .names }
            guard let star = part.firstIndex(of: UInt8(ascii: "*")) else {
                return .name(before: Array(part), after: [], isWhole: true)
            }
            return .name(
                before: Array(part[..<star]), after: Array(part[part.index(after: star)...]), isWhole: false)
        }
        start = Self.passing(parts, 1)
    }

    /// The state after one more name.
    func step(_ state: State, _ name: ArraySlice<UInt8>) -> State {
        var next: State = 0
        for (index, part) in parts.enumerated() where state & 1 << State(index) != 0 {
            switch part {
            case .names: next |= 1 << State(index)
            case .name(let before, let after, let isWhole):
                let fits =
                    isWhole
                    ? name.elementsEqual(before)
                    : name.count >= before.count + after.count && name.starts(with: before)
                        && name.suffix(after.count).elementsEqual(after)
                if fits { next |= 1 << State(index + 1) }
            }
        }
        return Self.passing(parts, next)
    }

    /// Whether the names so far are all that the pattern wants.
    func isMatch(_ state: State) -> Bool { state & end != 0 }

    /// `**` may be no name at all.
    private static func passing(_ parts: [Part], _ state: State) -> State {
        var state = state
        for (index, part) in parts.enumerated() where part == .names && state & 1 << State(index) != 0 {
            state |= 1 << State(index + 1)
        }
        return state
    }
}
