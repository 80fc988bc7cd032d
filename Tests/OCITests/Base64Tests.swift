import OCI
import TestRandom
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test(
        "it is that of RFC 4648",
        arguments: [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
            "foobar": "Zm9vYmFy",
        ])
    func table(_ text: String, _ code: String) { #expect(Base64.encode(Array(text.utf8)) == code) }

    @Test("all digits are those of section 4")
    func digits() { #expect(Base64.encode([0xfb, 0xff, 0xfe]) == "+//+") }

    @Test("what was encoded is decoded, with padding and without", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let code = Base64.encode(bytes)
            #expect(Base64.decode(code) == bytes)
            #expect(Base64.decode(String(code.prefix { $0 != "=" })) == bytes)
            #expect(Base64.decode(utf8: Array("x\(code)".utf8)[1...]) == bytes)
        }
    }

    @Test(
        "what is no base64 is nothing",
        arguments: ["Zg=a", "Z g=", "Zm9v\n", "-_-_", "Zm9\u{e9}", "Zm=9", "!", "Zm9vYmF!", "Zm9vYm!="])
    func wrong(text: String) { #expect(Base64.decode(text) == nil) }
}
