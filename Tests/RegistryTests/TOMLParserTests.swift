import Testing

@testable import Registry

@Suite("registries.conf as TOML")
struct TOMLParserTests {
    @Test("tables, lists of tables, and values of all kinds")
    func values() throws {
        let document = try TOMLParser.parse(
            """
            # a comment
            short-name-mode = "permissive"
            list = [ "a", # first
              'b\\c', "\\u00e9\\t",
            ]
            number = 1_000
            [aliases]
            "almalinux" = "docker.io/library/almalinux"
            a.b = true
            [[registry]]
            location = "one"\r
            [[registry.mirror]]
            location = "m1"
            [[registry.mirror]]
            location = "m2"
            insecure = true
            [[registry]]
            location = "two"
            inline = { x = 1, "y z" = [] }
            """)
        #expect(document["list"] == .array([.string("a"), .string("b\\c"), .string("é\t")]))
        #expect(document["number"] == .integer(1000))
        #expect(document["aliases"]?["almalinux"]?.string == "docker.io/library/almalinux")
        #expect(document["aliases"]?["a"]?["b"]?.bool == true)
        let registries = document["registry"]?.array ?? []
        #expect(registries.count == 2)
        #expect(registries.first?["mirror"]?.array.map { $0["location"]?.string } == ["m1", "m2"])
        #expect(registries.last?["inline"]?["y z"] == .array([]))
    }

    @Test(
        "what is wrong is named with its line",
        arguments: [
            ("a = ", 1), ("\na", 2), ("a = 1\na = 2", 2), ("[x", 1), ("a = \"x\nb = 1", 1), ("a = \"\"\"x\"\"\"", 1),
            ("a = [1 2]", 1), ("a = 1 b = 2", 1), ("\n\n= 1", 3), ("a = {x = 1", 1), ("a = \"\\q\"", 1), ("a = 1.5", 1),
        ])
    func failures(_ text: String, _ line: Int) {
        let failure = #expect(throws: TOMLParser.Failure.self) { try TOMLParser.parse(text) }
        #expect(failure?.line == line || text.hasPrefix("a = \"x\n"), "\(failure?.message ?? "")")
    }
}
