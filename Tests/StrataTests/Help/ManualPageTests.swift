import LinuxSystem
import Testing

@testable import strata

@Suite("Manual pages")
struct ManualPageTests {
    @Test("there is one for every command, and one that lists them")
    func pages() throws {
        let pages = try ManualPage.all()
        let commands = try CommandTable.definitions()
        #expect(pages.count == commands.count + 1)
        let overview = try #require(pages.first { $0.name == "strata" }).text
        for page in pages.dropFirst() {
            let title = page.name.replacing("-", with: "\\-")
            #expect(overview.contains("\\fB\(page.name)\\fP(1)"), "\(page.name)")
            #expect(page.text.contains(".SH EXAMPLES") && page.text.hasPrefix(".TH \(title.uppercased()) 1"))
        }
        for key in SettingKey.allCases { #expect(overview.contains("$\(key.variable)")) }
    }

    @Test("what would be a command of roff is text")
    func escapes() {
        var roff = RoffText(title: "x")
        roff.section("Name")
        roff.paragraph(".dot 'quote' back\\slash --option")
        #expect(roff.text.hasSuffix("\n\\&.dot \\(aqquote\\(aq back\\eslash \\-\\-option\n"))
    }

    @Test("mandoc and man have nothing against them", .needs("mandoc"), .needs("man"))
    func checked() throws {
        let fixture = try Fixture(withBusyBox: false)
        try fixture.shell("mkdir pages && strata man pages").succeed()
        let complaints = try fixture.shell("mandoc -Tlint -W warning pages/*.1").output
        #expect(complaints == "")
        let warnings = try fixture.shell(
            "for page in pages/*.1; do man --warnings -E UTF-8 -l -Tutf8 -Z $page 2>&1 >/dev/null; done")
        #expect(warnings.output == "", "\(warnings)")
        let text = try fixture.shell("MANWIDTH=80 man -l pages/strata-build.1 | col -b").succeed()
        #expect(text.contains("--build-arg name=value"))
    }
}
