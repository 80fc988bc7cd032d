import TestServers
import Testing

extension EndToEnd {
    @Suite("Layers on a terminal", .needs("docker-registry"), .needs("python3"))
    struct TransferDisplayTests {
        let registry: RegistryServer
        let fixture: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            name = "\(registry.host)/team/app:1"
            try fixture.write("Dockerfile", "FROM busybox\nCOPY large /large\nCOPY small /small\n")
            try fixture.shell("head -c 6000000 /dev/urandom > large; echo small > small").succeed()
            try fixture.strata("build", "-q", "-t", name, ".").succeed()
        }

        /// What is on a terminal of 80 columns after all that was drawn.
        private func screen(_ command: String) throws -> (lines: [String], drawn: String) {
            let outcome = try fixture.onTerminal("stty cols 80 rows 24; \(command)", typing: [])
            try outcome.succeed()
            return (try Self.lines(outcome.output), outcome.output)
        }

        /// Carries out what is drawn: up, down, empty the line, back to its beginning.
        private static func lines(_ text: String) throws -> [String] {
            var lines = [""]
            var row = 0
            var rest = text[...]
            while let character = rest.popFirst() {
                switch character {
                case "\n":
                    row += 1
                    if row == lines.count { lines.append("") }
                case "\r": break
                case "\u{1B}":
                    let number = rest.dropFirst().prefix { $0.isNumber }
                    rest = rest.dropFirst(1 + number.count)
                    switch rest.popFirst() {
                    case "A": row -= try #require(Int(number))
                    case "B": row += try #require(Int(number))
                    case "K": lines[row] = ""
                    case let other: Issue.record("the terminal is told \(String(describing: other))")
                    }
                default: lines[row].append(character)
                }
            }
            return lines
        }

        @Test("push and pull have a line for each layer, with a bar while it moves and its state at the end")
        func layers() throws {
            let (pushed, drawn) = try screen("strata push \(name)")
            #expect(pushed[0] == "The push refers to repository [\(registry.host)/team/app]")
            #expect(pushed[1...3].allSatisfy { $0.hasSuffix(": Pushed") }, "\(pushed)")
            #expect(Set(pushed[1...3].map { $0.prefix(12) }).count == 3)
            #expect(pushed[4].hasPrefix("1: digest: sha256:"), "\(pushed)")
            #expect(drawn.contains("Pushing [") && drawn.contains("MB"), "\(drawn)")
            try fixture.strata("rmi", "-f", name).succeed()
            try fixture.strata("system", "prune", "-af").succeed()
            let (pulled, second) = try screen("strata pull \(name)")
            #expect(pulled[0] == "1: Pulling from team/app")
            #expect(pulled[1...3].allSatisfy { $0.hasSuffix(": Pull complete") || $0.hasSuffix(": Already exists") })
            #expect(pulled[1...3].contains { $0.hasSuffix(": Pull complete") }, "\(pulled)")
            #expect(pulled[4].hasPrefix("Digest: sha256:"), "\(pulled)")
            #expect(second.contains("Downloading ["), "\(second)")
            for text in [drawn, second] {
                let pieces = text.split { $0 == "\n" || $0 == "\r" || $0 == "\u{1B}" }
                let moving = pieces.filter { $0.contains(": Pushing [") || $0.contains(": Downloading [") }
                #expect(moving.allSatisfy { $0.count < 80 }, "\(moving)")
            }
            let (again, _) = try screen("strata push \(name)")
            #expect(again[1...3].allSatisfy { $0.hasSuffix(": Layer already exists") }, "\(again)")
        }
    }
}
