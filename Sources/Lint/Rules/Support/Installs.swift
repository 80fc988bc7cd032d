/// Commands that install packages.
enum Installs {
    /// Whether it installs what a list in the context names: `npm ci`, `pip install -r`, `go mod download`.
    static func isOfManifest(_ command: CommandLine) -> Bool {
        let verb = command.operands().first?.text
        switch command.baseName {
        case "npm":
            return verb == "ci"
                || (verb == "install" || verb == "i") && command.operands().count == 1
                    && !command.hasFlag("g", "global")
        case "yarn": return verb == nil && !command.hasFlag("version") || verb == "install"
        case "pnpm", "bun": return verb == "install" || verb == "i"
        case "bundle", "composer", "poetry", "pipenv": return verb == "install"
        case "uv": return verb == "sync" || command.hasSequence("pip", "install") && command.has("-r")
        case "go": return command.hasSequence("mod", "download") || command.hasSequence("mod", "vendor")
        case "cargo": return verb == "fetch"
        case "mvn", "./mvnw": return command.texts.contains { $0.hasPrefix("dependency:") }
        case "dotnet": return verb == "restore"
        case "mix": return verb == "deps.get"
        default: return command.isPipInstall && command.has("-r", "--requirement")
        }
    }

    /// The packages that it installs by name, with a system's package manager.
    static func packages(of command: CommandLine) -> [CommandLine.Argument] {
        let operands: [CommandLine.Argument]
        switch command.baseName {
        case "apt-get", "apt", "aptitude":
            operands = command.has("install") ? command.operands(without: "t", "target-release", "o") : []
        case "apk": operands = command.has("add") ? command.operands(without: "t", "virtual", "repository", "X") : []
        case "yum", "dnf", "microdnf": operands = command.has("install") ? command.operands() : []
        case "zypper": operands = command.has("install", "in") ? command.operands() : []
        default: operands = []
        }
        return operands.filter { !["install", "add", "in"].contains($0.text) }
    }

    /// Whether a command removes a package, or the group that another one added it under (`apk add --virtual`).
    static func removes(_ package: String, _ command: CommandLine, addedBy other: CommandLine) -> Bool {
        guard ["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper"].contains(command.baseName),
            command.has("remove", "purge", "autoremove", "del", "rm", "erase")
        else { return false }
        let group =
            other.values(of: "t", "virtual").map(\.text)
            + other.texts.filter { $0.hasPrefix("--virtual=") }.map { String($0.dropFirst(10)) }
        return command.texts.contains { text in
            text == package || group.contains(text) || text.contains("${VAR}")
                || text.hasSuffix("*") && package.hasPrefix(text.dropLast())
        }
    }
}
