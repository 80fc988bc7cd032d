import LinuxSystem
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
            #expect(page.contains("aria-label=\"1 COPY one //big, 1.10 MB"), "\(page)")
            #expect(page.contains("/etc/passwd") && page.contains("<th scope=\"col\""))
            #expect(!page.contains("<img"))
            #expect(!outcome.errors.contains("Content Security Policy"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("Uncaught"), "\(outcome.errors)")
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
