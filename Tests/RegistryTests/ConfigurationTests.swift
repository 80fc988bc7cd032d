import OCI
import Testing

@testable import Registry

@Suite("What is read of settings and challenges")
struct ConfigurationTests {
    private func configuration(_ text: String) throws -> RegistriesConfiguration {
        var configuration = RegistriesConfiguration()
        try configuration.add(try TOMLParser.parse(text))
        return configuration
    }

    @Test("the longest prefix counts, at the borders of names alone; `*.` stands for hosts below")
    func prefixes() throws {
        let configuration = try configuration(
            """
            [[registry]]
            prefix = "example.com/team"
            location = "a.test/x"
            [[registry]]
            prefix = "example.com"
            location = "b.test"
            [[registry]]
            prefix = "*.wild.test"
            location = "c.test/y"
            [[registry]]
            prefix = "docker.io"
            location = "mirror.test/hub"
            """)
        for (name, place) in [
            ("example.com/team/app", "a.test/x/app"), ("example.com/teammate/app", "b.test/teammate/app"),
            ("example.com:5000/app", "b.test:5000/app"), ("x.wild.test/app", "c.test/y/app"),
            ("nginx", "mirror.test/hub/library/nginx"),
            ("example.community/app", nil), ("wild.test/app", nil),
        ] as [(String, String?)] {
            let name = try RepositoryName(parsing: name)
            #expect(configuration.entry(for: name).map { $0.relocated(name, to: $0.location) } == place, "\(name)")
        }
    }

    @Test(
        "a mistake in registries.conf is an error that names it, and not passed over",
        arguments: [
            ("[[registry]]\nprefix = \"a.test\"\nblocked = \"true\"", "blocked has to be true or false"),
            ("[[registry]]\nlocation = 5", "location has to be a text"),
            ("[[registry]]\ninsecure = true", "neither prefix nor location"),
            ("[registry]\nlocation = \"a.test\"", "registry is a list"),
            ("[[registry]]\nlocation = \"a.test\"\n[[registry.mirror]]\ninsecure = true", "a mirror of a.test has no"),
            ("[[registry]]\nlocation = \"https://a.test\"", "“https://a.test” has a scheme"),
            ("[[registry]]\nprefix = \"a.test\"\nlocation = \"*.b.test\"", "only prefix may have *"),
            (
                "[[registry]]\nlocation = \"a.test\"\n[[registry.mirror]]\nlocation = \"b.test\"\npull-from-mirror = \"never\"",
                "“never” of b.test has to be"
            ),
            (
                "[[registry]]\nlocation = \"a.test\"\nblocked = true\n[[registry]]\nprefix = \"b.test\"\nlocation = \"a.test\"",
                "a.test is there twice, and blocked differs"
            ),
        ])
    func mistakes(text: String, words: String) {
        let mistake = #expect(throws: RegistriesDocument.Mistake.self) { try configuration(text) }
        #expect(mistake?.message.contains(words) == true, "\(mistake?.message ?? "")")
    }

    @Test("of two with one prefix the first of a file counts, and the later file; the form of version 1 is read")
    func order() throws {
        func entry(_ location: String) -> String { "[[registry]]\nprefix = \"a.test\"\nlocation = \"\(location)\"\n" }
        let name = try RepositoryName(parsing: "a.test/app")
        var configuration = try configuration(entry("b.test") + entry("c.test"))
        #expect(configuration.entry(for: name)?.location == "b.test")
        try configuration.add(TOMLParser.parse(entry("d.test")))
        #expect(configuration.entry(for: name)?.location == "d.test")
        let old = "[registries.insecure]\nregistries = [\"a.test\"]\n[registries.block]\nregistries = [\"b.test\"]"
        configuration = try self.configuration(old)
        #expect(configuration.entry(for: name)?.isInsecure == true)
        #expect(configuration.entry(for: try RepositoryName(parsing: "b.test/app"))?.isBlocked == true)
    }

    @Test("challenges: parameters in quotes or not, several in a field, with commas inside")
    func challenges() {
        let field =
            #"Basic realm="a \"b\", c", Bearer realm="https://auth/token",service=reg,scope="repository:a:pull,push""#
        let found = Challenge.parse(field)
        #expect(found.map(\.scheme) == ["basic", "bearer"])
        #expect(found.first?.parameters["realm"] == #"a "b", c"#)
        #expect(
            found.last?.parameters == [
                "realm": "https://auth/token", "service": "reg", "scope": "repository:a:pull,push",
            ])
        #expect(Challenge.preferred([field])?.scheme == "bearer")
        let wide = Challenge.parse(#"Bearer   realm = "https://auth/token" , service= reg, Basic realm ="x""#)
        #expect(wide.map(\.parameters) == [["realm": "https://auth/token", "service": "reg"], ["realm": "x"]])
        #expect(Challenge.preferred(["Negotiate", "Basic"])?.scheme == "basic")
        #expect(Challenge.preferred(["Negotiate YWJj==, \(field)"])?.parameters["service"] == "reg")
        for text in ["", ",", "=", "\"", "Bearer", "Bearer realm", "Bearer realm=", "Bearer realm=\"", "a b c=d \\"] {
            _ = Challenge.parse(text)
        }
        #expect(Challenge.preferred(["Bearer"]) == nil)
    }

    @Test("links: several in a field, with parameters of their own and commas inside")
    func links() {
        let field =
            #"</a,b;c>; rel="prev"; title="x, <y>; rel=next", </d?n=1>;crossorigin ; REL="First Next"; rel=up,"#
            + "<e>;rel=last"
        let found = WebLink.parse(field)
        #expect(found.map(\.target) == ["/a,b;c", "/d?n=1", "e"])
        #expect(found.map(\.relations) == [["prev"], ["first", "next"], ["last"]])
        for text in ["", ",", "<", "<>", "<a", "<a>;", "<a>;rel", "<a>;rel=", "<a>;rel=\"", "</a>;;=;", "a; rel=next"] {
            _ = WebLink.parse(text)
        }
    }

    @Test("a registry has many names in files of credentials, the most particular first")
    func keys() throws {
        #expect(try RegistryKey(host: nil).description == "https://index.docker.io/v1/")
        #expect(try RegistryKey(host: "https://docker.io/").description == "https://index.docker.io/v1/")
        #expect(try RegistryKey(host: "https://quay.io/v2/").description == "quay.io")
        #expect(try RegistryKey(host: "localhost:5000").domain == "localhost:5000")
        #expect(throws: OCIError.self) { try RegistryKey(host: "bad_host:x") }
        let names = RegistryKey(try RepositoryName(parsing: "quay.io/team/app")).names(path: "team/app")
        #expect(names == ["quay.io/team/app", "quay.io/team", "quay.io"])
        #expect(RegistryKey.normalized("https://quay.io/v1/") == "quay.io")
    }
}
