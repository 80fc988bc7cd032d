/// A version of Alpine's packages: `1.2.3b_rc1-r4` (apk-package(5)).
struct ApkVersion {
    /// What may follow the numbers, in its order; those before `nil` precede the release itself.
    private static let suffixes: [String?] = ["alpha", "beta", "pre", "rc", nil, "cvs", "svn", "git", "hg", "p"]

    private var numbers: [ArraySlice<UInt8>] = []
    private var letter: ArraySlice<UInt8> = []
    private var suffixes: [(rank: Int, number: ArraySlice<UInt8>)] = []
    private var revision: ArraySlice<UInt8> = []

    /// Takes a version apart; what does not belong to one is left out.
    init(_ version: [UInt8]) {
        var rest = version[...]
        numbers.append(rest.takeNumber())
        while rest.first == UInt8(ascii: "."), rest.dropFirst().first?.isDigit == true {
            rest.removeFirst()
            numbers.append(rest.takeNumber())
        }
        letter = rest.takeLetters()
        while rest.first == UInt8(ascii: "_") {
            rest.removeFirst()
            let name = String(decoding: rest.takeLetters(), as: UTF8.self)
            suffixes.append((Self.rank(name), rest.takeNumber()))
        }
        if let mark = rest.lastIndex(of: UInt8(ascii: "r")), mark > rest.startIndex,
            rest[mark - 1] == UInt8(ascii: "-")
        {
            rest = rest[(mark + 1)...]
            revision = rest.takeNumber()
        }
    }

    private static func rank(_ name: String?) -> Int { suffixes.firstIndex(of: name) ?? suffixes.count }

    /// Whether it is later than another: less than zero, zero, or greater.
    func compare(_ other: ApkVersion) -> Int {
        for (first, second) in zip(numbers, other.numbers) {
            let order = first.compareNumber(second)
            if order != 0 { return order }
        }
        if numbers.count != other.numbers.count { return numbers.count - other.numbers.count }
        let letters = letter.compareBytes(other.letter)
        if letters != 0 { return letters }
        for index in 0..<max(suffixes.count, other.suffixes.count) {
            let none = (rank: Self.rank(nil), number: ArraySlice<UInt8>())
            let first = index < suffixes.count ? suffixes[index] : none
            let second = index < other.suffixes.count ? other.suffixes[index] : none
            if first.rank != second.rank { return first.rank - second.rank }
            let order = first.number.compareNumber(second.number)
            if order != 0 { return order }
        }
        return revision.compareNumber(other.revision)
    }
}
