import LinuxSystem
import SystemPackage
import Testing

@Suite("Errors as a body")
struct ErrorCatalogueTests {
    /// Where each module declares its codes, in the order of the page.
    static let sources = [
        (module: "Builder", type: "BuildError", file: "Sources/Builder/BuildError.swift"),
        (module: "BuildGraph", type: "BuildGraphError", file: "Sources/BuildGraph/BuildGraphError.swift"),
        (module: "Transport", type: "TransportError", file: "Sources/Transport/TransportError.swift"),
        (module: "Registry", type: "RegistryError", file: "Sources/Registry/RegistryError.swift"),
        (module: "Storage", type: "StorageError", file: "Sources/Storage/StorageError.swift"),
        (module: "Inspection", type: "InspectionError", file: "Sources/Inspection/InspectionError.swift"),
        (module: "LayerArchive", type: "LayerArchiveError", file: "Sources/LayerArchive/LayerArchiveError.swift"),
        (module: "ContainerRuntime", type: "ContainerError", file: "Sources/ContainerRuntime/ContainerError.swift"),
        (module: "LinuxSystem", type: "OverlayError", file: "Sources/LinuxSystem/OverlayError.swift"),
        (module: "OCI", type: "OCIError", file: "Sources/OCI/OCIError.swift"),
        (module: "TerminalUI", type: "TerminalUIError", file: "Sources/TerminalUI/TerminalUIError.swift"),
        (module: "DockerfileSyntax", type: "Diagnostic", file: "Sources/DockerfileSyntax/Source/DiagnosticCode.swift"),
    ]

    private static let introduction = """
        # Errors

        Every kind of error that Strata knows: what it says, what it means, what to do. This page is made from the comments of the codes and
        from the places where the errors are made (`UPDATE_GOLDEN=1 swift test --filter ErrorCatalogueTests`); `…` stands for the names, paths and
        numbers of the case at hand. Each is produced by a test: by `ErrorProducerTests`, which run the program, or with the library where no command
        reaches it (`ErrorProducer.unreachable` says why). `--debug` names the kind of an error: `debug: 0.01s error: StorageError.noSuchImage`.

        On the terminal an error reads

        ```
        error: what was being done, to what, and what was found
        caused by: the error behind it, if there is one that says more

        hint: what to do next
        ```

        A mistake in a Dockerfile, in `.dockerignore` or in a settings file comes with its line. A command line or a setting that cannot be understood
        has no code: it ends with status 125, everything else with 1 (`run`: [commands.md](commands.md#exit-codes)). What the kernel refused is said
        in its own words at the end: `open /x: no such file or directory`.

        """

    /// The codes of a module with the messages that its own source and that of others give them.
    private static func section(_ module: String, _ type: String, _ file: String, _ texts: [SourceTree.File: String])
        throws -> String
    {
        let source = try #require(texts.keys.first { $0.path == file })
        let codes = ErrorCode.read(source, type: type)
        var messages: [String: [String]] = [:]
        for (file, text) in texts.sorted(by: { $0.key.path < $1.key.path }) where isAbout(type, file, text) {
            for found in ErrorText.messages(in: text, codes: Set(codes.map(\.name)))
            where messages[found.code]?.contains(found.message) != true {
                messages[found.code, default: []].append(found.message)
            }
        }
        let title = type == "Diagnostic" ? "Mistakes in Dockerfiles" : "`\(type)`"
        return "## \(title) (\(module))\n\n"
            + codes.map { code in
                let says = (messages[code.name] ?? []).filter { $0.contains(where: \.isLetter) }
                    .map { "- says: \(quoted($0))\n" }.joined()
                return "### `\(code.name)`\n\n\(code.cause)\n\n\(says)- to do: \(code.remedy)\n"
            }.joined(separator: "\n")
    }

