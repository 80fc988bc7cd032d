import Findings

/// Searches files for credentials, one after the other, as their bytes come by.
///
/// What is found does not depend on the pieces that a file comes in. At most ``capacity`` bytes are held, and of a file at most
/// ``limit`` findings. Used by one thread.
public struct SecretScanner {
    /// How many bytes of a file are held at most.
    public static let capacity = 512 << 10
    /// How many findings a file has at most: what has more is a list of test data, and the first say so.
    public static let limit = 1000

    private let rules: SecretRules
    private let allowList: SecretAllowList
    private let salt: [UInt8]
    private var context = SecretContext(path: [])
    private var buffer: [UInt8] = []
    /// Where in the file the buffer begins.
    private var base = 0
    /// The first byte of the buffer that was not searched for keywords.
    private var searched = 0
    private var isBegun = false
    private var lines = LineCounter()
    private var hits: [KeywordIndex.Hit] = []
    private var found: [FoundSecret] = []

    /// A search by some rules; what a list allows is found, and said to be allowed.
    public init(
        _ rules: SecretRules, allowing: SecretAllowList = SecretAllowList(), salt: [UInt8] = SecretBaseline.commonSalt
    ) {
        (allowList, self.salt) = (allowing, salt)
        self.rules = rules
        buffer.reserveCapacity(Self.capacity)
    }

    /// Begins a file; its path says what kind of text it is.
    public mutating func begin(path: [UInt8]) {
        context = SecretContext(path: path)
        buffer.removeAll(keepingCapacity: true)
        (base, searched, isBegun) = (0, 0, false)
        lines = LineCounter()
        found.removeAll(keepingCapacity: true)
    }

    /// Goes on with the file.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.capacity - buffer.count)
            buffer.append(contentsOf: piece)
            rest = rest.dropFirst(piece.count)
            if buffer.count == Self.capacity { search(isEnd: false) }
        }
    }

    /// Ends the file: what was found in it, in order.
    public mutating func finish() -> [SecretMatch] {
        search(isEnd: true)
        return SecretOverlaps.resolved(found).prefix(Self.limit).map { $0.match(rules.rules[$0.rule]) }
    }

    /// Searches a text that is there as a whole.
    public mutating func matches(in bytes: [UInt8], path: [UInt8]) -> [SecretMatch] {
        begin(path: path)
        bytes.withUnsafeBytes { feed($0) }
        return finish()
    }

    /// Searches a name: only credentials with a form of their own are looked for.
    public mutating func matches(inName name: [UInt8], path: [UInt8]) -> [SecretMatch] {
        begin(path: path)
        (isBegun, context.isBinary) = (true, true)
        name.withUnsafeBytes { feed($0) }
        return finish()
    }

    /// A name with what may be shown of each credential in its place.
    public mutating func masked(name: [UInt8]) -> [UInt8] { Self.masked(name, matches(inName: name, path: [])) }

    private static func masked(_ text: [UInt8], _ matches: [SecretMatch]) -> [UInt8] {
        var bytes = text
        for match in matches.reversed() {
            let range = match.range.start.offset..<match.range.end.offset
            bytes.replaceSubrange(range, with: match.redacted.utf8)
        }
        return bytes
    }

    /// A text of a command or a setting with what may be shown of each credential in its place.
    public mutating func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return String(
            decoding: Self.masked(bytes, matches(in: bytes, path: Array("environment".utf8))), as: UTF8.self)
    }

    /// Looks for keywords as far as all that belongs to them is there, and lets go of what nothing needs any more.
    private mutating func search(isEnd: Bool) {
        if !isBegun {
            isBegun = true
            context.isBinary = buffer.prefix(8192).contains(0)
        }
        let end = isEnd ? buffer.count : buffer.count - SourceView.ahead
        buffer.withUnsafeBytes { bytes in
            hits.removeAll(keepingCapacity: true)
            rules.index.find(in: bytes, searched..<end, &hits)
            for hit in hits where found.count < 4 * Self.limit { take(hit, bytes) }
            if isEnd, base == 0, buffer.count <= CredentialList.limit { takeWhole(bytes) }
            locate(bytes)
        }
        let kept = isEnd ? buffer.count : max(0, end - SourceView.behind)
        buffer.withUnsafeBytes { lines.pass($0[..<kept], isText: !context.isBinary) }
        buffer.removeFirst(kept)
        base += kept
        searched = end - kept
    }

    private mutating func take(_ hit: KeywordIndex.Hit, _ bytes: UnsafeRawBufferPointer) {
        let view = SourceView(bytes, around: hit.place)
        let owner = rules.owners[hit.keyword]
        for number in owner.rules {
            let rule = rules.rules[number]
            guard !context.isBinary || rule.matcher.isForBinaries else { continue }
            guard let candidate = rule.candidate(hit.place..<hit.place + owner.length, in: view, context) else {
                continue
            }
            add(number, candidate, view)
        }
    }

    /// Files whose names say what they hold.
    private mutating func takeWhole(_ bytes: UnsafeRawBufferPointer) {
        guard !context.isBinary else { return }
        let view = SourceView(whole: bytes)
        for (number, rule) in rules.rules.enumerated() {
            switch rule.matcher {
            case .structure(.wholeFile) where buffer.count <= WholeFile.limit:
                if let candidate = WholeFile.candidate(in: view, context) { add(number, candidate, view) }
            case .structure(.credentialList):
                for candidate in CredentialList.candidates(in: view, context) { add(number, candidate, view) }
            default: continue
            }
        }
    }

    private mutating func add(_ number: Int, _ candidate: SecretCandidate, _ view: SourceView) {
        let rule = rules.rules[number]
        found.append(
            FoundSecret(number, rule, candidate, in: view, base: base) { secret, identity in
                allowList.allows(rule: rule.name, path: context.path, secret: secret, identity: identity, salt: salt)
            })
    }

    /// Gives what was found in this buffer its line and column.
    private mutating func locate(_ bytes: UnsafeRawBufferPointer) {
        for index in found.indices where found[index].range == nil {
            let start = found[index].offset - base
            found[index].range = TextRange(
                lines.position(of: start, in: bytes, base: base, isText: !context.isBinary),
                lines.position(
                    of: min(start + found[index].length, bytes.count), in: bytes, base: base, isText: !context.isBinary)
            )
        }
    }
}

