/// What `build` does with the Dockerfile (`--call`, `--check`): build it, or tell what is in it.
struct BuildMethod: Equatable {
    /// The methods by docker's names.
    enum Kind: String {
        case build
        case check
        case outline
        case targets
        case methods = "subrequests.describe"
    }

    /// What is done.
    var kind = Kind.build
    /// Whether the answer is JSON.
    var isJSON = false
    /// Whether warnings leave the exit status at 0.
    var ignoresStatus = false

    /// Reads `METHOD[,format=text|json][,ignorestatus=true]`, in any order; `lint` is the old name of `check`.
    init(parsing text: String) throws {
        for field in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if pair.count == 1, let kind = Kind(rawValue: pair[0] == "lint" ? "check" : pair[0]) {
                self.kind = kind
            } else {
                try read(pair[0].lowercased(), pair.count == 2 ? pair[1] : nil, in: text)
            }
        }
    }

    private mutating func read(_ name: String, _ value: String?, in text: String) throws {
        switch (name, value) {
        case ("format", "json"): isJSON = true
        case ("format", "text"): isJSON = false
        case ("ignorestatus", nil), ("ignorestatus", "true"), ("ignorestatus", "1"): ignoresStatus = true
        case ("ignorestatus", "false"), ("ignorestatus", "0"): ignoresStatus = false
        case ("name", let value?), ("method", let value?):
            guard let kind = Kind(rawValue: value == "lint" ? "check" : value) else { throw Self.refusal(text) }
            self.kind = kind
        default: throw Self.refusal(text)
        }
    }

    private static func refusal(_ text: String) -> UsageError {
        UsageError(
            "--call \(text): there is no such method",
            hint: "one of build, check, outline, targets and subrequests.describe, with ,format=json for JSON")
    }
}
