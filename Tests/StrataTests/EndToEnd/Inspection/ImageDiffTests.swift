import OCI
import Testing

extension EndToEnd {
    @Suite("What differs between two images")
    struct ImageDiffTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            try fixture.write("Dockerfile", "FROM scratch\nCOPY base /\nCOPY own /\nARG V\nENV V=$V\nLABEL same=1\n")
            try fixture.write("base/etc/passwd", "root\n")
            try fixture.write("own/same", "same\n")
            try fixture.write("own/old/file", "old\n")
            try fixture.write("own/mode", "mode\n")
            try fixture.write("own/content", "one\n")
            try fixture.write("own/srv/node_modules/a/package.json", #"{"name":"a","version":"1.9.0"}"#)
            try fixture.strata("build", "--build-arg", "V=1", "-t", "app:1", ".").succeed()
            try fixture.shell("rm -r own/old && chmod 600 own/mode && mkdir own/new && ln -s x own/new/link").succeed()
            try fixture.write("own/new/<b>\u{1B}[31m", "new\n")
            try fixture.write("own/content", "two\n")
            try fixture.write("own/srv/node_modules/a/package.json", #"{"name":"a","version":"1.10.0"}"#)
            try fixture.strata("build", "--build-arg", "V=2", "-t", "app:2", ".").succeed()
        }

        @Test("is told in text: layers, files, packages, configuration")
        func text() throws {
            let text = try fixture.strata("diff", "app:1", "app:2").succeed()
            for line in [
                "Layers: 1 shared, 1 removed, 1 added", "  - /old/ ", "1 path, 4B", "  ~ /mode ", "mode 644 → 600",
                "  ~ /content ", "content, 4B", "  + /new/ ", "2 paths, 4B", "Packages: 0 added, 0 removed, 1 upgraded",
                "1.9.0 → 1.10.0 (npm)", "  ~ Env.V  1 → 2",
            ] { #expect(text.contains(line), "\(line) in \(text)") }
            #expect(!text.contains("/same") && !text.contains("passwd"))
            let whole = try fixture.strata("diff", "--no-trunc", "app:1", "app:2").succeed()
            #expect(whole.contains(#"  + /new/<b>\e[31m"#) && whole.contains("→ x"))
        }

        @Test("tells a version that is written in another way from a later and an earlier one")
        func rewritten() throws {
            try fixture.write("Packages", "FROM scratch\nCOPY packages /\n")
            for (name, version) in [("one", "1.0"), ("two", "1.0.0")] {
                try fixture.write("packages/lib/a.dist-info/METADATA", "Name: a\nVersion: \(version)\n")
                try fixture.strata("build", "-f", "Packages", "-t", "packages:\(name)", ".").succeed()
            }
            let text = try fixture.strata("diff", "packages:one", "packages:two").succeed()
            #expect(text.contains("0 upgraded, 0 downgraded, 1 the same (1 written in another way)"), "\(text)")
            #expect(text.contains("  = a  1.0 → 1.0.0 (pypi)"), "\(text)")
            let json = try fixture.strata("diff", "--format", "json", "packages:one", "packages:two").succeed()
            #expect(try JSONValue(parsing: json)["packages"]?["changed"]?[0]?["change"] == "rewritten")
        }

        @Test("is told in JSON, the same of archives")
        func json() throws {
            let stored = try JSONValue(parsing: fixture.strata("diff", "--format", "json", "app:1", "app:2").succeed())
            #expect(stored["sharedLayers"]?.intValue == 1)
            let changes = try #require(stored["files"]?["changes"]?.arrayValue)
            let paths = changes.compactMap { $0["path"]?.stringValue }
            #expect(
                paths == [
                    "/content", "/mode", "/new", "/new/<b>\u{1B}[31m", "/new/link", "/old", "/old/file",
                    "/srv/node_modules/a/package.json",
                ])
            #expect(changes.first?["what"] == ["content"])
            #expect(stored["configuration"]?[0]?["after"]?.stringValue == "2")
            try fixture.shell(
                "strata save -o 1.tar app:1 && strata save --format oci-dir --compression zstd -o 2 app:2"
            ).succeed()
            let archived = try JSONValue(
                parsing: fixture.shell("strata diff --format json docker-archive:1.tar oci:2").succeed())
            for part in ["files", "packages", "configuration"] { #expect(archived[part] == stored[part], "\(part)") }
        }

        @Test("is one page that no name can break out of")
        func page() throws {
            try fixture.shell("strata diff --no-trunc --format html -o page.html app:1 app:2").succeed()
            let page = try fixture.read("page.html")
            #expect(page.contains("<td>/new/&lt;b&gt;\\e[31m</td>") && !page.contains("<b>"))
            #expect(page.hasPrefix("<!doctype html>") && !page.contains("http://") && !page.contains("https://"))
        }

        @Test("is nothing for one image, and --exit-code tells")
        func same() throws {
            #expect(try fixture.strata("diff", "--exit-code", "app:1", "app:1").succeed().contains("The same image."))
            try fixture.strata("diff", "--exit-code", "app:1", "app:2").fail(1)
            try fixture.strata("diff", "--format", "json", "app:1").fail(125, saying: "for two images")
            try fixture.strata("diff", "--format", "xml", "app:1", "app:2").fail(125, saying: "no such format")
        }
    }
}
