/// Credentials among the words of a command.
enum CredentialArguments {
    /// Their places: `--password value`, `NAME=value`, `user:password` behind `curl -u`, headers, addresses with a password, and what `echo` writes.
    static func places(in command: SimpleCommand) -> [Range<Int>] {
        let program = command.name.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? ""
        var found: [Range<Int>] = []
        let words = command.words
        for (index, word) in words.enumerated().dropFirst() {
            let text = word.simplified
            if isPair(text, program) || hasPasswordInAddress(text) || isHeader(text) {
                found.append(word.range)
            } else if index > 0, isFlagWithValue(words[index - 1].simplified, program),
                isOwnValue(text, words[index - 1].simplified, program)
            {
                found.append(words[index - 1].range.lowerBound..<word.range.upperBound)
            } else if ["echo", "printf"].contains(program),
                text.contains("\n") || text.contains("=") || text.contains(":")
            {
                // Several lines, or a line of a file that is written.
                let lines =
                    text.split(whereSeparator: \.isNewline) + text.replacing("\\n", with: "\n").split(separator: "\n")
                if lines.contains(where: { CredentialLine.place(in: Array($0.utf8)) != nil }) {
                    found.append(word.range)
                }
            }
        }
        return found
    }

    /// `--password=value`, `NAME=value`, `//registry/:_authToken=value`.
    private static func isPair(_ text: String, _ program: String) -> Bool {
        guard let split = text.firstIndex(of: "=") else { return false }
        // A package of a version.
        if installers.contains(program), !text.hasPrefix("-") { return false }
        let before = text[..<split]
        let name = before.split(separator: ":").last.map(String.init) ?? String(before)
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) }) else { return false }
        return CredentialText.isValue(String(text[text.index(after: split)...]), of: name)
    }

    private static let installers: Set<String> = [
        "apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pip", "pip3", "pipx", "conda",
        "mamba", "micromamba", "gem", "brew", "pacman", "emerge", "nix-env", "uv",
    ]

    private static func isFlagWithValue(_ flag: String, _ program: String) -> Bool {
        if flag.hasPrefix("--"), !flag.contains("="), CredentialText.isName(flag) { return true }
        if program == "curl" || program == "wget" { return flag == "-u" || flag == "--user" }
        return ["sshpass", "mysql", "mysqladmin"].contains(program) && flag == "-p"
            || program == "npm" && flag.hasSuffix(":_authToken")
            || program == "git" && flag.contains("password")
            || ["pip", "npm", "composer"].contains(program) && flag.hasSuffix("_auth")
    }

    private static func isOwnValue(_ text: String, _ flag: String, _ program: String) -> Bool {
        if text.hasPrefix("-") || text.contains("${VAR}") || text.hasPrefix("/") || text.isEmpty { return false }
        if flag == "-u" || flag == "--user" { return text.contains(":") && !text.hasSuffix(":") }
        return CredentialText.isValue(text, of: "password")
    }

    /// `scheme://user:password@host`.
    static func hasPasswordInAddress(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" && !$0.isWhitespace && $0 != "\"" && $0 != "'" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return false
        }
        let password = authority[authority.index(after: colon)..<at]
        return !password.isEmpty && !password.contains("$") && !password.contains("${VAR}") && !password.hasPrefix("<")
    }

    /// `Authorization: Bearer value`, `X-Api-Key: value`.
    private static func isHeader(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        let name = text[..<colon].lowercased()
        let isNamed =
            name == "authorization" || name.hasSuffix("-token") || name.hasSuffix("api-key") || name.hasSuffix("-auth")
        guard isNamed, !name.contains(" ") else { return false }
        let value = text[text.index(after: colon)...].split(separator: " ").last.map(String.init) ?? ""
        return !value.isEmpty && !value.contains("$") && !value.contains("${VAR}") && !value.hasPrefix("<")
    }
}
