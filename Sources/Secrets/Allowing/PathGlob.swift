/// A pattern of paths: `*` and `?` stay within a name, `**` goes over any number of names; what begins with no slash may begin at any of them.
struct PathGlob: Hashable, Sendable {
    private let pattern: [UInt8]

    init(_ text: some StringProtocol) {
        var pattern = Array(text.utf8)
        if pattern.first == UInt8(ascii: "/") {
            pattern.removeFirst()
        } else if !pattern.starts(with: "**/".utf8) {
            pattern = Array("**/".utf8) + pattern
        }
        // A directory is all that is in it.
        if pattern.last == UInt8(ascii: "/") { pattern += Array("**".utf8) }
        self.pattern = pattern
    }

    /// Whether a path is of the pattern.
    func matches(_ path: [UInt8]) -> Bool {
        let path = path.first == UInt8(ascii: "/") ? path.dropFirst() : path[...]
        return Self.matches(pattern[...], path)
    }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        let star = UInt8(ascii: "*")
        if pattern.starts(with: "**".utf8) {
            var rest = pattern.dropFirst(2)
            if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
            if rest.isEmpty || matches(rest, path) { return true }
            return path.indices.contains { path[$0] == UInt8(ascii: "/") && matches(rest, path[($0 + 1)...]) }
        }
        if first == star {
            let rest = pattern.dropFirst()
            var end = path.startIndex
            while true {
                if matches(rest, path[end...]) { return true }
                guard end < path.endIndex, path[end] != UInt8(ascii: "/") else { return false }
                end += 1
            }
        }
        guard let byte = path.first, first == byte || first == UInt8(ascii: "?") && byte != UInt8(ascii: "/") else {
            return false
        }
        return matches(pattern.dropFirst(), path.dropFirst())
    }
}
