/// A pattern of Go's `path.Match`: `*` is anything but a slash, `?` one character but a slash, `[a-z]` and `[^a-z]` one of a
/// class, and a backslash takes the meaning of what follows it.
struct GlobPattern {
    private enum Piece {
        case scalar(Unicode.Scalar)
        case any
        case run
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let pieces: [Piece]

    /// Reads a pattern; `nil` for one that Go refuses: a class or an escape that does not end, an empty class.
    init?(_ text: String) {
        var rest = text.unicodeScalars[...]
        var pieces: [Piece] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": pieces.append(.run)
            case "?": pieces.append(.any)
            case "[":
                guard let piece = Self.readClass(&rest) else { return nil }
                pieces.append(piece)
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                pieces.append(.scalar(next))
            default: pieces.append(.scalar(scalar))
            }
        }
        self.pieces = pieces
    }

    private static func readClass(_ rest: inout Substring.UnicodeScalarView) -> Piece? {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        while !(rest.first == "]" && !ranges.isEmpty) {
            guard let low = readMember(&rest) else { return nil }
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                guard let end = readMember(&rest) else { return nil }
                high = end
            }
            // Go takes a range that runs backwards as one that nothing is in.
            if low <= high { ranges.append(low...high) } else { ranges.append("\u{10FFFF}"..."\u{10FFFF}") }
        }
        rest.removeFirst()
        return .oneOf(ranges, isNegated: isNegated)
    }

    private static func readMember(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let first = rest.popFirst(), first != "-", first != "]" else { return nil }
        return first == "\\" ? rest.popFirst() : first
    }

    /// Whether the whole text fits.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        // The places that the pattern so far may end at; a star adds all up to the next slash.
        var places: Set<Int> = [0]
        for piece in pieces {
            var next: Set<Int> = []
            for place in places {
                if case .run = piece {
                    next.insert(place)
                    var end = place
                    while end < scalars.count, scalars[end] != "/" {
                        end += 1
                        next.insert(end)
                    }
                } else if place < scalars.count, Self.fits(piece, scalars[place]) {
                    next.insert(place + 1)
                }
            }
            places = next
        }
        return places.contains(scalars.count)
    }

    private static func fits(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
        switch piece {
        case .scalar(let wanted): wanted == scalar
        case .any: scalar != "/"
        case .run: false
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated && scalar != "/"
        }
    }
}
