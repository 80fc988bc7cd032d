import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("The page of an image, written and served")
    struct ReportPageTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            try fixture.write("Dockerfile", "FROM scratch\nCOPY one /\nCOPY two /\n")
            try fixture.write("one/etc/passwd", "root:x:0:0\n")
            try fixture.write("one/big", String(repeating: "0123456789\n", count: 100_000))
            try fixture.write("one/<img src=x onerror=document.title='owned'>", "x")
            try fixture.write("two/etc/passwd", "root:x:0:0\nme:x:1:1\n")
            try fixture.write("two/key.pem", "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYzR4nd0mKeyQ1\n")
            try fixture.strata("build", "-t", "app", ".").succeed()
        }

        @Test("a browser shows layers, map, waste and findings, and no name becomes markup", .needs("chromium"))
        func browser() throws {
            try fixture.strata("report", "--html", "app.html", "app").succeed()
            let outcome = try fixture.shell(
                "HOME=$PWD chromium --headless --no-sandbox --disable-gpu --user-data-dir=$PWD/profile --enable-logging=stderr "
                    + "--virtual-time-budget=3000 --dump-dom file://$PWD/app.html")
            let page = try outcome.succeed()
            #expect(page.contains("<title>app: layers</title>"), "\(page.prefix(2000))")
            #expect(page.contains("COPY one /") && page.contains("COPY two /"))
            #expect(page.contains("aria-label=\"Layer 1, /big, 1.10 MB"), "\(page)")
            #expect(page.contains("/etc/passwd") && page.contains("<th scope=\"col\""))
            #expect(!page.contains("<img"))
            #expect(!outcome.errors.contains("Content Security Policy"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("Uncaught"), "\(outcome.errors)")
        }

        /// What `page.py` saw of a page in a browser.
        private func look(at page: String) throws -> JSONValue {
            var script = FilePath(#filePath)
            script.removeLastComponent()
            script.append("page.py")
            try fixture.shell("mkdir -p shots").succeed()
            return try JSONValue(
                parsing: Array(fixture.shell("python3 \(script) \(page) $PWD/shots").succeed().utf8))
        }

        private func texts(_ value: JSONValue?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }

        /// What any page has to be: whole, legible by light and dark, told to those who hear it, walked through by keys.
        private func expectGood(_ seen: JSONValue, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(
                texts(seen["errors"]) == [] && texts(seen["requests"]).count == 1, "\(seen)",
                sourceLocation: sourceLocation)
            #expect(texts(seen["nameless"]) == [] && seen["images"]?.intValue == 0, sourceLocation: sourceLocation)
            for form in ["light", "dark", "narrow"] {
                let worst = seen[form]?["contrast"]?[0]?[0]?.doubleValue ?? 0
                #expect(worst >= 4.5, "\(form): \(seen[form] ?? .null)", sourceLocation: sourceLocation)
                #expect(seen[form]?["overflow"]?.intValue ?? 1 <= 0, "\(form)", sourceLocation: sourceLocation)
            }
            let stops = texts(seen["stops"])
            #expect(
                !stops.isEmpty && stops.count < 400 && Set(stops).count > stops.count / 2, "\(stops)",
                sourceLocation: sourceLocation)
        }

        @Test(
            "it is walked through by keys, legible in light and dark, and has a name for all that is heard",
            .needs("chromium"))
        func people() throws {
            try fixture.strata("report", "--html", "app.html", "app").succeed()
            let seen = try look(at: "./app.html")
            expectGood(seen)
            #expect(
                texts(seen["headings"]) == [
                    "app", "Layers, the oldest first", "Where the bytes are", "Search", "Findings", "Waste",
                ])
            #expect(texts(seen["landmarks"]) == ["banner", "contentinfo", "main", "navigation", "region"])
            let stops = texts(seen["stops"])
            let order = [
                " a Layers", "theme button", "timeline button", "where button", "crumbs button", "map button",
                "query input",
            ]
            .map { stop in stops.firstIndex { $0.hasPrefix(stop) } ?? -1 }
            #expect(order == order.sorted() && order[0] == 0, "\(stops)")
            // The map is one stop, however many parts it has; arrows go through them.
            #expect(stops.count { $0.hasPrefix("map button") } == 1)
            let map = texts(seen["map"])
            #expect(
                map.count == 4 && map[0].hasPrefix("Layer 1, COPY one /, 1.10 MB, 100 %") && map[3] == map[0]
                    && map[1] != map[0], "\(map)")
            #expect(texts(seen["entered"]) == ["app", "1 COPY one /"] && texts(seen["left"]) == ["app"])
            #expect((seen["icicle"]?.intValue ?? 0) >= 2 && (seen["directories"]?.intValue ?? 0) >= 1)
            #expect(seen["hits"]?.stringValue == "2 paths." && seen["theme"]?.boolValue == true)
            for picture in ["light", "dark", "narrow", "icicle"] {
                try fixture.shell("test $(wc -c < shots/\(picture).png) -gt 10000").succeed()
            }
        }

        @Test(
            "names that are markup, control a terminal or turn the direction of writing are text on every page",
            .needs("chromium"))
        func hostile() throws {
            try fixture.write(
                "Dockerfile.hostile",
                """
                FROM scratch
                LABEL a="</script><script>document.title='owned'</script>" b="\u{202E}gnp" c="\u{1B}]0;owned\u{07}"
                COPY hostile /
                CMD ["<img src=x onerror=document.title='owned'>"]
                """)
            try fixture.shell(
                #"""
                mkdir -p 'hostile/<'
                for name in '</script><svg onload=document.title=1>' "$(printf 'a\342\200\256gnp.exe')" "$(printf 'n\nl')" \
                    "$(printf '\377\033[2J')" "\"quoted\"&amp;'"; do echo x > "hostile/$name"; done
                """#
            ).succeed()
            try fixture.strata("build", "-q", "-t", "hostile", "-f", "Dockerfile.hostile", ".").succeed()
            try fixture.strata("report", "--html", "hostile.html", "hostile").succeed()
            try fixture.shell("strata diff --no-trunc --format html -o diff.html app hostile").succeed()
            for (page, title) in [("hostile.html", "hostile: layers"), ("diff.html", "app → hostile")] {
                let seen = try look(at: "./" + page)
                #expect(seen["title"]?.stringValue == title)
                expectGood(seen)
                let text = try fixture.read(page)
                let hidden = text.unicodeScalars.filter {
                    $0.properties.generalCategory == .format || $0.value < 0x20 && $0 != "\n"
                }
                #expect(hidden.isEmpty, "\(page): \(hidden)")
            }
        }

        @Test("the page is whole, and goes to standard output too")
        func written() throws {
            let page = try fixture.strata("report", "--html", "-", "app").succeed()
            #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
            #expect(!page.contains("http://") && !page.contains("https://"))
            try fixture.strata("report", "app").fail(saying: "--html")
            try fixture.strata("report", "--html", "no/such/place.html", "app").fail(saying: "no/such/place.html")
            try fixture.strata("report", "--html", "x.html", "absent").fail(saying: "absent")
        }

        @Test("a browser on this machine gets the page under its address alone", .needs("curl"))
        func served() throws {
            let server = try fixture.start("explore", "--web", "app")
            var address = ""
            for _ in 0..<600 where address.isEmpty {
                try fixture.shell("sleep 0.1").succeed()
                address = try server.text(server.errors).split(separator: "\n").first.map(String.init) ?? ""
            }
            #expect(address.hasPrefix("http://127.0.0.1:"), "\(address)")
            func status(_ arguments: String) throws -> String {
                try fixture.shell("curl -s -o /dev/null -w '%{http_code}' \(arguments)").succeed()
            }
            #expect(try status(address) == "200")
            #expect(try fixture.shell("curl -s \(address)").succeed().contains("<!doctype html>"))
            #expect(try status("-H 'Host: evil.example' \(address)") == "404")
            #expect(try status(address + "x") == "404")
            #expect(try status("$(echo \(address) | cut -d/ -f1-3)/") == "404")
            #expect(try status("-X POST \(address)") == "405")
            try fixture.shell("kill -INT \(server.process.processID)").succeed()
            #expect(try server.wait().code == 0)
        }
    }
}