    /// What the commands themselves refuse: these errors have no codes, as no program has to tell them apart.
    private static func commandLine(_ texts: [SourceTree.File: String]) -> String {
        var rows: [String] = []
        for (file, text) in texts.sorted(by: { $0.key.path < $1.key.path }) where file.target == "strata" {
            for type in ["UsageError", "CommandError"] {
                for found in ErrorText.uncoded(type, in: text) {
                    let row = "| \(cell(found.message)) | \(found.hint.isEmpty ? "" : cell(found.hint)) |"
                    if !rows.contains(row) { rows.append(row) }
                }
            }
        }
        return (["## The command line, the environment, settings", "", "| says | to do |", "| --- | --- |"] + rows)
            .joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String { quoted(text.replacing("|", with: "\\|")) }

    /// Diagnostics are made in two modules, and by functions that do not name their type.
    private static func isAbout(_ type: String, _ file: SourceTree.File, _ text: String) -> Bool {
        if type == "Diagnostic" { return ["DockerfileSyntax", "BuildGraph"].contains(file.target) }
        return text.contains(type) && !(type == "BuildError" && file.target != "Builder")
    }

    /// A message as code; backticks in it ask for two around it.
    private static func quoted(_ text: String) -> String { text.contains("`") ? "`` \(text) ``" : "`\(text)`" }

    private static func sourceTexts() throws -> [SourceTree.File: String] {
        Dictionary(
            uniqueKeysWithValues: try SourceTree.swiftFiles(below: "Sources").map {
                ($0, $0.lines.joined(separator: "\n"))
            })
    }

    @Test("docs/errors.md is made from the code; regenerate it with UPDATE_GOLDEN=1")
    func page() throws {
        let texts = try Self.sourceTexts()
        let sections = try Self.sources.map { try Self.section($0.module, $0.type, $0.file, texts) }
        let text = ([Self.introduction] + sections + [Self.commandLine(texts)]).joined(separator: "\n")
        let path = SourceTree.root.appending("docs/errors.md")
        if ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil {
            try FileHandle.open(path, Flags.create).write(Array(text.utf8))
        }
        #expect(try SourceTree.text(of: "docs/errors.md") == text, "see it with UPDATE_GOLDEN=1 and git diff")
    }

    @Test("every code says what it means and what to do")
    func remedies() throws {
        for source in Self.sources {
            let file = try #require(SourceTree.swiftFiles(below: "Sources").first { $0.path == source.file })
            let codes = ErrorCode.read(file, type: source.type)
            #expect(codes.count > 1)
            for code in codes { #expect(code.cause.hasSuffix(".") && code.remedy.hasSuffix("."), "\(code)") }
        }
    }

    /// The codes that the program does not reach too (`ErrorProducer.unreachable`).
    @Test("every code is named by a test of its module")
    func produced() throws {
        let tests = try SourceTree.swiftFiles(below: "Tests")
        let sources = try SourceTree.swiftFiles(below: "Sources")
        for source in Self.sources {
            let own = tests.filter { file in
                file.target.hasPrefix(source.module) || source.type == "Diagnostic" && file.target == "BuildGraphTests"
                    || file.lines.contains { $0.contains(source.type) }
            }
            let names = Set(own.flatMap { Self.names(in: $0) })
            let file = try #require(sources.first { $0.path == source.file })
            for code in ErrorCode.read(file, type: source.type) {
                let isNamed = names.contains(code.name)
                #expect(isNamed, "no test of \(source.module) names \(code)")
            }
        }
    }

    /// The words behind a dot in the lines of a test, those left out in which the test itself makes an error.
    private static func names(in file: SourceTree.File) -> [String] {
        file.lines.filter { !$0.contains("Error(.") }.flatMap { line in
            line.split(separator: ".").dropFirst().map { String($0.prefix { $0.isLetter || $0.isNumber }) }
        }
    }
}

extension SourceTree.File: Hashable {
    static func == (left: SourceTree.File, right: SourceTree.File) -> Bool { left.path == right.path }
    func hash(into hasher: inout Hasher) { hasher.combine(path) }
}
