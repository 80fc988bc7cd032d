import DockerfileSyntax

/// Credentials in texts by the names that they are given to, whatever their entropy.
enum CredentialText {
    /// Whether a name says that its value is a credential.
    static func isName(_ name: String) -> Bool {
        let name = String(name.drop { $0 == "-" })
        var words: [String] = []
        var word = ""
        var wasLower = false
        for letter in name {
            if letter == "_" || letter == "-" || letter == "." {
                words.append(word)
                word = ""
            } else {
                if letter.isUppercase, wasLower {
                    words.append(word)
                    word = ""
                }
                word += letter.lowercased()
            }
            wasLower = letter.isLowercase
        }
        words = (words + [word]).filter { !$0.isEmpty }
        guard let last = words.last else { return false }
        let harmless = [
            "file", "path", "dir", "url", "uri", "host", "port", "name", "user", "username", "id", "length", "size",
            "type",
            "algorithm", "version", "public", "pub", "fingerprint", "ring", "server", "servers", "expiry", "ttl",
            "timeout",
            "enabled", "policy", "store", "prompt", "min", "max", "count", "checksum", "sha256", "method", "endpoint",
            "stdin", "format", "prefix", "header", "hint", "regex", "required", "expires", "expiration", "lifetime",
            "age",
            "limit", "retries", "interval", "in", "hash", "class", "provider", "issuer", "scope", "scopes", "realm",
            "validator", "manager", "backend", "service", "cost", "rounds",
        ]
        if harmless.contains(last) || words.contains("public") { return false }
        // SECRETFILE, PASSWDDIR
        if ["file", "path", "dir"].contains(where: { last.count > $0.count && last.hasSuffix($0) }) { return false }
        let joined = words.joined()
        let parts = [
            "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "authtoken",
            "accesstoken",
            "credential", "clientkey", "signingkey", "encryptionkey", "secretkey", "masterkey", "apitoken",
        ]
        if parts.contains(where: { joined.contains($0) }) { return true }
        return words.contains { ["token", "pwd", "pass", "pword", "passcode", "pat"].contains($0) }
            || last == "auth" && words.count > 1
            || last == "key" && words.contains { ["api", "ssh", "license", "deploy"].contains($0) }
    }

    /// Whether a value given to a name is a credential that stands in the text: not a variable, not empty, no placeholder.
    static func isValue(_ value: String, of name: String) -> Bool {
        let value = value.trimmingQuotes
        guard isName(name), !value.isEmpty, !value.hasPrefix("$"), !value.hasPrefix("`"), !value.hasPrefix("<"),
            !value.contains("${VAR}")
        else { return false }
        // A path names a file, and these words are what stands where no secret is.
        if value.hasPrefix("/") && value.count > 1 || value.hasPrefix("@") || value.hasPrefix("file:") { return false }
        // `name==1.2`
        if value.hasPrefix("=") { return false }
        // What frameworks ask for while they build, and what says so of itself.
        let small = value.lowercased()
        if ["placeholder", "dummy", "not-a-secret", "notasecret"].contains(where: { small.contains($0) }) {
            return false
        }
        return ![
            "true", "false", "yes", "no", "none", "null", "nil", "0", "1", "on", "off", "-", "*", "***", "x", "auto",
            "disabled",
            "enabled", "prompt", "required", "optional", "undefined",
        ].contains(small)
    }

    /// The places of credentials in a script's commands.
    static func places(in script: ShellScript) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for command in script.commands {
            for assignment in command.assignments {
                let value = assignment.value.first?.simplified ?? ""
                if isValue(value, of: assignment.name) { found.append(assignment.range) }
            }
            found += CredentialArguments.places(in: command)
        }
        return found
    }

    /// The places in the lines of a here-document.
    static func places(in document: HereDocument, _ text: SourceText) -> [SourceRange] {
        let bytes = text.bytes
        var found: [SourceRange] = []
        var start = document.range.start.offset
        while start < document.range.end.offset {
            let end = bytes[start..<document.range.end.offset].firstIndex(of: 0x0A) ?? document.range.end.offset
            if let range = CredentialLine.place(in: Array(bytes[start..<end])) {
                found.append(text.range(start + range.lowerBound, start + range.upperBound))
            }
            start = end + 1
        }
        return found
    }
}
