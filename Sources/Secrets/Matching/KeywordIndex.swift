internal import CMarks
internal import OCI

/// Finds all of some hundred keywords in one pass over bytes, at the speed of a few instructions a byte.
///
/// Of each keyword four bytes that are rare in texts are its anchor: two overlapping groups of three. Every second place of the
/// text is looked at, so that one of the two is met wherever the keyword stands; a table of bits says whether a group belongs to
/// any keyword; where it does, another says whether the four bytes are an anchor, and only then is compared. Groups and anchors
/// are compared without regard to case, keywords as they ask for it.
struct KeywordIndex: Sendable {
    /// What is looked for.
    struct Keyword: Sendable {
        /// Its text, three bytes at least; small letters where case does not matter.
        var text: [UInt8]
        /// Whether case matters.
        var isExact: Bool
        /// Which bytes follow it; wanted of a text of three bytes.
        var follow: ByteSet?
    }

    /// A keyword that stands somewhere.
    struct Hit {
        let keyword: Int
        /// Where its first byte is.
        let place: Int
    }

    private struct Entry {
        let group: UInt32
        let keyword: Int
        let offset: Int
    }

    private static let bits: UInt32 = 17
    private static let bucketBits: UInt32 = 12
    private static let anchorBits: UInt32 = 15
    private let keywords: [Keyword]
    private let isWide: Bool
    private var table = [UInt64](repeating: 0, count: 1 << (Int(KeywordIndex.bits) - 6))
    private var anchors = [UInt64](repeating: 0, count: 1 << (Int(KeywordIndex.anchorBits) - 6))
    private var bucketStarts = [Int32](repeating: 0, count: 1 << Int(KeywordIndex.bucketBits) + 1)
    private var entries: [Entry] = []
    /// How far behind the start of a keyword its anchor may begin.
    private var reach = 0

    /// Makes keywords ready. `isWide` is for tests: without it the processor looks at one place after the other.
    init(_ keywords: [Keyword], isWide: Bool = true) {
        self.keywords = keywords
        self.isWide = isWide
        for (number, keyword) in keywords.enumerated() {
            let folded = keyword.text.map { $0 | 0x20 }
            if folded.count == 3 {
                add(folded[0], folded[1], folded[2], number, 0)
                let next = Set((keyword.follow?.bytes ?? []).map { $0 | 0x20 })
                for byte in next.sorted() {
                    add(folded[1], folded[2], byte, number, 1)
                    addAnchor(folded + [byte])
                }
            } else {
                let offset = Self.rarest(folded)
                add(folded[offset], folded[offset + 1], folded[offset + 2], number, offset)
                add(folded[offset + 1], folded[offset + 2], folded[offset + 3], number, offset + 1)
                addAnchor(folded[offset..<offset + 4])
            }
        }
        sortEntries()
    }

    private mutating func add(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ keyword: Int, _ offset: Int) {
        let group = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16
        Self.insert(Self.hash(group), into: &table)
        entries.append(Entry(group: group, keyword: keyword, offset: offset))
        reach = max(reach, offset)
    }

    private mutating func addAnchor(_ bytes: some BidirectionalCollection<UInt8>) {
        Self.insert(Self.hash(UInt32(littleEndianBytes: bytes), Self.anchorBits), into: &anchors)
    }

    private mutating func sortEntries() {
        let shift = Self.bits - Self.bucketBits
        entries.sort { Self.hash($0.group) < Self.hash($1.group) }
        for entry in entries { bucketStarts[Int(Self.hash(entry.group) >> shift) + 1] += 1 }
        for bucket in 1..<bucketStarts.count { bucketStarts[bucket] += bucketStarts[bucket - 1] }
    }

    /// Where the four bytes begin that texts have least.
    private static func rarest(_ folded: [UInt8]) -> Int {
        // What is not among them is a mark or a digit, which texts have seldom; what stands last they have most.
        let common = Array("qzjxkvbywgpfmucdlhrsnioate ".utf8)
        func cost(_ start: Int) -> Int {
            folded[start..<start + 4].reduce(0) { $0 + ((common.firstIndex(of: $1) ?? 3) + 2) }
        }
        return (0...(folded.count - 4)).min { cost($0) < cost($1) } ?? 0
    }

    @inline(__always)
    private static func hash(_ group: UInt32, _ bits: UInt32 = KeywordIndex.bits) -> UInt32 {
        (group &* 0x9E37_79B1) >> (32 - bits)
    }

