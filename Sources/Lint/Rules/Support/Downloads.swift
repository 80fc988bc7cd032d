/// Commands that fetch files, and how careful they are.
enum Downloads {
    /// Whether it fetches something.
    static func isDownload(_ command: CommandLine) -> Bool {
        guard ["curl", "wget", "aria2c", "fetch"].contains(command.baseName) else { return false }
        return !command.arguments.isEmpty && !command.hasFlag("version", "help", "V")
    }

    /// Whether what it fetches becomes a file that is not a list or a key of packages.
    static func writesFile(_ command: CommandLine) -> Bool {
        let isQuiet = command.texts.contains { $0 == "/dev/null" || $0 == "--spider" || $0 == "-I" || $0 == "--head" }
        if isQuiet || !command.texts.contains(where: { $0.contains("://") }) { return false }
        if command.baseName == "wget" {
            return !command.values(of: "O", "output-document").contains { $0.text == "-" }
                && !command.texts.contains { $0 == "-O-" || $0 == "-qO-" || $0.hasSuffix("O-") }
        }
        return command.hasFlag("o", "O", "output", "remote-name")
            || command.command.redirections.contains { $0.sign == ">" && $0.descriptor == nil }
    }

    /// Whether it compares what was fetched with something that is known.
    static func verifies(_ command: CommandLine) -> Bool {
        let sums = [
            "sha256sum", "sha512sum", "sha384sum", "sha224sum", "sha1sum", "md5sum", "shasum", "b2sum", "cksum",
        ]
        if sums.contains(command.baseName) { return true }
        if ["gpg", "gpg2", "gpgv", "cosign", "minisign", "signify", "rpm", "rpmkeys"].contains(command.baseName) {
            return true
        }
        return command.baseName == "openssl" && command.has("dgst", "sha256", "sha512")
    }

    /// Whether it takes what comes from anybody.
    static func trustsAll(_ command: CommandLine) -> Bool {
        switch command.baseName {
        case "curl": command.hasFlag("k", "insecure")
        case "wget": command.hasFlag("no-check-certificate")
        case "git":
            command.texts.contains { $0.lowercased() == "http.sslverify=false" }
                || command.texts.contains { $0.lowercased() == "http.sslverify" } && command.has("false")
        case "npm", "yarn", "pnpm":
            command.texts.contains { $0 == "strict-ssl=false" || $0 == "--strict-ssl=false" }
                || command.has("strict-ssl") && command.has("false")
        case "apt-get", "apt": command.hasFlag("allow-unauthenticated", "force-yes")
        case "apk": command.hasFlag("allow-untrusted")
        case "yum", "dnf", "microdnf": command.hasFlag("nogpgcheck", "no-gpg-checks")
        case "zypper": command.hasFlag("no-gpg-checks")
        case let name where name.hasPrefix("pip") || name.hasPrefix("python"):
            command.isPipInstall && command.hasFlag("trusted-host")
        default: false
        }
    }

    /// Whether ADD takes the address, in small letters, for a git repository.
    static func isRepository(_ address: String) -> Bool {
        let path = address.prefix { $0 != "#" && $0 != "?" }
        return address.hasPrefix("git@") || address.hasPrefix("git://") || address.hasPrefix("ssh://")
            || address.hasPrefix("http") && path.hasSuffix(".git")
    }

    /// Whether the address of a repository names a commit.
    static func namesCommit(_ address: String) -> Bool {
        let reference = address.split(separator: "#", maxSplits: 1).dropFirst().first?.prefix { $0 != ":" } ?? ""
        let isHash = reference.count >= 40 && reference.allSatisfy(\.isHexDigit)
        return isHash || address.contains("checksum=") || address.contains("commit=")
    }
}
