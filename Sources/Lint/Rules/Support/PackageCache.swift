/// Where a package manager keeps what it fetched.
struct PackageCache {
    /// The directory, as root has it.
    let directory: String
    /// Words of commands that empty it.
    let cleaning: [[String]]
    /// Variables and flags that keep it empty.
    let switches: [String]

    /// The cache that a command leaves behind; `nil` where it leaves none, or a rule of hadolint's says so already.
    static func left(by command: CommandLine) -> PackageCache? {
        let verb = command.operands().first?.text
        switch command.baseName {
        case "npm" where ["ci", "install", "i", "add"].contains(verb):
            return PackageCache(
                directory: "/root/.npm", cleaning: [["npm", "cache", "clean"]], switches: ["npm_config_cache"])
        case "pnpm" where ["install", "i", "add"].contains(verb):
            return PackageCache(
                directory: "/root/.local/share/pnpm/store", cleaning: [["pnpm", "store", "prune"]], switches: [])
        case "go" where ["build", "install", "get", "test"].contains(verb) || command.hasSequence("mod", "download"):
            return PackageCache(directory: "/go/pkg/mod", cleaning: [["go", "clean"]], switches: ["GOMODCACHE"])
        case "cargo" where ["build", "install", "fetch"].contains(verb):
            return PackageCache(directory: "/usr/local/cargo/registry", cleaning: [["cargo", "clean"]], switches: [])
        case "mvn", "mvnw":
            return PackageCache(directory: "/root/.m2", cleaning: [], switches: ["-Dmaven.repo.local"])
        case "gradle", "gradlew":
            return PackageCache(directory: "/root/.gradle", cleaning: [], switches: ["--gradle-user-home"])
        case "composer" where verb == "install" || verb == "require":
            return PackageCache(
                directory: "/root/.composer/cache",
                cleaning: [["composer", "clear-cache"], ["composer", "clearcache"]],
                switches: ["--no-cache"])
        case "uv" where verb == "sync" || command.hasSequence("pip", "install"):
            return PackageCache(
                directory: "/root/.cache/uv", cleaning: [["uv", "cache"]], switches: ["--no-cache", "UV_NO_CACHE"])
        default: return nil
        }
    }

    /// Whether the RUN keeps it out of the layer: mounts it, empties it, or says that there shall be none.
    func isGone(in run: LintRun) -> Bool {
        let last = directory.split(separator: "/").last.map(String.init) ?? directory
        let mounted = run.unkeptTargets.contains { target in
            target.hasSuffix("/" + last) || directory.hasPrefix(target)
                || target.contains(".cache") && directory.contains(".cache")
        }
        if mounted { return true }
        return run.commands.contains { command in
            cleaning.contains { words in
                command.baseName == words[0] && words.dropFirst().allSatisfy { command.texts.contains($0) }
            }
                || command.baseName == "rm" && command.texts.contains { $0.contains(last) || $0.contains(".cache") }
                || switches.contains { wanted in command.texts.contains { $0.hasPrefix(wanted) } }
        } || run.script.commands.contains { simple in simple.assignments.contains { switches.contains($0.name) } }
    }
}
