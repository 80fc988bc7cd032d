internal import Glibc

/// Addresses of the internet as text.
public enum InternetAddress {
    /// Whether a text is an address of version 4 or 6 (inet_pton(3)).
    public static func isValid(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1
    }
}