/// Counts the lines of a file whose bytes come by.
struct LineCounter {
    private var line = 1
    /// Where in the file the line begins.
    private var lineStart = 0
    private var passed = 0

    /// Goes on over bytes that are let go.
    mutating func pass(_ bytes: Slice<UnsafeRawBufferPointer>, isText: Bool) {
        if isText, let last = bytes.lastIndex(of: UInt8(ascii: "\n")) {
            line += Self.count(UnsafeRawBufferPointer(rebasing: bytes))
            lineStart = passed + last - bytes.startIndex + 1
        }
        passed += bytes.count
    }

    /// The place of a byte of the buffer that begins where was gone to.
    func position(of index: Int, in bytes: UnsafeRawBufferPointer, base: Int, isText: Bool) -> TextPosition {
        guard isText else { return TextPosition(offset: base + index, line: 1, column: base + index + 1) }
        let before = UnsafeRawBufferPointer(rebasing: bytes[..<index])
        guard let last = before.lastIndex(of: UInt8(ascii: "\n")) else {
            return TextPosition(offset: base + index, line: line, column: base + index - lineStart + 1)
        }
        return TextPosition(offset: base + index, line: line + Self.count(before), column: index - last)
    }

    /// The line feeds among some bytes, eight at a time: a byte that is one becomes 1 in its place of the word, and 31 words are summed up
    /// before a place can overflow.
    private static func count(_ bytes: UnsafeRawBufferPointer) -> Int {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        var result = 0
        var place = 0
        while place + 8 <= bytes.count {
            var sum: UInt64 = 0
            let end = min(place + 31 * 8, bytes.count & ~7)
            while place + 8 <= end {
                let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ 0x0A0A_0A0A_0A0A_0A0A
                sum &+= ~(((word & low) &+ low) | word | low) >> 7
                place += 8
            }
            result += Int((sum &* 0x0101_0101_0101_0101) >> 56)
        }
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "\n") { result += 1 }
            place += 1
        }
        return result
    }
}
