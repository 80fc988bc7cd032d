internal import Glibc

/// Addresses of the internet as text.
public enum InternetAddress {
    /// Whether a text is an address of version 4 or 6 (inet_pton(3)).
    public static func isValid(_ text: String) -> Bool { bytes(of: text) != nil }

    /// The four or sixteen bytes of an address (inet_pton(3)); `nil` where a text is none.
    public static func bytes(of text: String) -> [UInt8]? {
        var address = in6_addr()
        let count = inet_pton(AF_INET, text, &address) == 1 ? 4 : inet_pton(AF_INET6, text, &address) == 1 ? 16 : 0
        return count == 0 ? nil : withUnsafeBytes(of: address) { Array($0[..<count]) }
    }
}
