import TestRandom
import Testing

@testable import Secrets

@Suite("The index of keywords")
struct KeywordIndexTests {
    /// A found keyword and its place, to be compared.
    private struct Place: Hashable {
        let keyword: Int
        let place: Int
    }

    private static func keywords(_ random: inout SeededGenerator, of characters: String) -> [KeywordIndex.Keyword] {
        let alphabet = Array(characters.utf8)
        return (0..<40).map { _ in
            let isExact = random.below(2) == 0
            let text = (0..<(3 + random.below(6))).map { _ in alphabet[random.below(alphabet.count)] }
            return KeywordIndex.Keyword(
                text: isExact ? text : text.map(\.smallLetter), isExact: isExact,
                follow: text.count == 3 ? ByteSet(characters) : nil)
        }
    }

    /// Each keyword compared at each place; one of three bytes counts where a byte that may follow it does.
    private static func expected(
        _ keywords: [KeywordIndex.Keyword], _ bytes: [UInt8], _ range: Range<Int>
    ) -> Set<Place> {
        var found: Set<Place> = []
        for place in range {
            for (number, keyword) in keywords.enumerated() where place + keyword.text.count <= bytes.count {
                let part = bytes[place..<place + keyword.text.count]
                let stands = keyword.isExact ? Array(part) == keyword.text : part.map(\.smallLetter) == keyword.text
                if stands { found.insert(Place(keyword: number, place: place)) }
            }
        }
        return found
    }

    @Test("finds every keyword at every place of a text, with and without wide registers", arguments: 0..<40)
    func everyPlace(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let characters = seed % 2 == 0 ? "abAB_1" : "abcdefghKLMNOP_.:/09-"
        let alphabet = Array(characters.utf8)
        let keywords = Self.keywords(&random, of: characters)
        let wide = KeywordIndex(keywords)
        let narrow = KeywordIndex(keywords, isWide: false)
        let count = random.below(seed % 4 == 0 ? 60 : 20_000)
        let bytes = (0..<count).map { _ in
            random.below(9) == 0 ? UInt8(random.below(256)) : alphabet[random.below(alphabet.count)]
        }
        let start = random.below(count + 1)
        for range in [0..<count, start..<count, 0..<start] {
            let expected = Self.expected(keywords, bytes, range)
            for index in [wide, narrow] {
                var hits: [KeywordIndex.Hit] = []
                bytes.withUnsafeBytes { index.find(in: $0, range, &hits) }
                let found = hits.map { Place(keyword: $0.keyword, place: $0.place) }
                #expect(Set(found).isSubset(of: expected))
                #expect(Set(found).count == found.count, "each once")
                // What the index leaves out are keywords of three bytes behind which nothing stands that may.
                let missing = expected.subtracting(found)
                for place in missing {
                    let keyword = keywords[place.keyword]
                    let next = place.place + keyword.text.count
                    #expect(
                        keyword.text.count == 3
                            && (next >= bytes.count || keyword.follow?.contains(bytes[next]) == false),
                        "keyword \(place.keyword) at \(place.place) of \(count)")
                }
            }
        }
    }
}
