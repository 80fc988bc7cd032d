internal import CCurl

/// Moments as HTTP writes them (RFC 9110, 5.6.7).
public enum HTTPDate {
    /// The seconds since 1970 of `Tue, 15 Nov 1994 08:12:31 GMT` and of the two older forms; `nil` for what is none.
    public static func seconds(_ text: String) -> Int64? {
        let seconds = curl_getdate(text, nil)
        return seconds == -1 ? nil : Int64(seconds)
    }
}
