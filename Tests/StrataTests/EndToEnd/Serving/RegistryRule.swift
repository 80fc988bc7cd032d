/// One request to a registry, and what has to be answered (distribution-spec 1.1).
struct RegistryRule: Sendable, CustomStringConvertible {
    /// What the rule is, for a reader.
    let description: String
    /// Arguments of curl; `$u` is the registry's address with `/v2`, and every value that was kept is a variable.
    let request: String
    let status: Int
    /// Texts that the header has to hold, with `$` as in `request`.
    var header: [String] = []
    /// Texts that the body has to hold.
    var body: [String] = []
    /// Keeps the header's `Location` as `$location`.
    var keepsLocation = false

    /// The shell commands that carry it out; what is wrong is printed.
    var script: String {
        var lines = [
            "code=$(curl -s -o body -D head -w '%{http_code}' \(request))",
            "[ \"$code\" = \(status) ] || { echo \"\(description): $code, not \(status): $(head -c 300 body)\"; }",
        ]
        for text in header {
            lines.append(
                "tr -d '\\r' < head | grep -qixF -- \"\(text)\" || { echo \"\(description): no \(text):\"; cat head; }")
        }
        for text in body {
            lines.append(
                "grep -qF -- '\(text)' body || { echo \"\(description): no \(text) in $(head -c 300 body)\"; }")
        }
        if keepsLocation {
            lines.append("location=http://$h$(tr -d '\\r' < head | sed -n 's/^[Ll]ocation: //p')")
        }
        return lines.joined(separator: "\n")
    }
}
