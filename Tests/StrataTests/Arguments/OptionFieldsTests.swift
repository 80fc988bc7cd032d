import SystemPackage
import Testing

@testable import Builder
@testable import strata

@Suite("The fields of an option")
struct OptionFieldsTests {
    @Test(
        "are comma-separated values, quoted as docker's are",
        arguments: [
            ("a,b", ["a", "b"]), ("", [""]), ("a,", ["a", ""]), (#"id=x,"src=a,b""#, ["id=x", "src=a,b"]),
            (#""src=say ""hi"".txt",id=x"#, [#"src=say "hi".txt"#, "id=x"]), (#""""#, [""]),
        ])
    func split(_ text: String, _ fields: [String]) throws {
        #expect(try OptionFields.split(text, of: "--secret") == fields)
    }

    @Test("are refused where a quote stands within one", arguments: [#"id=a"b"#, #""a"b"#, #""a"#])
    func refused(_ text: String) {
        let error = #expect(throws: UsageError.self) { try OptionFields.split(text, of: "--secret") }
        #expect(error?.message == "--secret \(text): a quote stands within a field")
        #expect(throws: BuildError.self) { try OutputFields(parsing: "type=tar,dest=" + text) }
    }

    @Test("name files with commas and quotes in their names")
    func output() throws {
        #expect(
            try OutputFields(parsing: #"type=tar,"dest=a,""b"".tar""#).destination == .path(#"a,"b".tar"#))
    }
}
