/// Which bytes a function that percent-encodes leaves as they are: languages differ.
struct PercentSpelling {
    /// RFC 3986, section 2.3: `curl --data-urlencode`, Go's PathEscape, `@uri` of jq.
    static let standard = PercentSpelling(kept: "-._~")

    /// In the order in which they stand: Python's quote, JavaScript's encodeURIComponent and encodeURI, quote_plus and Go's
    /// QueryEscape, forms of browsers and Java, PHP's urlencode, and scripts that put a sign before each byte.
    static let others = [
        PercentSpelling(kept: "-._~/"), PercentSpelling(kept: "-._~!'()*"),
        PercentSpelling(kept: "-._~!'()*;/?:@&=+$,#"),
        PercentSpelling(kept: "-._~", plusForSpace: true), PercentSpelling(kept: "-._*", plusForSpace: true),
        PercentSpelling(kept: "-._", plusForSpace: true), PercentSpelling(kept: nil),
    ]

    /// The characters that are kept besides letters and digits; `nil` where nothing is.
    private let kept: [UInt8]?
    private let plusForSpace: Bool

    private init(kept: String?, plusForSpace: Bool = false) {
        self.kept = kept.map { Array($0.utf8) }
        self.plusForSpace = plusForSpace
    }

    /// What stands for a byte; `nil` where it is escaped.
    func letter(for byte: UInt8) -> UInt8? {
        guard let kept else { return nil }
        if plusForSpace, byte == UInt8(ascii: " ") { return UInt8(ascii: "+") }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return byte
        default: return kept.contains(byte) ? byte : nil
        }
    }
}
