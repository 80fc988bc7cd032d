import ArgumentParser
import LinuxSystem
import SystemPackage
import Testing

@testable import strata

@Suite("Help")
struct HelpTests {
    static let golden = SourceTree.root.appending("Tests/StrataTests/Golden/help.txt")

    /// The help of the program, of every word with commands below it, and of every command; regenerate with UPDATE_GOLDEN=1.
    @Test("is what was agreed on")
    func texts() throws {
        let text = try Self.pages(width: 80).joined(separator: String(repeating: "-", count: 80) + "\n")
        if ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil {
            try FileHandle.open(Self.golden, Flags.create).write(Array(text.utf8))
        }
        let expected = String(decoding: try FileHandle.open(Self.golden).readAll(), as: UTF8.self)
        #expect(text == expected, "the help changed: see it with UPDATE_GOLDEN=1 and git diff")
    }

    @Test("no line but an example is wider than the terminal", arguments: [72, 80, 100])
    func width(columns: Int) throws {
        for page in try Self.pages(width: columns) {
            let prose = page.components(endingAt: "\nExamples:\n")
            for line in prose.split(separator: "\n") where line.count > columns { Issue.record("too wide: \(line)") }
        }
    }

    @Test("every command has one sentence and an example that calls it")
    func examples() throws {
        for command in try CommandTable.definitions() {
            #expect(!command.summary.isEmpty && command.summary.hasSuffix("."), "\(command.name)")
            #expect(command.examples.contains { $0.contains(command.name) }, "\(command.name): \(command.examples)")
        }
    }

    @Test("every option and argument has a sentence")
    func sentences() throws {
        for command in try CommandTable.definitions() {
            for option in command.options { #expect(option.summary.hasSuffix("."), "\(command.name) --\(option.long)") }
            for argument in command.arguments { #expect(argument.summary.hasSuffix("."), "\(command.name)") }
        }
    }

    @Test("no default is told twice")
    func defaults() throws {
        for command in try CommandTable.definitions() {
            for option in command.options where option.defaultValue != nil {
                #expect(!option.summary.contains("(default: "), "\(command.name) --\(option.long)")
            }
        }
    }

    @Test(
        "is asked for in every way that docker knows",
        arguments: [
            ("", "Usage:  strata [OPTIONS] COMMAND"), ("--help", "Usage:  strata [OPTIONS] COMMAND"),
            ("help", "Usage:  strata [OPTIONS] COMMAND"), ("help build", "Usage:  strata build"),
            ("build --help", "Usage:  strata build"), ("build -h", "Usage:  strata build"),
            ("build -t x . --help", "Usage:  strata build"), ("image", "Usage:  strata image COMMAND"),
            ("image ls --help", "Usage:  strata images"), ("system", "Usage:  strata system COMMAND"),
            ("system df --help", "Usage:  strata system df"), ("run --help", "Usage:  strata run"),
        ])
    func requests(line: String, start: String) throws {
        let request = try #require(HelpRequest(line.split(separator: " ").map(String.init)))
        #expect(try request.text(width: 80).hasPrefix(start))
    }

    @Test(
        "is not what belongs to a container's command, or to another word",
        arguments: ["run busybox ls --help", "run -h name busybox", "images", "nope", "nope --help", "image nope"])
    func noRequests(line: String) {
        #expect(HelpRequest(line.split(separator: " ").map(String.init)) == nil)
    }

    private static func pages(width: Int) throws -> [String] {
        let page = HelpPage(width: width)
        let groups = CommandTable.managementCommands.compactMap { page.text(groupNamed: $0.name) }
        return [page.programText()] + groups + (try CommandTable.definitions().map { page.text($0) })
    }
}

extension String {
    /// What stands before a text, all of it where it is not there.
    fileprivate func components(endingAt mark: String) -> Substring {
        firstRange(of: mark).map { self[..<$0.lowerBound] } ?? self[...]
    }
}
