import LayerAnalysis
import LinuxSystem

/// Which paths a filter keeps.
///
/// As dive has it, a filter is a regular expression that is found in the path. A text without any character that means something in one
/// stands for itself, the full stop too. Small letters stand for large ones as well.
struct TreeFilter: Sendable {
    private enum Pattern: Sendable {
        case name([UInt8])
        case path([UInt8])
        case expression(ByteExpression)
    }

    private let pattern: Pattern
    private let ignoresCase: Bool

    /// Reads a filter; `nil` and why in `reason` where it is none.
    init?(_ text: String, reason: inout String) {
        ignoresCase = text == text.lowercased()
        if text.utf8.contains(where: { #"\^$*+?()[]{}|"#.utf8.contains($0) }) {
            guard let expression = ByteExpression(text, ignoringCase: ignoresCase, reason: &reason) else { return nil }
            pattern = .expression(expression)
        } else {
            pattern = text.utf8.contains(UInt8(ascii: "/")) ? .path(Array(text.utf8)) : .name(Array(text.utf8))
        }
    }

    /// For each node whether its path matches; `nil` where `isCancelled` says so in between.
    func matches(_ stack: StackedTree, isCancelled: () -> Bool) -> [Bool]? {
        var result = [Bool](repeating: false, count: stack.count)
        for node in 1..<max(1, stack.count) {
            if node & 0x3FFF == 0, isCancelled() { return nil }
            switch pattern {
            case .name(let text):
                // What is in a directory that matches has the text in its path too.
                result[node] = result[stack.parent(of: node)] || contains(stack.name(of: node), text)
            case .path(let text):
                result[node] = result[stack.parent(of: node)] || contains(([0x2F] + stack.path(of: node))[...], text)
            case .expression(let expression):
                result[node] = expression.isFound(in: [0x2F] + stack.path(of: node))
            }
        }
        return result
    }

    private func contains(_ name: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool {
        guard let first = text.first, name.count >= text.count else { return text.isEmpty }
        let ignoresCase = ignoresCase
        return name.withUnsafeBufferPointer { name in
            var start = 0
            while start <= name.count - text.count {
                if Self.folded(name[start], ignoresCase) == first,
                    text.indices.allSatisfy({ Self.folded(name[start + $0], ignoresCase) == text[$0] })
                {
                    return true
                }
                start += 1
            }
            return false
        }
    }

    private static func folded(_ byte: UInt8, _ isFolded: Bool) -> UInt8 {
        isFolded && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
