// swift-tools-version: 6.2
import PackageDescription

// Targets are listed by layer; a target depends on lower layers only (docs/architecture.md, checked by ArchitectureTests).

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "strata",
    products: [
        .executable(name: "strata", targets: ["strata"]),
        .library(
            name: "Strata",
            targets: [
                "OCI", "LinuxSystem", "DockerfileSyntax", "YAML", "LayerArchive", "Transport", "HTTPServer", "Storage",
                "ContainerRuntime", "Registry", "BuildGraph", "LayerAnalysis", "Builder", "Distribution", "RegistryAPI",
                "Findings", "Secrets", "Packages", "Lint", "Fixes", "Inspection", "YAML",
            ]
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // 0: C
        .target(name: "CLinux"),
        .systemLibrary(name: "CSQLite"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CDeflate"),
        .target(name: "CInflate"),
        .target(name: "CMarks"),
        .systemLibrary(name: "CZstd"),
        .systemLibrary(name: "CLZMA"),
        .systemLibrary(name: "CBZip2"),
        .systemLibrary(name: "CYAML"),
        .systemLibrary(name: "COpenSSL"),
        .target(name: "CCurl"),
        .target(name: "CMicroHTTP"),
        .target(name: "CServerTLS"),
        // 1: values, system calls, text
        .target(name: "OCI", dependencies: ["COpenSSL"], swiftSettings: settings),
        .target(
            name: "LinuxSystem",
            dependencies: ["CLinux", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: settings
        ),
        .target(name: "DockerfileSyntax", swiftSettings: settings),
        .target(name: "YAML", dependencies: ["CYAML"], swiftSettings: settings),
        // 2: layers as archives and trees, exchanges with servers
        .target(
            name: "LayerArchive",
            dependencies: [
                "OCI", "LinuxSystem", "CDeflate", "CInflate", "CZstd", "CLZMA", "CBZip2",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Transport",
            dependencies: ["LinuxSystem", "CCurl", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: settings
        ),
        .target(
            name: "HTTPServer",
            dependencies: [
                "OCI", "LinuxSystem", "CMicroHTTP", "CServerTLS",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // 3: disk, processes
        .target(
            name: "Storage",
            dependencies: [
                "OCI", "LinuxSystem", "LayerArchive", "CSQLite",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ContainerRuntime",
            dependencies: ["OCI", "LinuxSystem", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: settings
        ),
        .target(
            name: "Registry",
            dependencies: [
                "OCI", "LinuxSystem", "Transport", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // 4: pure decisions
        .target(name: "BuildGraph", dependencies: ["OCI", "DockerfileSyntax"], swiftSettings: settings),
        .target(name: "LayerAnalysis", swiftSettings: settings),
        .target(name: "Findings", dependencies: ["OCI"], swiftSettings: settings),
        .target(name: "Secrets", dependencies: ["OCI", "Findings", "CMarks"], swiftSettings: settings),
        .target(name: "Packages", dependencies: ["OCI", "CSQLite"], swiftSettings: settings),
        .target(
            name: "Lint", dependencies: ["OCI", "DockerfileSyntax", "YAML", "BuildGraph", "Findings", "Secrets"],
            swiftSettings: settings
        ),
        .target(
            name: "Fixes", dependencies: ["OCI", "DockerfileSyntax", "BuildGraph", "Findings", "Lint"],
            swiftSettings: settings
        ),
        // 5: carrying a build out
        .target(
            name: "Builder",
            dependencies: [
                "OCI", "LinuxSystem", "DockerfileSyntax", "YAML", "LayerArchive", "Transport", "Storage",
                "ContainerRuntime", "BuildGraph", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Distribution",
            dependencies: [
                "OCI", "LinuxSystem", "LayerArchive", "Transport", "Registry", "Storage",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Inspection",
            dependencies: [
                "OCI", "LinuxSystem", "YAML", "LayerArchive", "Transport", "Storage", "Registry", "LayerAnalysis",
                "Findings", "Secrets", "Packages", "Distribution",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // 6: faces
        .target(name: "TerminalUI", dependencies: ["OCI", "LinuxSystem"], swiftSettings: settings),
        .target(
            name: "Explorer", dependencies: ["OCI", "LinuxSystem", "LayerAnalysis", "Findings", "TerminalUI"],
            swiftSettings: settings
        ),
        .target(
            name: "RegistryAPI",
            dependencies: [
                "OCI", "LinuxSystem", "HTTPServer", "LayerArchive", "Storage",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // 7: the command line
        .executableTarget(
            name: "strata",
            dependencies: [
                "OCI", "LinuxSystem", "DockerfileSyntax", "LayerArchive", "Transport", "Storage", "ContainerRuntime",
                "Registry", "BuildGraph", "LayerAnalysis", "Builder", "Distribution", "HTTPServer", "RegistryAPI",
                "TerminalUI", "Findings", "Secrets", "Packages", "Lint", "Fixes", "Inspection", "Explorer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // tests
        .target(name: "TestRandom", path: "Tests/TestRandom", swiftSettings: settings),
        .target(
            name: "TestServers",
            dependencies: ["LinuxSystem", .product(name: "SystemPackage", package: "swift-system")],
            path: "Tests/TestServers",
            exclude: ["web.py", "token.py", "proxy.py"],
            swiftSettings: settings
        ),
        .testTarget(name: "OCITests", dependencies: ["OCI", "TestRandom"], swiftSettings: settings),
        .testTarget(
            name: "LinuxSystemTests",
            dependencies: ["LinuxSystem", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DockerfileSyntaxTests",
            dependencies: [
                "DockerfileSyntax", "OCI", "LinuxSystem", "TestRandom",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LayerArchiveTests",
            dependencies: [
                "LayerArchive", "OCI", "LinuxSystem", "TestRandom", "CZlib", "CDeflate",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TransportTests",
            dependencies: [
                "Transport", "TestServers", "LinuxSystem", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Storage", "LayerArchive", "OCI", "LinuxSystem", "TestRandom",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RegistryTests",
            dependencies: [
                "Registry", "Transport", "OCI", "LinuxSystem", "TestServers",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ContainerRuntimeTests",
            dependencies: [
                "ContainerRuntime", "OCI", "LinuxSystem", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "BuildGraphTests", dependencies: ["BuildGraph", "DockerfileSyntax", "OCI", "TestRandom"],
            swiftSettings: settings),
        .testTarget(
            name: "BuilderTests",
            dependencies: [
                "Builder", "BuildGraph", "Storage", "LayerArchive", "ContainerRuntime", "DockerfileSyntax", "OCI",
                "LinuxSystem", "Registry", "Distribution", "Transport", "TestRandom", "TestServers",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LayerAnalysisTests", dependencies: ["LayerAnalysis", "TestRandom"], swiftSettings: settings),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"], swiftSettings: settings),
        .testTarget(name: "FindingsTests", dependencies: ["Findings", "OCI"], swiftSettings: settings),
        .testTarget(
            name: "SecretsTests",
            dependencies: [
                "Secrets", "Findings", "LinuxSystem", "TestRandom",
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: settings),
        .testTarget(
            name: "PackagesTests",
            dependencies: [
                "Packages", "OCI", "LinuxSystem", "TestRandom",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LintTests",
            dependencies: [
                "Lint", "OCI", "DockerfileSyntax", "Findings", "LinuxSystem", "TestRandom", "YAML",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Corpus"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FixesTests",
            dependencies: [
                "Fixes", "Lint", "OCI", "DockerfileSyntax", "Findings", "LinuxSystem", "TestRandom",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Corpus", "Expected"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "InspectionTests",
            dependencies: [
                "Secrets", "Findings",
                "Inspection", "LayerAnalysis", "LayerArchive", "Storage", "Registry", "OCI", "LinuxSystem",
                "TestRandom",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["efficiency.py", "compare.py"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ExplorerTests",
            dependencies: ["Explorer", "LayerAnalysis", "Findings", "OCI", "TestRandom"], swiftSettings: settings),
        .testTarget(
            name: "TerminalUITests", dependencies: ["TerminalUI", "OCI", "TestRandom"], swiftSettings: settings),
        .testTarget(
            name: "StrataTests",
            dependencies: [
                "strata", "OCI", "LinuxSystem", "TestRandom", "TestServers",
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: [
                "Golden", "Differential/image-tree.py", "EndToEnd/Exploring/page.py", "EndToEnd/Exploring/estargz.py",
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
