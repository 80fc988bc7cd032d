import TestRandom
import Testing

@testable import OCI

/// Cases in the manner of distribution's `reference` package.
@Suite("Image references")
struct ReferenceTests {
    static let hex = String(repeating: "0123456789abcdef", count: 4)

    static let valid: [(text: String, canonical: String, familiar: String)] = [
        ("nginx", "docker.io/library/nginx", "nginx"),
        ("nginx:1.27", "docker.io/library/nginx:1.27", "nginx:1.27"),
        ("library/nginx", "docker.io/library/nginx", "nginx"),
        ("docker.io/nginx", "docker.io/library/nginx", "nginx"),
        ("index.docker.io/library/nginx", "docker.io/library/nginx", "nginx"),
        ("user/app", "docker.io/user/app", "user/app"),
        ("library/a/b", "docker.io/library/a/b", "library/a/b"),
        ("localhost/app", "localhost/app", "localhost/app"),
        ("localhost:5000/app:x", "localhost:5000/app:x", "localhost:5000/app:x"),
        ("registry.example.com/team/app", "registry.example.com/team/app", "registry.example.com/team/app"),
        (
            "registry.example.com:8443/a/b/c:T_1.2-x", "registry.example.com:8443/a/b/c:T_1.2-x",
            "registry.example.com:8443/a/b/c:T_1.2-x"
        ),
        ("Uppercase.example/app", "Uppercase.example/app", "Uppercase.example/app"),
        ("HOST/app", "HOST/app", "HOST/app"),
        ("[::1]:5000/app", "[::1]:5000/app", "[::1]:5000/app"),
        ("[2001:db8::1]/app:1", "[2001:db8::1]/app:1", "[2001:db8::1]/app:1"),
        ("127.0.0.1:80/app", "127.0.0.1:80/app", "127.0.0.1:80/app"),
        ("a__b/c.d/e-f/g---h", "docker.io/a__b/c.d/e-f/g---h", "a__b/c.d/e-f/g---h"),
        ("app@sha256:\(hex)", "docker.io/library/app@sha256:\(hex)", "app@sha256:\(hex)"),
        ("app:1@sha256:\(hex)", "docker.io/library/app:1@sha256:\(hex)", "app:1@sha256:\(hex)"),
        ("xn--n3h.com/app", "xn--n3h.com/app", "xn--n3h.com/app"),
        (String(hex.dropLast()), "docker.io/library/\(hex.dropLast())", String(hex.dropLast())),
    ]

    @Test("names are expanded, and shortened again", arguments: valid)
    func expands(text: String, canonical: String, familiar: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(reference.description == canonical)
        #expect(reference.familiar == familiar)
        #expect(try ImageReference(parsing: canonical) == reference)
        #expect(try ImageReference(parsing: familiar) == reference)
    }

    @Test(
        "what is no name is refused",
        arguments: [
            "", ":tag", "@sha256:\(hex)", "Nginx", "nginx:", "nginx:-x", "nginx:.x", "a//b", "/a", "a/", "a b", "a:b:c",
            "-a", "a-",
            "a..b", "a___b", "a._b", "docker.io/", "host:port/app", "host:/app", "[::1/app", "[]/app", "[x]/app",
            "a.-b.com/x",
            "-host.com/app", "docker.io/Library/x", "app:\(String(repeating: "t", count: 129))", hex, "ä/b", "app:ä",
            "\(String(repeating: "a/", count: 130))a", "https://example.com/app", "a/b@c", "..", ".", "a@", "\u{0}",
            "a.com//b",
        ])
    func invalid(text: String) {
        let error = #expect(throws: OCIError.self) { _ = try ImageReference(parsing: text) }
        #expect(error.map { [.invalidReference, .invalidDigest].contains($0.code) } == true, "\(text)")
    }

    @Test("a digest of another algorithm, or with a wrong length, is refused as a digest")
    func digests() {
        for text in [
            "app@sha512:\(Self.hex)\(Self.hex)", "app@sha256:abc", "app@sha256:\(Self.hex.uppercased())", "app@x",
        ] {
            let error = #expect(throws: OCIError.self) { _ = try ImageReference(parsing: text) }
            #expect(error?.code == .invalidDigest)
        }
    }

    @Test("capital letters in a path come with the name in lower case as a hint")
    func capitals() {
        let error = #expect(throws: OCIError.self) { _ = try ImageReference(parsing: "MyApp:1") }
        #expect(error?.hint == "write it in lower case: myapp:1")
    }

    @Test("a name without tag and digest means latest")
    func defaultTag() throws {
        #expect(try ImageReference(parsing: "nginx").withDefaultTag().familiar == "nginx:latest")
        #expect(try ImageReference(parsing: "nginx:1").withDefaultTag().familiar == "nginx:1")
        #expect(try ImageReference(parsing: "nginx@sha256:\(Self.hex)").withDefaultTag().tag == nil)
    }

    @Test("references are put together from their parts")
    func parts() throws {
        let repository = try RepositoryName(parsing: "localhost:5000/app")
        #expect(repository.domain == "localhost:5000")
        #expect(repository.path == "app")
        #expect(try ImageReference(repository: repository, taggedBy: "v1").description == "localhost:5000/app:v1")
        #expect(throws: OCIError.self) { _ = try ImageReference(repository: repository, taggedBy: "v 1") }
        let digest = Digest.of("x")
        #expect(ImageReference(repository: repository, digest: digest).description == "localhost:5000/app@\(digest)")
        #expect(throws: OCIError.self) { _ = try RepositoryName(parsing: "app:tag") }
    }

    @Test("the beginning of an image ID is hexadecimal digits")
    func identifiers() {
        #expect(IdentifierPrefix("sha256:ab")?.isExplicit == true)
        #expect(IdentifierPrefix("ab12")?.hex == "ab12")
        #expect(IdentifierPrefix(Self.hex)?.digest?.hex == Self.hex)
        #expect(IdentifierPrefix("01234")?.matches(Digest(hex: Self.hex) ?? .of("")) == true)
        for text in ["", "sha256:", "xyz", "AB", Self.hex + "0"] { #expect(IdentifierPrefix(text) == nil) }
    }

    @Test("mutated references are refused, or are the same after writing and reading")
    func mutations() throws {
        var random = SeededGenerator(seed: 11)
        let alphabet = Array("abz09/:.@-_[]AZ \u{0}é".utf8)
        for _ in 0..<20_000 {
            var bytes = Array((Self.valid.randomElement(using: &random)?.text ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                if Bool.random(using: &random), place < bytes.count {
                    bytes.remove(at: place)
                } else {
                    bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let reference = try? ImageReference(parsing: text) else { continue }
            #expect(try ImageReference(parsing: reference.description) == reference, "\(text)")
            #expect(try ImageReference(parsing: reference.familiar) == reference, "\(text)")
        }
    }
}
