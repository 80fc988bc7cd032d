import OCI
import TerminalUI

/// The answer to `build --call=subrequests.describe`: what can be asked about a Dockerfile, as BuildKit's frontend lists it.
struct MethodsReport {
    private struct Method {
        let name: String
        let description: String
        var options: [(name: String, description: String)] = []
        var results = ["result.json", "result.txt"]
    }

    /// BuildKit's names; `lint` is what docker's client calls `check`.
    private static let methods = [
        Method(
            name: "outline", description: "List all parameters current build target supports",
            options: [("target", "Target build stage")]),
        Method(name: "targets", description: "List all targets current build supports"),
        Method(
            name: "lint", description: "Lint a Dockerfile",
            results: ["result.json", "result.txt", "result.statuscode"]),
        Method(name: "subrequests.describe", description: "List available subrequest types"),
    ]
    private static let version = "1.0.0"

    /// A table.
    var text: String {
        let rows = Self.methods.map { "\($0.name)\t\(Self.version)\t\($0.description)\n" }
        return TabWriter.format("NAME\tVERSION\tDESCRIPTION\n" + rows.joined(), minimumWidth: 0)
    }

    /// The members of BuildKit's `frontend.subrequests.describe`.
    var json: JSONValue {
        .array(
            Self.methods.map { method in
                [
                    "name": .string("frontend.\(method.name)"), "version": .string(Self.version), "type": "rpc",
                    "description": .string(method.description),
                    "opts": .array(method.options.map(Self.named)),
                    "metadata": .array(method.results.map { Self.named(($0, "")) }),
                ]
            })
    }

    private static func named(_ entry: (name: String, description: String)) -> JSONValue {
        ["name": .string(entry.name), "description": .string(entry.description)]
    }
}
