import OCI
import Testing

@testable import TerminalUI

@Suite("Formats of lists")
struct RowFormatTests {
    static let headings = [
        "Repository": "REPOSITORY", "Tag": "TAG", "ID": "IMAGE ID", "Size": "SIZE", "Labels": "LABELS",
    ]
    static let rows: [JSONObject] = [
        ["Repository": "nginx", "Tag": "latest", "ID": "9bea9f2796e2", "Size": "187MB"],
        ["Repository": "registry.example.com/team/app", "Tag": "1.2", "ID": "0011aabbccdd", "Size": "1.2kB"],
    ]

    static let printed: [(format: String, output: String)] = [
        (#"{{.Repository}}:{{.Tag}}\t{{.Size}}"#, "nginx:latest\t187MB\nregistry.example.com/team/app:1.2\t1.2kB\n"),
        ("  {{.ID}}  ", "9bea9f2796e2\n0011aabbccdd\n"),
        (#"{{.Tag}}\n-"#, "latest\n-\n1.2\n-\n"),
        (#"{{.Tag}}\\t|"#, "latest\\\t|\n1.2\\\t|\n"),
        (
            #"table {{.Repository}}\t{{.Tag}}"#,
            "REPOSITORY                      TAG\nnginx                           latest\nregistry.example.com/team/app   1.2\n"
        ),
        ("table{{.Tag}}", "TAG\nlatest\n1.2\n"),
        (#"table {{upper .Tag}}\t{{json .Size}}"#, "TAG       SIZE\nLATEST    \"187MB\"\n1.2       \"1.2kB\"\n"),
        (#"table {{slice .Tag 1 3}}\tX"#, "AG        X\nat        X\n.2        X\n"),
        (
            #"table {{truncate .Tag 2}}\t{{if .Size}}{{.Size}}{{else}}N/A{{end}}"#,
            "TAG       SIZE\nla        187MB\n1.        1.2kB\n"
        ),
        (
            "json",
            """
            {"ID":"9bea9f2796e2","Repository":"nginx","Size":"187MB","Tag":"latest"}
            {"ID":"0011aabbccdd","Repository":"registry.example.com/team/app","Size":"1.2kB","Tag":"1.2"}

            """
        ),
        (
            "{{json .}}",
            """
            {"ID":"9bea9f2796e2","Repository":"nginx","Size":"187MB","Tag":"latest"}
            {"ID":"0011aabbccdd","Repository":"registry.example.com/team/app","Size":"1.2kB","Tag":"1.2"}

            """
        ),
    ]

    @Test("rows are printed as docker prints them", arguments: printed)
    func prints(format: String, output: String) throws {
        #expect(try RowFormat(format).render(Self.rows, headings: Self.headings) == output)
    }

    @Test("a table without rows has its headings, other formats print nothing")
    func empty() throws {
        #expect(
            try RowFormat(#"table {{.ID}}\t{{.Size}}"#).render([JSONObject](), headings: Self.headings)
                == "IMAGE ID   SIZE\n")
        #expect(try RowFormat("{{.ID}}").render([JSONObject](), headings: Self.headings) == "")
    }

    @Test("no format, or table alone, is the default table", arguments: ["", "table"])
    func defaultTable(format: String) throws {
        let rowFormat = try RowFormat(format, defaultTable: #"table {{.Tag}}"#)
        #expect(try rowFormat.render(Self.rows, headings: Self.headings) == "TAG\nlatest\n1.2\n")
    }

    @Test("a whole row is escaped for HTML, a single field is not, as in docker")
    func html() throws {
        let row: JSONObject = ["ID": "<missing>"]
        #expect(try RowFormat("json").render([row]) == #"{"ID":"\u003cmissing\u003e"}"# + "\n")
        #expect(try RowFormat("{{json .}}").render([row]) == #"{"ID":"\u003cmissing\u003e"}"# + "\n")
        #expect(try RowFormat("{{json .ID}}").render([row]) == #""<missing>""# + "\n")
    }

    @Test("a field that takes an argument gives the text of a name, and is no part of a row's JSON")
    func label() throws {
        let row: JSONObject = ["ID": "1", "Label": ["com.example.some-name": "v"]]
        #expect(try RowFormat(#"{{.Label "com.example.some-name"}}|{{.Label "x"}}"#).render([row]) == "v|\n")
        #expect(
            try RowFormat(#"table {{.Label "com.example.some-name"}}"#).render([row], headings: ["ID": "ID"])
                == "some name\nv\n")
        #expect(try RowFormat("json").render([row]) == #"{"ID":"1"}"# + "\n")
        #expect(try RowFormat("{{json .}}").render([row]) == #"{"ID":"1"}"# + "\n")
    }

    /// A row that says which of its fields were asked for.
    private final class AskedRow: ListRow {
        private(set) var asked: [String] = []
        let fieldNames = ["A", "B", "C"]

        func field(_ name: String) -> JSONValue? {
            asked.append(name)
            return JSONObject(members: [
                .init(key: "A", value: "a"), .init(key: "B", value: ""), .init(key: "C", value: .null),
            ])[name]
        }
    }

    @Test(
        "a template asks a row for the fields that it names, others for all",
        arguments: [
            ("{{.A}}", ["A"], "a\n"), (#"{{.A}}\t{{.A}}"#, ["A"], "a\ta\n"), ("x", [], "x\n"),
            ("{{if .B}}{{.C}}{{else}}{{.A}}{{end}}", ["B", "C", "A", "B", "C"], "a\n"),
            ("{{if .A}}{{.B}}-{{else}}N/A{{end}}", ["A", "B"], "-\n"), ("{{upper .A}}", ["A", "B", "C"], "A\n"),
        ])
    func fieldsAsked(format: String, names: [String], output: String) throws {
        let row = AskedRow()
        #expect(try RowFormat(format).render([row]) == output)
        #expect(row.asked == names)
    }

    @Test("a field that rows do not have is an error")
    func missing() throws {
        let error = #expect(throws: TerminalUIError.self) {
            _ = try RowFormat("{{.Nope}}").render(Self.rows, headings: Self.headings)
        }
        #expect(error?.code == .templateExecution)
        #expect(error?.hint == "fields here are .ID, .Repository, .Size, .Tag")
    }
}
