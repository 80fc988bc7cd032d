/// Files that hold private keys in a form of their own and no text.
enum KeyStore {
    /// The bag of a key under a password in PKCS #12 (RFC 7292, section 4.2.2): 1.2.840.113549.1.12.10.1.2.
    private static let bag: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x02]
    /// Version 3 of a store in PKCS #12, behind the head of the sequence around it.
    static let store: [UInt8] = [0x02, 0x01, 0x03, 0x30, 0x82]
    /// The beginning of Java's key store, and that of its other form, JCEKS.
    static let java: [[UInt8]] = [[0xFE, 0xED, 0xFE, 0xED, 0, 0, 0], [0xCE, 0xCE, 0xCE, 0xCE, 0, 0, 0]]
    /// A key in DER, behind the head of the sequence around it: PKCS #8 (RFC 5958) of RSA, elliptic curves and Ed25519, PKCS #1 (RFC 8017) of 2048 bits
    /// and more, SEC 1 (RFC 5915) of 256 and 384 bits.
    static let keys: [[UInt8]] = [
        [
            0x02, 0x01, 0x00, 0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
            0x04,
        ],
        [0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06],
        [0x02, 0x01, 0x00, 0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06],
        [0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22],
        [0x02, 0x01, 0x00, 0x02, 0x82, 0x01], [0x02, 0x01, 0x00, 0x02, 0x82, 0x02], [0x02, 0x01, 0x01, 0x04, 0x20],
        [0x02, 0x01, 0x01, 0x04, 0x30],
    ]

    /// A store or key that fills the file which the keyword at a range is in.
    static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        // They begin with the file.
        guard view.lower == 0 else { return nil }
        let found = view[keyword]
        if found == store {
            guard (2...5).contains(keyword.lowerBound), view[0] == 0x30, holdsBag(view) else { return nil }
            return candidate(keyword.upperBound, "a key store (PKCS #12), under a password", isMilder: true)
        }
        if java.contains(found) {
            // Version 2, and the first entry is a key: a store of certificates only is nobody's secret.
            guard keyword.lowerBound == 0, view[7] == 2, view.has([0, 0, 0, 1], at: 12) else { return nil }
            return candidate(16, "a key store of Java, under a password", isMilder: true)
        }
        // The sequence's head has two to four bytes.
        guard (2...4).contains(keyword.lowerBound), view[0] == 0x30 else { return nil }
        return candidate(keyword.upperBound, "in DER", isMilder: false)
    }

    private static func holdsBag(_ view: SourceView) -> Bool { Placeholder.contains(view[0..<view.upper], bag) }

    private static func candidate(_ end: Int, _ note: String, isMilder: Bool) -> SecretCandidate {
        SecretCandidate(range: 0..<end, confidence: .verified, note: note, isMilder: isMilder)
    }
}
