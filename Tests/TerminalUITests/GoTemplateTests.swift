import OCI
import TestRandom
import Testing

@testable import TerminalUI

/// What docker's client 28.2 prints for the same templates over the same value (`docker context inspect --format`).
@Suite("Go templates")
struct GoTemplateTests {
    static let value: JSONValue = [
        "Name": "default",
        "Metadata": [:],
        "Endpoints": ["docker": ["Host": "unix:///var/run/docker.sock", "SkipTLSVerify": false]],
        "List": ["a", "b", "c"],
        "Empty": .null,
    ]

    static let printed: [(template: String, output: String)] = [
        ("{{.Name}}", "default"),
        (#"{{printf "%5d|%-5s|%05d|%q|%v|%x" 12 "ab" 7 "q\"x" 3.5 255}}"#, #"   12|ab   |00007|"q\"x"|3.5|ff"#),
        (#"{{printf "%.2f %6.1f %e %g" 3.14159 2.25 12345.678 1e21}}"#, "3.14    2.2 1.234568e+04 1e+21"),
        (#"{{printf "%d" "x"}}"#, "%!d(string=x)"),
        (#"{{printf "%d"}}"#, "%!d(MISSING)"),
        (#"{{printf "%d" 1 2}}"#, "1%!(EXTRA int=2)"),
        (#"{{print 1 2 "a" "b" 3}}"#, "1 2ab3"),
        (#"{{println "a" 1}}"#, "a 1\n"),
        ("{{1e3}} {{1.5}} {{1e21}} {{0x1f}} {{'a'}} {{1_000}}", "1000 1.5 1e+21 31 97 1000"),
        ("{{if eq 1 2 1}}yes{{else}}no{{end}}", "yes"),
        (#"{{if and 1 0}}a{{else if or "" "x"}}b{{else}}c{{end}}"#, "b"),
        (#"{{and 1 0}} {{or 0 "x"}} {{not 1}}"#, "0 x false"),
        (#"{{len "abc"}} {{index "abc" 1}} {{slice "abcdef" 1 3}}"#, "3 98 bc"),
        (#"{{range $i, $e := split "a,b,c" ","}}{{$i}}={{$e}};{{end}}"#, "0=a;1=b;2=c;"),
        (#"{{range split "a,b,c" ","}}{{if eq . "b"}}{{continue}}{{end}}{{.}}{{end}}"#, "ac"),
        (#"{{range split "a,b,c" ","}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}"#, "a"),
        (#"{{with $x := "v"}}{{$x}}{{.}}{{end}}"#, "vv"),
        (#"{{with ""}}a{{else}}b{{end}}"#, "b"),
        (#"{{join (split "a b" " ") "-"}}"#, "a-b"),
        (#"{{title "hello world"}} {{upper "x"}} {{lower "X"}}"#, "Hello World X x"),
        (#"{{pad "x" 2 3}}|"#, "  x   |"),
        (#"{{truncate "hello" 3}}"#, "hel"),
        (#"{{"a" | printf "%s-%s" "b"}}"#, "b-a"),
        (#"  {{- " x " -}}  y"#, " x y"),
        ("{{/* c */}}z", "z"),
        (#"{{json "a<b>&"}}"#, #""a<b>&""#),
        (#"{{lt 1 2}} {{ge "b" "a"}} {{le 2 2}} {{gt 1.5 1.2}} {{ne "a" "b"}}"#, "true true true true true"),
        (#"{{printf "%v %v" true nil}}"#, "true <nil>"),
        ("{{$x := 1}}{{$x = 2}}{{$x}}", "2"),
        ("{{range 3}}x{{end}}", "xxx"),
        (#"{{split "a,b" ","}}"#, "[a b]"),
        (#"{{printf "%t %T %c %U" true "x" 65 65}}"#, "true string A U+0041"),
        (#"{{printf "%6.2f%%" 12.345}}"#, " 12.35%"),
        (#"{{printf "%s" 12}}"#, "%!s(int=12)"),
        (#"{{printf "%+d %x %X" 5 "hi" "hi"}}"#, "+5 6869 6869"),
        (#"{{(index (split "a,b" ",") 1)}}"#, "b"),
        (#"{{printf "%q" 'x'}} {{printf "%08.3f" 3.14159}} {{printf "%*d" 5 42}}"#, "'x' 0003.142    42"),
        (#"{{not ""}} {{len .Endpoints}}"#, "true 1"),
        ("{{range $k, $v := .Endpoints}}{{$k}}:{{$v.SkipTLSVerify}}{{end}}", "docker:false"),
        ("{{.Endpoints.docker.Host}}", "unix:///var/run/docker.sock"),
        (#"{{index .Endpoints "nope"}}"#, "<no value>"),
        (#"a\tb"#, #"a\tb"#),
        ("{{.Metadata.foo}}", "<no value>"),
        ("{{range .Metadata}}x{{else}}none{{end}}", "none"),
        ("{{.List}} {{.Empty}}", "[a b c] <nil>"),
        ("{{range .List -}} {{ . }} {{- end}}", "abc"),
        ("{{with .Endpoints}}{{$.Name}} {{.docker.Host}}{{end}}", "default unix:///var/run/docker.sock"),
        ("{{$n := 0}}{{range .List}}{{$n = len $.List}}{{end}}{{$n}}", "3"),
        ("{{`raw \\n`}}", "raw \\n"),
        (#"{{"\u00e9\x41\101\t|"}}"#, "éAA\t|"),
        ("{{(.Endpoints.docker).Host}}", "unix:///var/run/docker.sock"),
        ("{{and .Empty .Empty.X}}", "<nil>"),
        ("{{if not .Empty}}empty{{end}}", "empty"),
        ("{{with .Empty}}x{{else with .Name}}{{.}}{{end}}", "default"),
        (#"{{printf "%.3s|%5.1f|%-6d|%v" "abcdef" 2.0 3 .List}}"#, "abc|  2.0|3     |[a b c]"),
        ("", ""),
    ]

    @Test("a template prints what docker prints", arguments: printed)
    func prints(template: String, output: String) throws {
        let text = try GoTemplate(parsing: template).render(Self.value)
        #expect(text == output, "\(template) printed \(text)")
    }

    static let inspected: [(template: String, output: String)] = [
        ("{{.Config.Labels}} {{.Config.Entrypoint}} {{.Config.Env}}", "map[] [] [A=1]"),
        ("{{json .Config.Labels}} {{json .Config.Entrypoint}} {{json .Config.ExposedPorts}}", "null null null"),
        ("{{if .Config.Healthcheck}}yes{{else}}no{{end}} {{.Config.Healthcheck}}", "no <nil>"),
        (
            #"[{{.Config.StopSignal}}] {{.Config.ArgsEscaped}} {{index .Config.Labels "x"}}|{{len .Config.Labels}}"#,
            "[] false |0"
        ),
        ("{{range $k, $v := .Config.Labels}}{{$k}}{{end}}{{join .Config.Cmd \" \"}}", "sh -c"),
        ("{{range .Config.Env}}{{println .}}{{end}}", "A=1\n"),
        ("{{.Config.Labels.z}} {{.ID}}", "<no value> sha256:x"),
        (#"{{.Config.Volumes}} {{printf "%v" .Config.Volumes}}"#, "map[/data:{}] map[/data:{}]"),
        ("{{.Health.Healthcheck}}", "{[CMD-SHELL true] 30s 0s 0s 0s 0}"),
        (
            "{{with .Health.Healthcheck}}{{.Test}} {{.Interval}} {{.Retries}} {{json .Interval}}{{end}}",
            "[CMD-SHELL true] 30s 0 30000000000"
        ),
        ("{{.RootFS}}", "{layers [a b]}"),
    ]

    @Test("members of docker's objects that are empty print as their Go types do", arguments: inspected)
    func inspects(template: String, output: String) throws {
        let value: JSONValue = [
            "Id": "sha256:x", "RootFS": ["Type": "layers", "Layers": ["a", "b"]],
            "Config": [
                "Labels": .null, "Entrypoint": .null, "Env": ["A=1"], "Cmd": ["sh", "-c"], "Volumes": ["/data": [:]],
            ],
            "Health": ["Healthcheck": ["Test": ["CMD-SHELL", "true"], "Interval": 30_000_000_000]],
        ]
        #expect(try GoTemplate(parsing: template).render(value) == output)
    }

    static let named: [(template: String, output: String)] = [
        (#"{{define "x"}}[{{.}}]{{end}}{{template "x" .a}}{{template "x" .b}}"#, "[1][2]"),
        (#"{{block "x" .a}}({{.}}){{end}}"#, "(1)"), (#"{{template "x"}}{{define "x"}}<{{.}}>{{end}}"#, "<<nil>>"),
        (#"{{$v := 1}}{{define "x"}}{{$}}{{end}}{{template "x" "y"}}{{$v}}"#, "y1"),
        (#"{{range $i, $e := .l}}{{template "x" $e}}{{end}}{{define "x"}}{{.}};{{end}}"#, "p;q;"),
        (#"{{html "<a href='x'>&\""}}"#, "&lt;a href=&#39;x&#39;&gt;&amp;&#34;"),
        (#"{{js "<'=\"&>\n"}}"#, #"\u003C\'\u003D\"\u0026\u003E\u000A"#),
        (#"{{urlquery "a b/c?d=é~" 1}}"#, "a+b%2Fc%3Fd%3D%C3%A9~1"),
    ]

    @Test("templates with names, and texts escaped for HTML, JavaScript and URLs", arguments: named)
    func names(template: String, output: String) throws {
        let value: JSONValue = ["a": 1, "b": 2, "l": ["p", "q"]]
        #expect(try GoTemplate(parsing: template).render(value) == output)
    }

    @Test("JSON without types: empty objects are maps, what is not there is nothing or a mistake")
    func decoded() throws {
        let value: JSONValue = ["Ports": ["80/tcp": [:]], "Cmd": .null, "Labels": ["a": "b"]]
        let template = try GoTemplate(parsing: "{{.Ports}} {{.Cmd}} {{json .Cmd}} {{.Labels.a}}")
        #expect(try template.render(value, types: .decoded) == "map[80/tcp:map[]] <no value> null b")
        #expect(throws: TerminalUIError.self) {
            _ = try GoTemplate(parsing: "{{.Labels.none}}").render(value, types: .decoded)
        }
    }

    static let refused: [(template: String, part: String)] = [
        ("{{foo}}", #"function "foo" not defined"#), ("{{.Name", "not closed"), ("{{if}}x{{end}}", "a value is wanted"),
        ("{{if 1}}x", "“if” has no end"), ("{{end}}", "belongs to no if"), ("{{else}}", "belongs to no if"),
        ("{{nil}}", "“nil”"), (#"{{"a" "b"}}"#, "is not a function"), ("{{1 | 2}}", "must be a function"),
        ("{{$x}}", "no variable “$x”"), ("{{if $x := 1}}{{end}}{{$x}}", "no variable"),
        ("{{break}}", "outside of a range"),
        (#"{{define "x"}}y"#, "“define” has no end"), ("{{template 1}}", "name of a template"),
        (#"{{if 1}}{{define "x"}}{{end}}{{end}}"#, "within another action"), ("{{.A | }}", "a value is wanted"),
        ("{{(.A}}", "“)” is wanted"),
        ("{{'ab'}}", "character stands alone"), (#"{{"x}}"#, "not closed"), ("{{/* x }}", "comment is not closed"),
        ("{{range $a, 1}}{{end}}", "a variable is wanted"), ("{{1x}}", "not a number"), ("{{#}}", "no meaning"),
        (#"{{"\z"}}"#, "no escape"), ("{{if 1}}{{else}}{{else}}{{end}}", "no end"), ("{{`x}}", "not closed"),
        ("{{:}}", "“:=” is wanted"), (#"{{"\u12"}}"#, "digits"), (#"{{"\UFFFFFFFF"}}"#, "names no character"),
    ]

    @Test("a wrong template is refused with the place and the reason", arguments: refused)
    func refuses(template: String, part: String) throws {
        let error = #expect(throws: TerminalUIError.self) { _ = try GoTemplate(parsing: template) }
        #expect(error?.code == .invalidTemplate)
        #expect(error?.message.contains(part) == true, "\(template): \(error?.message ?? "")")
        #expect(error?.message.contains("at character") == true)
    }

    static let failing: [(template: String, part: String)] = [
        ("{{.Nope}}", "can't evaluate field Nope"), ("{{.Name.X}}", "has no fields"),
        ("{{.Empty.X}}", "asked of nothing"),
        (#"{{eq 1 "a"}}"#, "cannot be compared"), (#"{{lt 1 "a"}}"#, "compares two numbers or two texts"),
        ("{{index .List 5}}", "none with index 5"), (#"{{slice "abc" 2 1}}"#, "from 2 to 1"),
        ("{{len 3}}", "“len” of a number"),
        ("{{range .Name}}{{end}}", "goes over a list"), ("{{join .Name 1}}", "takes a text"),
        ("{{upper 1}}", "takes a text"),
        ("{{truncate .Name}}", "takes 2 argument"), ("{{index 1 1}}", "has no index"),
        (#"{{join 1 ","}}"#, "takes a list"), (#"{{template "x"}}"#, #"template "x" not defined"#),
        (#"{{define "x"}}{{template "x" .}}{{end}}{{template "x" .}}"#, "without end"),
        (#"{{.Name "x"}}"#, "cannot be invoked as function"),
        (#"{{pad "x" -1 0}}"#, "two counts"), (#"{{index "abc" 9}}"#, "none with index 9"),
    ]

    @Test("a template that asks for what is not there is an error that says so", arguments: failing)
    func fails(template: String, part: String) throws {
        let parsed = try GoTemplate(parsing: template)
        let error = #expect(throws: TerminalUIError.self) { _ = try parsed.render(Self.value) }
        #expect(error?.code == .templateExecution)
        #expect(error?.message.contains(part) == true, "\(template): \(error?.message ?? "")")
    }

    @Test("the error about a field lists the fields that there are")
    func listsFields() throws {
        let error = #expect(throws: TerminalUIError.self) {
            _ = try GoTemplate(parsing: "{{.Endpoints.docker.Port}}").render(Self.value)
        }
        #expect(error?.message == "template parsing error: can't evaluate field Port (.Endpoints.docker.Port)")
        #expect(error?.hint == "fields here are .Host, .SkipTLSVerify")
    }

    @Test("mutated templates are read or refused, never a crash")
    func mutations() {
        var random = SeededGenerator(seed: 20_240_601)
        let templates = Self.printed.map(\.template) + Self.refused.map(\.template)
        let alphabet = Array("{}()|.$\"'`-=:,0aexn \\%/*".utf8)
        for _ in 0..<4000 {
            guard var bytes = templates.randomElement(using: &random).map({ Array($0.utf8) }) else { continue }
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                if Bool.random(using: &random), place < bytes.count {
                    bytes.remove(at: place)
                } else {
                    bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            // Either is right; what must not happen is a trap.
            _ = try? GoTemplate(parsing: text).render(Self.value)
        }
    }

    @Test("parentheses and branches too deep within each other are refused")
    func depth() {
        let deep = "{{" + String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000) + "}}"
        #expect(throws: TerminalUIError.self) { _ = try GoTemplate(parsing: deep) }
        let branches = String(repeating: "{{if 1}}", count: 5000) + String(repeating: "{{end}}", count: 5000)
        #expect(throws: TerminalUIError.self) { _ = try GoTemplate(parsing: branches) }
    }
}
