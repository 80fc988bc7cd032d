extension PathPattern {
    /// Whether the whole path matches.
    func matches(_ path: ArraySlice<UInt8>) -> Bool {
        switch strategy {
        case .literal(let bytes): return bytes.count == path.count && path.elementsEqual(bytes)
        case .lastParts(let bytes):
            guard path.count >= bytes.count, path.suffix(bytes.count).elementsEqual(bytes) else { return false }
            return path.count == bytes.count || path[path.endIndex - bytes.count - 1] == UInt8(ascii: "/")
        case .greedy: return matchesGreedily(path, isPrefix: false)
        case .exhaustive: return matchesExhaustively(path, isPrefix: false)
        }
    }

    /// Whether some path below this directory could match: whether the pattern can eat `directory/` and go on.
    func canMatch(below directory: ArraySlice<UInt8>) -> Bool {
        let path = Array(directory) + [UInt8(ascii: "/")]
        switch strategy {
        case .literal(let bytes): return bytes.count > path.count && bytes.starts(with: path)
        case .lastParts: return true
        case .greedy: return matchesGreedily(path[...], isPrefix: true)
        case .exhaustive: return matchesExhaustively(path[...], isPrefix: true)
        }
    }

    /// A place to go back to: a run that may eat one more.
    private struct Choice {
        var token: Int
        var index: Int
    }

    /// Matches with one place to go back to for `*` and one for `**/`. Time: pattern times path for each part of the
    /// path.
    private func matchesGreedily(_ path: ArraySlice<UInt8>, isPrefix: Bool) -> Bool {
        var token = 0
        var index = path.startIndex
        var run: Choice?
        var directories: Choice?
        while true {
            if index == path.endIndex, isPrefix || token == tokens.count { return true }
            if token < tokens.count {
                switch tokens[token] {
                case .anything: return anythingMatches(path[index...], token, isPrefix)
                case .directories:
                    directories = Choice(token: token, index: index)
                    run = nil
                    token += 1
                    continue
                case .anyRun:
                    run = Choice(token: token, index: index)
                    token += 1
                    continue
                case let single:
                    if let width = width(of: single, in: path, at: index) {
                        index += width
                        token += 1
                        continue
                    }
                }
            }
            if let place = PathPattern.extend(&run, in: path) {
                (token, index) = (place.token + 1, place.index)
            } else if let place = PathPattern.skipDirectory(&directories, in: path) {
                run = nil
                (token, index) = (place.token + 1, place.index)
            } else {
                return false
            }
        }
    }

    /// `**` at the end eats all; before literal text it asks for the path's end.
    private func anythingMatches(_ rest: ArraySlice<UInt8>, _ token: Int, _ isPrefix: Bool) -> Bool {
        if isPrefix || token == tokens.count - 1 { return true }
        let suffix = tokens[(token + 1)...]
        guard rest.count >= suffix.count else { return false }
        return zip(rest.suffix(suffix.count), suffix).allSatisfy { .byte($0) == $1 }
    }

    /// How many bytes a token that stands for one scalar eats; `nil` where it does not match.
    private func width(of token: Token, in path: ArraySlice<UInt8>, at index: Int) -> Int? {
        guard index < path.endIndex else { return nil }
        switch token {
        case .byte(let byte): return path[index] == byte ? 1 : nil
        case .anyScalar:
            return path[index] == UInt8(ascii: "/") ? nil : PathPattern.scalar(in: path, at: index).width
        case .scalars(let ranges, let isNegated):
            let (scalar, width) = PathPattern.scalar(in: path, at: index)
            return ranges.contains { $0.contains(scalar) } != isNegated ? width : nil
        default: return nil
        }
    }

    /// Lets the last `*` eat one more scalar.
    private static func extend(_ run: inout Choice?, in path: ArraySlice<UInt8>) -> Choice? {
        guard var choice = run, choice.index < path.endIndex, path[choice.index] != UInt8(ascii: "/") else {
            run = nil
            return nil
        }
        choice.index += scalar(in: path, at: choice.index).width
        run = choice
        return choice
    }

    /// Lets the last `**/` eat up to the next slash.
    private static func skipDirectory(_ directories: inout Choice?, in path: ArraySlice<UInt8>) -> Choice? {
        guard var choice = directories,
            let slash = path[choice.index...].firstIndex(of: UInt8(ascii: "/"))
        else { return nil }
        choice.index = slash + 1
        directories = choice
        return choice
    }

    /// Matches by trying every token at every place at most once. Time and memory: pattern times path.
    private func matchesExhaustively(_ path: ArraySlice<UInt8>, isPrefix: Bool) -> Bool {
        var seen = Array(repeating: false, count: (tokens.count + 1) * (path.count + 1))
        var open = [(token: 0, index: path.startIndex)]
        while let (token, index) = open.popLast() {
            let mark = token * (path.count + 1) + index - path.startIndex
            if seen[mark] { continue }
            seen[mark] = true
            if index == path.endIndex, isPrefix || token == tokens.count { return true }
            guard token < tokens.count else { continue }
            switch tokens[token] {
            case .anything:
                if anythingMatches(path[index...], token, isPrefix) { return true }
            case .anyRun:
                open.append((token + 1, index))
                if let width = width(of: .anyScalar, in: path, at: index) { open.append((token, index + width)) }
            case .directories:
                open.append((token + 1, index))
                if let slash = path[index...].firstIndex(of: UInt8(ascii: "/")) {
                    open.append((token, slash + 1))
                }
            case let single:
                if let width = width(of: single, in: path, at: index) { open.append((token + 1, index + width)) }
            }
        }
        return false
    }
}
