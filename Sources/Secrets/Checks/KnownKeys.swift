import OCI

/// Private keys that everybody has, as they stand in a library for its self-tests: nobody's secret.
enum KnownKeys {
    /// The beginnings of the SHA-256 of their base64 in one piece: those of GnuTLS 3.7 (lib/crypto-selftests-pk.c).
    private static let digests: Set<String> = [
        "bf552d2ff30b20f0b0ee2bcc357a5ab6", "cadf1e62661d5d21a7fce2c80b331902", "6d03bbf47115fad00d6f990593a6465c",
        "30db3ea6d728b88c03c56388f64efb5b", "518a21fe5a8a54f8f31d8913c3aa5be4", "c780c483da21d36753a9662fc03234d3",
        "0abce0c5fd3b863ee4d881dcc5382b33", "24a2416c5abbb67327599619c2590655", "9ab6db67523ba6071fdb948b3ce38349",
        "f287c70b1db074fe73f73bfb1f09a8b0",
    ]

    /// Whether a key in PEM is one of them.
    static func contains(_ body: [UInt8]) -> Bool { digests.contains(String(Digest.of(body).hex.prefix(32))) }
}
