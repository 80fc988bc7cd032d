import OCI
import Testing

@testable import BuildGraph

@Suite("What records withhold")
struct WithholdingTests {
    private let withholding = Withholding(values: ["s3cr3t-value"]) { Array("key".utf8) }

    /// A text, and what of it must not be kept.
    static let withheld: [(String, String)] = [
        ("RUN curl https://user:pa55word@example.org/x", "pa55word"),
        ("RUN git clone https://ghtoken@github.com/a/b", "ghtoken"),
        ("RUN psql postgres://app:pa55word@db/app", "pa55word"),
        ("RUN API_TOKEN=abcdef make", "abcdef"),
        ("RUN DB_PASSWORD='a b c' make", "a b c"),
        ("RUN export MYSQLPASSWORD=\"abcdef\" && make", "abcdef"),
        ("RUN tool --password abcdef --user me", "abcdef"),
        ("RUN tool --auth-token=abcdef", "abcdef"),
        ("RUN curl -H 'Authorization: Bearer abcdef' x", "abcdef"),
        ("RUN curl -H \"X-Api-Key: abcdef\" x", "abcdef"),
        ("RUN echo ghp_0123456789abcdefghijklmnopqrstuvwxyz", "0123456789abcdef"),
        ("RUN echo AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("RUN wget 'https://x/y?access_token=abcdef&b=c'", "abcdef"),
        ("COPY <<E /k\n-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----\nE", "MIIabc"),
        ("RUN echo s3cr3t-value", "s3cr3t-value"),
    ]

    @Test("is every part that looks like a credential", arguments: withheld)
    func credentials(text: String, secret: String) {
        let kept = withholding.text(text)
        #expect(!kept.contains(secret), "\(kept)")
        #expect(Withholding.withoutMarks(kept).contains(Withholding.shown))
        let log = String(decoding: withholding.starred(Array(text.utf8)), as: UTF8.self)
        #expect(!log.contains(secret))
    }

    @Test(
        "is nothing else",
        arguments: [
            "RUN --mount=type=secret,id=token,target=/x cat /x", "RUN echo $API_TOKEN", "RUN TOKEN=$(cat /x) make",
            "RUN git clone ssh://git@github.com/a/b", "RUN apt-get install -y passwd", "COPY . .",
            "RUN docker login --password-stdin host", "RUN curl https://example.org/a@b", "RUN make V=1 KEYS=",
            "RUN TOKEN_FILE=/run/secrets/x make",
        ])
    func harmless(text: String) { #expect(withholding.text(text) == text) }

    @Test("shows that a value changed, by a hash that only this store can make")
    func change() {
        let other = Withholding { Array("other key".utf8) }
        let texts = ["TOKEN=one", "TOKEN=two"].map(withholding.text)
        #expect(texts[0] != texts[1])
        #expect(texts[0] == withholding.text("TOKEN=one"))
        #expect(other.text("TOKEN=one") != texts[0])
        #expect(Withholding { nil }.text("TOKEN=one") == "TOKEN=<withheld here>")
    }

    @Test("is hashed as RFC 4231 says")
    func authentication() {
        let digest = Withholding.authentication(of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(digest.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("is the word behind an option in exec form, too")
    func execForm() {
        #expect(!withholding.texts(["tool", "--token", "abcdef"])[2].contains("abcdef"))
        #expect(withholding.texts(["tool", "--user", "abcdef"])[2] == "abcdef")
    }

    @Test("is said in words, without the hash")
    func words() {
        let change = KeyDifference.Change(
            label: "build arguments", name: "TOKEN", old: withholding.mark("a"), new: withholding.mark("b"))
        #expect(ChangeWords.text(of: change) == "build argument TOKEN changed (value withheld)")
    }
}
