import OCI

/// IDs as tables show them: the first twelve digits.
enum ShortID {
    static func of(_ digest: Digest) -> String { digest.short }
}
