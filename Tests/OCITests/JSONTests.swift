import TestRandom
import Testing

@testable import OCI

@Suite("JSON")
struct JSONTests {
    static let written: [(value: JSONValue, text: String)] = [
        (.null, "null"), (true, "true"), (0, "0"), (-12, "-12"), ("a", #""a""#), ([], "[]"), ([:], "{}"),
        ([1, "b", .null], #"[1,"b",null]"#), (["b": 1, "a": [:]], #"{"b":1,"a":{}}"#),
        ("<a>&\u{2028}\u{2029}", #""\u003ca\u003e\u0026\u2028\u2029""#),
        ("\"\\/\u{08}\u{0C}\n\r\t\u{01}\u{1F}\u{7F}", "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7F}\""),
        ("ä😀", #""ä😀""#),
    ]

    @Test("values are written as Go writes them", arguments: written)
    func writes(value: JSONValue, text: String) { #expect(value.compact() == text) }

    @Test("without escaping for HTML the signs stand as they are")
    func plainHTML() { #expect(JSONValue("<a>&").compact(escapingHTML: false) == #""<a>&""#) }

    @Test("what is written piece by piece is what is written whole")
    func stream() {
        let long = JSONValue.array((0..<30_000).map { .string("element \($0)") })
        let whole: JSONValue = ["a": [], "b": ["c": long, "d": [:]], "e": [["f": 1], 2]]
        final class Pieces { var bytes: [UInt8] = [] }
        let pieces = Pieces()
        var stream = JSONStream { pieces.bytes += $0 }
        stream.beginObject()
        stream.beginArray("a")
        stream.end()
        stream.beginObject("b")
        stream.beginArray("c")
        for number in 0..<30_000 { stream.add(.string("element \(number)")) }
        stream.end()
        stream.add("d", [:])
        stream.end()
        stream.beginArray("e")
        stream.beginObject()
        stream.add("f", 1)
        stream.end()
        stream.add(2)
        stream.end()
        stream.end()
        stream.finish()
        #expect(String(decoding: pieces.bytes, as: UTF8.self) == whole.indented() + "\n")
    }

    @Test("indented text is that of Go's MarshalIndent")
    func indented() {
        let value: JSONValue = ["a": [1, [:]], "b": [], "c": ["d": "x"]]
        #expect(
            value.indented() == """
                {
                  "a": [
                    1,
                    {}
                  ],
                  "b": [],
                  "c": {
                    "d": "x"
                  }
                }
                """)
    }

    static let readable: [(text: String, value: JSONValue)] = [
        (" null ", .null), ("[true,false]", [true, false]), (#"{"a":1,"a":2}"#, ["a": 1, "a": 2]),
        (#""\u00e4\ud83d\ude00\/\b\f\n\r\t\"\\""#, "ä😀/\u{08}\u{0C}\n\r\t\"\\"), (#""\ud800x""#, "\u{FFFD}x"),
        (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\udc00""#, "\u{FFFD}"), ("[ ]", []), ("{ }", [:]),
        ("\t[\n1 ,\r2 ]", [1, 2]),
    ]

    @Test("texts of RFC 8259 are read", arguments: readable)
    func reads(text: String, value: JSONValue) throws { #expect(try JSONValue(parsing: text) == value) }

    @Test(
        "numbers stay as they were written",
        arguments: ["0", "-0", "1.50", "1e5", "1E+05", "123456789012345678901234567890", "-0.0e-1"])
    func numbers(text: String) throws { #expect(try JSONValue(parsing: text).compact() == text) }

    @Test("of a name that occurs twice the last one counts, and both are kept")
    func duplicates() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":0,"a":2}"#)
        #expect(value["a"]?.intValue == 2)
        #expect(value.compact() == #"{"a":1,"b":0,"a":2}"#)
    }

    @Test("invalid UTF-8 in a text becomes the replacement character")
    func invalidUTF8() throws {
        #expect(try JSONValue(parsing: [0x22, 0x61, 0xFF, 0x22]) == "a\u{FFFD}")
    }

    static let refused: [(text: String, offset: Int)] = [
        ("", 0), ("nul", 0), ("[1,]", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{a:1}", 1), ("{\"a\":1,}", 7), ("01", 1),
        ("1.", 2), ("1e", 2),
        ("-", 1), ("+1", 0), (".5", 0), ("\"a", 2), ("\"\n\"", 1), (#""\x""#, 2), (#""\u12g4""#, 5), ("[", 1), ("{", 1),
        ("tru", 0), ("1 1", 2), ("\"a\\", 3), ("'a'", 0), ("[\"a\\n\n\"]", 5),
    ]

    @Test("what is not JSON is refused with the place", arguments: refused)
    func refuses(text: String, offset: Int) {
        let error = #expect(throws: OCIError.self) { _ = try JSONValue(parsing: text) }
        #expect(error?.code == .invalidJSON)
        #expect(error?.message.contains("at byte \(offset):") == true, "\(error?.message ?? "")")
    }

    @Test("texts beyond the bounds are refused")
    func bounds() {
        let deep = String(repeating: "[", count: 100_000)
        for (text, limits) in [
            (deep, JSONLimits.standard), ("[1,2,3]", JSONLimits(maximumValues: 3)),
            ("[1,2,3]", JSONLimits(maximumBytes: 6)),
        ] {
            let error = #expect(throws: OCIError.self) { _ = try JSONValue(parsing: text, limits: limits) }
            #expect(error?.code == .tooLarge)
        }
        #expect(throws: Never.self) { _ = try JSONValue(parsing: "[1,2]", limits: JSONLimits(maximumValues: 3)) }
    }

    @Test("members are set, replaced and removed in their place")
    func members() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["b"] = 3
        object["c"] = 4
        object["a"] = nil
        object["x"] = nil
        #expect(JSONValue.object(object).compact() == #"{"b":3,"c":4}"#)
        #expect(
            JSONValue.object(["b": 1, "B": 2, "ä": 3, "a": 4]).objectValue?.sortedByKey().keys == ["B", "a", "b", "ä"])
    }

    @Test("random values are the same after writing and reading")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<500 {
            let value = randomValue(depth: 4, &random)
            #expect(try JSONValue(parsing: value.compact()) == value)
            #expect(try JSONValue(parsing: value.indented(escapingHTML: false)) == value)
        }
    }

    @Test("mutated texts are read or refused, and what is read can be written and read again")
    func mutations() throws {
        var random = SeededGenerator(seed: 99)
        let alphabet = Array("{}[],:\"\\u0e-.1tfn \u{0}\u{7f}".utf8) + [0xC3, 0xFF, 0xED]
        for _ in 0..<5000 {
            var bytes = randomValue(depth: 3, &random).compactBytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                if Bool.random(using: &random), place < bytes.count {
                    bytes.remove(at: place)
                } else {
                    bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            #expect(try JSONValue(parsing: value.compactBytes) == value)
        }
    }

    private func randomValue(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .int(Int64.random(in: .min ... .max, using: &random))
        case 3: return .string(randomText(&random))
        case 4: return JSONNumber(Double.random(in: -1e20...1e20, using: &random)).map { .number($0) } ?? .null
        case 5:
            return .array(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in randomValue(depth: depth - 1, &random) })
        default:
            return .object(
                JSONObject(
                    members: (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                        JSONObject.Member(key: randomText(&random), value: randomValue(depth: depth - 1, &random))
                    }))
        }
    }

    private func randomText(_ random: inout SeededGenerator) -> String {
        let scalars = (0..<Int.random(in: 0..<6, using: &random)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0..<(Bool.random(using: &random) ? 0x80 : 0x11_0000), using: &random))
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
