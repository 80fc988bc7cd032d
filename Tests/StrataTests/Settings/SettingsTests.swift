import SystemPackage
import Testing

@testable import strata

@Suite("Settings")
struct SettingsTests {
    private func file(_ text: String) throws -> SettingsFile {
        try SettingsFile(parsing: Array(text.utf8), path: "/etc/strata/config.json")
    }

    @Test("the command line counts before the environment, the user's file before the machine's")
    func precedence() throws {
        let user = try file("{\n  \"root\": \"/user\",\n  \"progress\": \"plain\"\n}")
        let machine = try file("{\"root\": \"/machine\", \"progress\": \"tty\", \"jobs\": 3}")
        let environment = ["STRATA_ROOT": "/environment"]
        let given = [SettingKey.root: Settings.Choice(text: "/given", origin: .commandLine("--root"))]
        let all = Settings(given: given, environment: environment, files: [user, machine])
        #expect(try all.root == "/given")
        #expect(try Settings(environment: environment, files: [user, machine]).root == "/environment")
        #expect(try Settings(environment: [:], files: [user, machine]).root == "/user")
        #expect(try Settings(environment: ["STRATA_ROOT": ""], files: [machine]).root == "/machine")
        let progress = try #require(try all.choice(.progress))
        #expect(progress.text == "plain" && "\(progress.origin)" == "/etc/strata/config.json:3")
        #expect(try all.choice(.jobs)?.text == "3")
        #expect(try all.choice(.runtime) == nil)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let said: [String]

        init(_ description: String, _ text: String, saying said: String...) {
            testDescription = description
            self.text = text
            self.said = said
        }
    }

    @Test(
        "a mistake in a file is told with its line",
        arguments: [
            Mistake("an unknown name", "{\n\"nope\": 1}", saying: ":2: there is no setting “nope”"),
            Mistake(
                "a text for a number", "{\"jobs\": \"4\"}", saying: ":1: the setting jobs is a whole number",
                "not \"4\""),
            Mistake("a number below one", "{\n\n\"jobs\": 0}", saying: ":3:", "not 0"),
            Mistake("a fraction", "{\"jobs\": 1.5}", saying: "not 1.5"),
            Mistake("a word that is none of those", "{\"progress\": \"loud\"}", saying: "one of auto, tty"),
            Mistake("a platform that is none", "{\"platform\": \"a/b/c/d\"}", saying: "a platform such as linux/amd64"),
            Mistake("a text for a truth", "{\"debug\": \"yes\"}", saying: "true or false", "not \"yes\""),
            Mistake("a name twice", "{\"jobs\": 1,\n\"jobs\": 2}", saying: ":2:", "on line 1 already"),
            Mistake("a list", "[]", saying: ":1:", "a list where an object is wanted"),
            Mistake("a comma too many", "{\n  \"jobs\": 1,\n}", saying: ":3:", "a member's name is wanted"),
            Mistake("nothing", "", saying: ":1:", "cannot be read"),
            Mistake("an empty text", "{\"root\": \"\"}", saying: "not \"\""),
        ])
    func mistakes(_ mistake: Mistake) throws {
        let error = #expect(throws: UsageError.self) { try file(mistake.text) }
        let message = try #require(error?.message)
        #expect(message.hasPrefix("/etc/strata/config.json:"))
        for text in mistake.said { #expect(message.contains(text), "\(message)") }
    }

    @Test("a variable that does not fit is an error of who looks at it, and names it")
    func variables() throws {
        let settings = Settings(environment: ["BUILDKIT_PROGRESS": "loud", "STRATA_JOBS": "x"], files: [])
        let error = #expect(throws: UsageError.self) { try settings.choice(.progress) }
        #expect(error?.message.contains("$BUILDKIT_PROGRESS is “loud”") == true)
        #expect(throws: UsageError.self) { try settings.choice(.jobs) }
        #expect(try settings.choice(.network) == nil)
    }

    @Test("NO_COLOR means no, whatever it says")
    func noColor() throws {
        let file = try file("{\"color\": \"always\"}")
        #expect(try Settings(environment: ["NO_COLOR": "0"], files: [file]).choice(.color)?.text == "never")
        #expect(try Settings(environment: ["NO_COLOR": ""], files: [file]).choice(.color)?.text == "always")
    }

    @Test("the user's file is where STRATA_CONFIG or the XDG specification says")
    func userFile() {
        #expect(Settings.userFile(["STRATA_CONFIG": "c.json", "HOME": "/h"]) == "c.json")
        #expect(Settings.userFile(["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/strata/config.json")
        #expect(Settings.userFile(["XDG_CONFIG_HOME": "relative", "HOME": "/h"]) == "/h/.config/strata/config.json")
        #expect(Settings.userFile([:]) == nil)
    }

    @Test("docs/configuration.md has every setting, its variable, option and default")
    func documented() throws {
        let text = try SourceTree.text(of: "docs/configuration.md")
        for key in SettingKey.allCases {
            let cells = [
                "`\(key.rawValue)`", key.summary, key.kind.inWords, "`\(key.variable)`",
                key.option.map { "`\($0)`" } ?? "",
                key.commands, key.defaultInWords,
            ]
            let row = "| " + cells.joined(separator: " | ") + " |"
            #expect(text.contains(row), "wanted: \(row)")
        }
    }
}
