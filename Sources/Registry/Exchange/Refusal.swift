internal import OCI
internal import Transport

/// What an answer that is no success says (distribution-spec, "Error Codes").
struct Refusal {
    private let response: HTTPResponse
    /// The code of the first error: `MANIFEST_UNKNOWN`.
    let name: String?
    /// What the registry says, in one line; `nil` where it says nothing that can be read.
    let words: String?
    /// Whether the registry has no room for what it was given: the status says so, or docker-registry's own account of its
    /// storage (`detail.Enclosed.Err` is Linux's number, 28 `ENOSPC`; its message is "unknown error").
    let isFull: Bool

    /// How much of a message is shown.
    private static let limit = 300
    private static let noSpace: Int64 = 28

    init(_ response: HTTPResponse) {
        self.response = response
        let value = try? JSONValue(parsing: response.refusal)  // a web page, perhaps: then the status says it
        let first = value?["errors"]?[0]
        name = first?["code"]?.stringValue
        let said =
            first?["message"]?.stringValue ?? value?["details"]?.stringValue ?? value?["message"]?.stringValue
            ?? value?["error_description"]?.stringValue ?? value?["error"]?.stringValue
        isFull = response.status == 507 || first?["detail"]?["Enclosed"]?["Err"]?.intValue == Self.noSpace
        words = (said?.isEmpty == false ? said : name).map(Self.line)
    }

    /// The status in words.
    var statusWords: String {
        response.status == 429 ? "too many requests (the answer is 429)" : "the answer is \(response.status)"
    }

    /// Whether the registry may not know the kind of manifest.
    var isOfKind: Bool { response.status == 415 || response.status == 400 && name == "MANIFEST_INVALID" }

    /// What kind of error it is.
    var code: RegistryError.Code {
        switch response.status {
        case 401: .unauthorized
        case 403: name == "TOOMANYREQUESTS" ? .rateLimited : .denied
        case 404: .notFound
        case 429: .rateLimited
        case 500...: .unavailable
        default: .refused
        }
    }

    /// The error for something that was being done to something.
    func error(_ what: String, _ subject: String, host: String) -> RegistryError {
        let said = words ?? statusWords
        return RegistryError(code, "\(what) \(subject): \(said)", hint: hint(host))
    }

    private func hint(_ host: String) -> String? {
        let login = "strata login" + (host == Repository.hubHost ? "" : " \(host)")
        return switch code {
        case .notFound: "check the name and the tag; if the repository is private: \(login)"
        case .unauthorized, .denied: login
        case .rateLimited:
            response.retryAfter.map { "the registry asks to wait for \($0) s" }
                ?? "\(login), which may raise the limit, or try again later"
        case .unavailable where isFull: "the registry's disk is full: its owner has to make room"
        case .unavailable: "the registry has a problem: try again later"
        default: nil
        }
    }

    /// A text of the server as one bounded line without control characters: it goes to a terminal.
    private static func line(_ text: String) -> String {
        let clean = text.prefix(limit).map {
            $0.isNewline
                || $0.unicodeScalars.contains {
                    $0.value < 0x20 || $0.value == 0x7F || (0x80..<0xA0).contains($0.value)
                } ? " " : $0
        }
        return String(clean)
    }
}