    private static func insert(_ hash: UInt32, into table: inout [UInt64]) {
        table[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
    }

    /// 1 where a table has a hash.
    @inline(__always)
    private static func bit(_ hash: UInt32, of table: UnsafePointer<UInt64>) -> Int {
        Int(truncatingIfNeeded: table[Int(hash >> 6)] >> UInt64(hash & 63) & 1)
    }

    /// Adds to `hits` every keyword that begins in a range of the bytes. It may end behind the range.
    func find(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ hits: inout [Hit]) {
        if range.isEmpty { return }
        let end = min(bytes.count, range.upperBound + reach + 2)
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Self.block / 2 + 8) { places in
            var place = range.lowerBound
            while place + 8 <= end {
                let begin = place
                let marks = mark(bytes, &place, to: min(end - 8, begin + Self.block - 8), places)
                let count = keepAnchors(bytes, from: begin, places, marks)
                for candidate in places[..<count] { compare(bytes, range, begin + Int(candidate), &hits) }
            }
            while place + 3 <= end {
                compare(bytes, range, place, &hits)
                place += 2
            }
        }
    }

    /// How many bytes are marked before the marks are looked at.
    private static let block = 6 << 10

    /// Writes down where a group of a keyword stands, as distances from `place`, and moves it behind what was looked at. There
    /// is no branch in it: what a text says cannot be foretold. Where the processor can, it looks at eight places at once.
    private func mark(
        _ bytes: UnsafeRawBufferPointer, _ place: inout Int, to last: Int, _ places: UnsafeMutableBufferPointer<UInt16>
    ) -> Int {
        table.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress, let base = bytes.baseAddress, let places = places.baseAddress else {
                return 0
            }
            @inline(__always)
            func isKnown(_ group: UInt32) -> Int { Self.bit(Self.hash(group & 0xFF_FFFF), of: table) }
            let begin = place
            var count = isWide ? strata_mark_groups(base, &place, last, table, places) : 0
            var current = place
            while current <= last {
                let word = base.loadUnaligned(fromByteOffset: current, as: UInt64.self) | 0x2020_2020_2020_2020
                let distance = UInt16(truncatingIfNeeded: current &- begin)
                places[count] = distance
                count &+= isKnown(UInt32(truncatingIfNeeded: word))
                places[count] = distance &+ 2
                count &+= isKnown(UInt32(truncatingIfNeeded: word >> 16))
                places[count] = distance &+ 4
                count &+= isKnown(UInt32(truncatingIfNeeded: word >> 32))
                current &+= 6
            }
            place = current
            return count
        }
    }

    /// Keeps those of the marks where the group may be part of an anchor, which begins there or one byte before.
    private func keepAnchors(
        _ bytes: UnsafeRawBufferPointer, from begin: Int, _ places: UnsafeMutableBufferPointer<UInt16>, _ marks: Int
    ) -> Int {
        anchors.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress, let base = bytes.baseAddress, let places = places.baseAddress else {
                return 0
            }
            @inline(__always)
            func isAnchor(at place: Int) -> Int {
                let word = base.loadUnaligned(fromByteOffset: place, as: UInt32.self) | 0x2020_2020
                return Self.bit(Self.hash(word, Self.anchorBits), of: table)
            }
            var count = 0
            for mark in 0..<marks {
                let place = begin &+ Int(places[mark])
                places[count] = places[mark]
                count &+= isAnchor(at: place) | isAnchor(at: max(place &- 1, 0))
            }
            return count
        }
    }

    private func compare(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ place: Int, _ hits: inout [Hit]) {
        let group =
            UInt32(bytes[place] | 0x20) | UInt32(bytes[place + 1] | 0x20) << 8 | UInt32(bytes[place + 2] | 0x20) << 16
        let bucket = Int(Self.hash(group) >> (Self.bits - Self.bucketBits))
        for index in Int(bucketStarts[bucket])..<Int(bucketStarts[bucket + 1]) where entries[index].group == group {
            let entry = entries[index]
            let start = place - entry.offset
            if range.contains(start), stands(keywords[entry.keyword], at: start, bytes) {
                hits.append(Hit(keyword: entry.keyword, place: start))
            }
        }
    }

    private func stands(_ keyword: Keyword, at start: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard start + keyword.text.count <= bytes.count else { return false }
        for offset in keyword.text.indices {
            let byte = bytes[start + offset]
            if (keyword.isExact ? byte : byte.smallLetter) != keyword.text[offset] { return false }
        }
        return true
    }
}
