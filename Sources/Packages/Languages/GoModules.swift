/// The modules of a program written in Go, as packages.
enum GoModules {
    private struct Module {
        var path: Substring
        var version: Substring
    }

    /// What a program without a version of its own says of itself.
    private static let unversioned = "(devel)"

    /// The main module, those it was built of, and the standard library.
    static func packages(_ info: GoBuildInfo, place: String) -> [Package] {
        var main: Module?
        var dependencies: [Module] = []
        var settings: [Substring: Substring] = [:]
        var isAboutMain = false
        var path: Substring?
        for line in info.modules.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 2 else { continue }
            let module = Module(path: fields[1], version: fields.count > 2 ? fields[2] : "")
            switch fields[0] {
            case "path": path = fields[1]
            case "mod": (main, isAboutMain) = (module, true)
            case "dep":
                dependencies.append(module)
                isAboutMain = false
            case "=>":
                if isAboutMain { main = module } else if !dependencies.isEmpty { replaceLast(&dependencies, module) }
            case "build":
                let pair = fields[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if pair.count == 2 { settings[pair[0]] = pair[1] }
            default: continue
            }
        }
        var result: [Package] = []
        // A program built outside of a module names the package of its main function alone.
        let named = main ?? path.map { Module(path: $0, version: "") }
        if let named, !named.path.isEmpty, named.path != "command-line-arguments" {
            result.append(package(named.path, version(of: named, settings), place))
        }
        result += dependencies.map { package($0.path, String($0.version), place) }
        result.append(package("stdlib", standardVersion(info.goVersion), place))
        return result
    }

    private static func replaceLast(_ modules: inout [Module], _ module: Module) {
        // A replacement by a directory has no version: the module that it stands for is named.
        if module.version.isEmpty { return }
        modules[modules.count - 1] = module
    }

    private static func package(_ path: Substring, _ version: String, _ place: String) -> Package {
        Package(.golang, String(path), version: version, place: place)
    }

    /// The version of the main module; without one, what the linker was told to write into a variable of that name, or the
    /// pseudo-version of the commit it was built from (go.dev/ref/mod).
    private static func version(of main: Module, _ settings: [Substring: Substring]) -> String {
        if main.version != unversioned, !main.version.isEmpty { return String(main.version) }
        if let given = settings["-ldflags"].flatMap(linkedVersion) { return given }
        guard let revision = settings["vcs.revision"], let time = settings["vcs.time"] else { return "" }
        let digits = time.filter(\.isWholeNumber).prefix(14)
        guard digits.count == 14, revision.count >= 12 else { return "" }
        return "v0.0.0-\(digits)-\(revision.prefix(12))"
    }

    /// The value of `-X main.version=VALUE`, or of another package's `version`, where it looks like one.
    private static func linkedVersion(_ flags: Substring) -> String? {
        var found: String?
        for word in flags.split(whereSeparator: { $0 == " " || $0 == "'" || $0 == "\"" || $0 == "\\" }) {
            guard let equals = word.firstIndex(of: "="), word[..<equals].lowercased().hasSuffix(".version") else {
                continue
            }
            let value = word[word.index(after: equals)...]
            let number = value.hasPrefix("v") ? value.dropFirst() : value
            guard number.first?.isNumber == true, number.contains(".") else { continue }
            let variable = word[..<equals].lowercased()
            // Versions of modules begin with a letter.
            if variable == "main.version" || variable == "-x=main.version" { return "v\(number)" }
            found = found ?? "v\(number)"
        }
        return found
    }

    /// `go1.22.1 X:…` → `1.22.1`.
    private static func standardVersion(_ text: String) -> String {
        let word = text.split(separator: " ").first ?? ""
        return String(word.hasPrefix("go") ? word.dropFirst(2) : word)
    }
}
