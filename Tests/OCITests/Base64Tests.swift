import OCI
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
}
