import Testing

@Suite("The rules of the house")
struct ArchitectureTests {
    /// What each target may import of this package (docs/architecture.md).
    static let layers: [String: Set<String>] = [
        "OCI": ["COpenSSL"],
        "LinuxSystem": ["CLinux"],
        "DockerfileSyntax": [],
        "YAML": ["CYAML"],
        "LayerArchive": ["OCI", "LinuxSystem", "CDeflate", "CInflate", "CZstd", "CLZMA", "CBZip2"],
        "Transport": ["LinuxSystem", "CCurl"],
        "HTTPServer": ["OCI", "LinuxSystem", "CMicroHTTP", "CServerTLS"],
        "Storage": ["OCI", "LinuxSystem", "LayerArchive", "CSQLite"],
        "ContainerRuntime": ["OCI", "LinuxSystem"],
        "Registry": ["OCI", "LinuxSystem", "Transport"],
        "BuildGraph": ["OCI", "DockerfileSyntax"],
        "LayerAnalysis": [],
        "Findings": ["OCI"],
        "Secrets": ["OCI", "Findings", "CMarks"],
        "Packages": ["OCI", "CSQLite"],
        "Lint": ["OCI", "DockerfileSyntax", "YAML", "BuildGraph", "Findings", "Secrets"],
        "Fixes": ["OCI", "DockerfileSyntax", "BuildGraph", "Findings", "Lint"],
        "Builder": [
            "OCI", "LinuxSystem", "DockerfileSyntax", "YAML", "LayerArchive", "Transport", "Storage",
            "ContainerRuntime",
            "BuildGraph",
        ],
        "Distribution": ["OCI", "LinuxSystem", "Transport", "LayerArchive", "Storage", "Registry"],
        "Inspection": [
            "OCI", "LinuxSystem", "YAML", "LayerArchive", "Transport", "Storage", "Registry", "LayerAnalysis",
            "Findings",
            "Secrets", "Packages", "Distribution",
        ],
        "TerminalUI": ["OCI", "LinuxSystem"],
        "Explorer": ["OCI", "LinuxSystem", "LayerAnalysis", "Findings", "TerminalUI"],
        "RegistryAPI": ["OCI", "LinuxSystem", "HTTPServer", "LayerArchive", "Storage"],
        "strata": [
            "OCI", "LinuxSystem", "DockerfileSyntax", "LayerArchive", "Transport", "Storage", "ContainerRuntime",
            "Registry", "BuildGraph", "LayerAnalysis", "Builder", "Distribution", "TerminalUI", "HTTPServer",
            "RegistryAPI", "Findings", "Secrets", "Packages", "Lint", "Fixes", "Inspection", "Explorer", "YAML",
        ],
    ]

    /// Modules from outside of the package.
    static let foreign: [String: Set<String>] = [
        "SystemPackage": [
            "LinuxSystem", "LayerArchive", "Transport", "Storage", "ContainerRuntime", "Registry", "Builder",
            "Distribution", "HTTPServer", "RegistryAPI", "Inspection", "strata",
        ],
        "ArgumentParser": ["strata"],
        "Synchronization": Set(layers.keys),
    ]

    /// Where the C library may be imported: what calls the kernel, and what drives a C library or a terminal.
    static let glibcFolders = [
        "Sources/LinuxSystem/", "Sources/Storage/Database/", "Sources/LayerArchive/Compression/",
        "Sources/OCI/Digester", "Sources/OCI/Timestamp+Clock",
        "Sources/TerminalUI/Terminal", "Sources/strata/Process/",
    ]

    @Test("a target imports from lower layers only")
    func layersAreKept() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") {
            let allowed = try #require(Self.layers[file.target], "\(file.target) is in no layer")
            for module in imports(of: file) where module != "Glibc" {
                let isAllowed = allowed.contains(module) || Self.foreign[module]?.contains(file.target) == true
                #expect(isAllowed, "\(file.path) imports \(module)")
            }
        }
    }

    @Test("the C library is imported only where the kernel, a C library or a terminal is driven")
    func glibcStaysInItsFolders() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") where imports(of: file).contains("Glibc") {
            #expect(Self.glibcFolders.contains { file.path.hasPrefix($0) }, "\(file.path) imports Glibc")
        }
    }

    @Test("no file imports Foundation, tests included")
    func noFoundation() throws {
        for folder in ["Sources", "Tests"] {
            for file in try SourceTree.swiftFiles(below: folder) {
                let foundation = imports(of: file).filter { $0.hasPrefix("Foundation") }
                #expect(foundation.isEmpty, "\(file.path) imports \(foundation.joined(separator: ", "))")
            }
        }
    }

    @Test("no file is longer than 600 lines")
    func filesAreShort() throws {
        for folder in ["Sources", "Tests"] {
            for file in try SourceTree.swiftFiles(below: folder) {
                #expect(file.lines.count <= 600, "\(file.path) has \(file.lines.count) lines")
            }
        }
    }

    @Test("nothing is left to be done in a comment")
    func noLeftovers() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        for file in try SourceTree.swiftFiles(below: "Sources") {
            for (number, line) in file.lines.enumerated() {
                #expect(!words.contains { line.contains($0) }, "\(file.path):\(number + 1): \(line)")
            }
        }
    }

    @Test("unchecked Sendable and nonisolated(unsafe) stand only where a comment says why")
    func noUncheckedSendable() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") where file.target != "LinuxSystem" {
            for (number, line) in file.lines.enumerated() where line.contains("@unchecked Sendable") {
                let near = file.lines[max(0, number - 4)...min(file.lines.count - 1, number + 3)]
                #expect(near.contains { $0.contains("Unchecked:") }, "\(file.path):\(number + 1): \(line)")
            }
        }
    }

    private func imports(of file: SourceTree.File) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
            guard let start = words.firstIndex(of: "import"), start <= 1, words.count > start + 1 else { return nil }
            if start == 1, !["public", "internal", "package", "private", "fileprivate"].contains(words[0]) {
                return nil
            }
            return String(words[start + 1].split(separator: ".")[0])
        }
    }
}
