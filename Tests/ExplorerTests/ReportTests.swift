import LayerAnalysis
import OCI
import Testing

@testable import Explorer

@Suite("The page of an image")
struct ReportTests {
    private func page(_ layers: [LayerTree], limit: Int = ReportDocument.limit, name: String = "example") -> String {
        var image = ExampleImage.image
        image.name = name
        let document = ReportDocument(image, StackedTree(layers), waste: nil, notes: [], limit: limit)
        return String(decoding: ReportPage.html(of: document.json(), title: name), as: UTF8.self)
    }

    /// The data as the script reads it.
    private func data(_ page: String) throws -> JSONValue {
        let start = try #require(page.firstRange(of: "id=\"data\">"))
        let end = try #require(page[start.upperBound...].firstRange(of: "</script>"))
        return try JSONValue(parsing: Array(page[start.upperBound..<end.lowerBound].utf8))
    }

    @Test("has layers, entries, changes and sums")
    func content() throws {
        let data = try data(page(ExampleImage.layers))
        #expect(data["layers"]?[0]?["b"]?.intValue == 900_155)
        #expect(data["layers"]?[1]?["added"]?.intValue == 4)
        #expect(data["layers"]?[1]?["modified"]?.intValue == 1)
        #expect(data["layers"]?[2]?["removed"]?.intValue == 1)
        #expect(data["layers"]?[1]?["k"]?[0]?["n"]?.stringValue == "usr")
        #expect(data["layers"]?[1]?["k"]?[0]?["k"]?[0]?["k"]?[0]?["n"]?.stringValue == "libbig.so.1")
        #expect(data["layers"]?[2]?["k"]?[0]?["k"]?[0]?["c"]?.intValue == 3)
        #expect(data["isCut"] == .null)
    }

    @Test("no name becomes markup, ends the data, or controls anything")
    func hostile() throws {
        let names = [
            "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u{2028}\u{202E}gnp.exe",
            "<!--<script>", "&lt;b&gt;",
        ]
        let tree = ExampleImage.tree { builder in
            for (index, name) in names.enumerated() {
                builder.add(Array(name.replacing("/", with: "_").utf8), kind: .file, size: Int64(index + 1))
            }
            builder.add([0xFF, 0x22, 0x5C], kind: .file, size: 9)
        }
        let page = page([tree], name: "</title><script>alert(2)</script>")
        #expect(page.ranges(of: "<script").count == 2 && page.ranges(of: "</script").count == 2)
        #expect(page.ranges(of: "<img").isEmpty && page.ranges(of: "<!--").isEmpty)
        #expect(!page.unicodeScalars.contains("\u{202E}") && !page.unicodeScalars.contains("\u{2028}"))
        #expect(page.ranges(of: "</title>").count == 1)
        let data = try data(page)
        #expect(data["layers"]?[0]?["k"]?[0]?["n"]?.stringValue == #"\xff"\"#)
    }

    @Test("the policy names style and script by their digests, and lets nothing else in")
    func policy() throws {
        let page = page(ExampleImage.layers)
        for (element, kind) in [("style", "style-src"), ("script", "script-src")] {
            let start = try #require(page.firstRange(of: "<\(element)>"))
            let end = try #require(page[start.upperBound...].firstRange(of: "</\(element)>"))
            let digest = Base64.encode(Digest.of(String(page[start.upperBound..<end.lowerBound])).bytes)
            #expect(page.contains("\(kind) 'sha256-\(digest)'"))
        }
        #expect(page.contains("default-src 'none'"))
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("unsafe-inline"))
        #expect(!page.contains("innerHTML") && !page.contains("eval("))
    }

    @Test("stays small however many entries there are, and loses no byte")
    func bounded() throws {
        let tree = ExampleImage.tree { builder in
            for index in 0..<30_000 {
                builder.add(Array("d\(index % 50)/file\(index)".utf8), kind: .file, size: Int64(index % 1000))
            }
        }
        let page = page([tree], limit: 500)
        #expect(page.utf8.count < 120_000, "\(page.utf8.count)")
        let data = try data(page)
        func sum(_ node: JSONValue) -> Int64 {
            guard let children = node["k"]?.arrayValue else { return node["b"]?.intValue ?? 0 }
            return children.reduce(0) { $0 + sum($1) }
        }
        let layer = try #require(data["layers"]?[0])
        #expect(sum(layer) == tree.headerBytes && layer["b"]?.intValue == tree.headerBytes)
        #expect(data["isCut"] != .null)
    }
}
