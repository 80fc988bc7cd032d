import Testing

@testable import OCI

@Suite("Digests")
struct DigestTests {
    @Test("the SHA-256 of known texts is theirs")
    func known() {
        #expect(Digest.of("").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            Digest.of("abc").description == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.of("abc").short == "ba7816bf8f01")
    }

    @Test("bytes may come in any pieces")
    func pieces() {
        var digester = Digester()
        digester.update([])
        digester.update("a")
        digester.update([0x62])
        [UInt8(0x63)].withUnsafeBytes { digester.update($0) }
        #expect(digester.finalize() == .of("abc"))
    }

    @Test("a digest is the same after writing and reading, and ordered as its digits")
    func roundTrip() throws {
        let digests = (0..<200).map { Digest.of("\($0)") }
        for digest in digests {
            #expect(try Digest(parsing: digest.description) == digest)
            #expect(Digest(hex: digest.hex) == digest)
            #expect(Digest(bytes: digest.bytes) == digest)
        }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    }

    @Test(
        "what is no digest is refused",
        arguments: [
            "", "sha256:", "sha256:zz", String(repeating: "a", count: 64),
            "sha256:" + String(repeating: "A", count: 64),
            "sha256:" + String(repeating: "a", count: 65), "SHA256:" + String(repeating: "a", count: 64), "sha512:ab",
            "md5:1",
        ])
    func refused(text: String) {
        let error = #expect(throws: OCIError.self) { _ = try Digest(parsing: text) }
        #expect(error?.code == .invalidDigest)
        #expect(Digest(text) == nil)
        // One of another algorithm is not broken.
        #expect((error?.hint != nil) == text.hasPrefix("sha512"))
    }

    @Test("digests that are alike but for one byte have different places in a table, whichever byte that is")
    func hashes() throws {
        let digests = try (0..<32).map { place in
            try #require(Digest(bytes: (0..<32).map { UInt8($0 == place ? 1 : 0) }))
        }
        #expect(Set(digests.map(\.hashValue)).count == digests.count)
    }
}
