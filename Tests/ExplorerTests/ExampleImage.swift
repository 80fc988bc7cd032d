import LayerAnalysis

@testable import Explorer

/// An image of three layers: a base, a change of it, and a removal.
enum ExampleImage {
    static func path(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func tree(_ build: (inout LayerTreeBuilder) -> Void) -> LayerTree {
        var builder = LayerTreeBuilder()
        build(&builder)
        return builder.finish()
    }

    static let layers = [
        tree { builder in
            builder.add(path("bin"), kind: .directory, permissions: 0o755)
            builder.add(path("bin/busybox"), kind: .file, size: 900_000, permissions: 0o755, modified: 1)
            builder.add(path("bin/sh"), kind: .symbolicLink, permissions: 0o777, link: Array("busybox".utf8))
            builder.add(path("etc"), kind: .directory, permissions: 0o755)
            builder.add(path("etc/passwd"), kind: .file, size: 100, permissions: 0o644, modified: 1)
            builder.add(path("etc/old"), kind: .file, size: 50, permissions: 0o644, modified: 1)
            builder.add(path("etc/evil\u{1B}[31m\n"), kind: .file, size: 5, permissions: 0o4755, modified: 1)
        },
        tree { builder in
            builder.add(path("etc/passwd"), kind: .file, size: 130, permissions: 0o644, modified: 2)
            builder.add(path("usr/lib/libbig.so.1"), kind: .file, size: 5_000_000, permissions: 0o644, modified: 2)
            builder.add(path("usr/lib/libtwo.so"), kind: .file, size: 1_000, permissions: 0o644, modified: 2)
        },
        tree { builder in
            builder.add(path("etc/old"), kind: .whiteout)
            builder.add(path("usr/share/doc"), kind: .directory, permissions: 0o755)
        },
    ]

    static let image = ExplorerImage(
        name: "example:1", about: "linux/amd64",
        layers: [
            .init(
                command: "/bin/sh -c #(nop) ADD file:1 in /", created: "2026-01-01 00:00:00", size: 900_155,
                digest: "sha256:1111"),
            .init(
                command: "RUN make install # buildkit", created: "2026-01-02 00:00:00", size: 5_001_130,
                digest: "sha256:2222"),
            .init(command: "RUN rm /etc/old", created: "", size: 0, digest: "sha256:3333"),
        ])

    /// Somebody at the explorer, whose requests are answered at once.
    struct Visit {
        var state: ExplorerState
        var asked: [ExplorerRequest] = []
        var stack = StackedTree(ExampleImage.layers)

        init(columns: Int = 80, rows: Int = 24, image: ExplorerImage = ExampleImage.image) {
            state = ExplorerState(image, columns: columns, rows: rows)
            perform(state.firstRequests)
        }

        mutating func perform(_ requests: [ExplorerRequest]) {
            asked += requests
            for request in requests {
                switch request {
                case .load: perform(state.handle(.loaded(stack)))
                case .arrange(let spec):
                    if let arrangement = TreeArrangement(stack, spec) { perform(state.handle(.arranged(arrangement))) }
                default: break
                }
            }
        }

        mutating func type(_ keys: Key...) { for key in keys { perform(state.handle(.key(key))) } }
        mutating func type(_ text: String) { for scalar in text.unicodeScalars { type(.character(scalar)) } }

        var screen: String { state.screen().text }
        /// The right side's lines.
        var tree: [String] {
            let screen = state.screen()
            let column = state.layout.tree.column
            return (1..<(screen.rows - 1)).map { String(screen.line($0).dropFirst(column)) }.filter { !$0.isEmpty }
        }
        /// What the cursor of the tree is at.
        var chosen: String {
            state.chosenNode.map { String(decoding: state.stack?.path(of: $0) ?? [], as: UTF8.self) } ?? ""
        }
    }
}
