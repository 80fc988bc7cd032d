import Testing

@testable import strata

@Suite("Credentials in what is shown")
struct SecretMaskTests {
    @Test(
        "are masked by the name of their variable, wherever it stands",
        arguments: [
            ("build --build-arg TOKEN=abc .", "build --build-arg TOKEN=*** ."),
            ("build --build-arg=TOKEN=abc .", "build --build-arg=TOKEN=*** ."),
            ("run -eDB_PASSWORD=x -e USER=me", "run -eDB_PASSWORD=*** -e USER=me"),
            ("MY_API_KEY=1=2=3", "MY_API_KEY=***"), ("TOKEN=", "TOKEN="), ("TOKENS=abc", "TOKENS=abc"),
            ("https://me:pw@host/x", "https://***@host/x"), ("https://host/a@b", "https://host/a@b"),
            ("https://a:b@one,https://c:d@two/x", "https://***@one,https://***@two/x"),
            ("from=git://u@h/x;to=ssh://v:w@h/y", "from=git://***@h/x;to=ssh://***@h/y"),
            ("a  b ", "a  b "),
        ])
    func names(text: String, shown: String) {
        #expect(SecretMask(words: [], environment: [:]).masked(text) == shown)
    }

    @Test("are masked by value where the command line or the environment gave them")
    func values() {
        let mask = SecretMask(words: ["build", "--build-arg=TOKEN=long-one"], environment: ["API_KEY": "other-one"])
        #expect(mask.masked("RUN echo long-one other-one") == "RUN echo *** ***")
        #expect(SecretMask(words: ["-e", "TOKEN=1"], environment: [:]).masked("step 1 of 1") == "step 1 of 1")
    }

    @Test(
        "the credential of an option is shown in no form",
        arguments: [
            ("tags --creds user:SECRETPW host/app", "tags --creds user:*** host/app"),
            (
                "copy --src-creds=user:SECRETPW --dest-password SECRETPW a b",
                "copy --src-creds=user:*** --dest-password *** a b"
            ),
            ("copy --src-registry-token SECRETPW a b", "copy --src-registry-token *** a b"),
            ("login -u me -p SECRETPW host", "login -u me -p *** host"), ("login -pSECRETPW host", "login -p*** host"),
            ("login --password=SECRETPW", "login --password=***"),
            ("login --password SECRETPW", "login --password ***"),
            ("login --password-stdin host", "login --password-stdin host"), ("run -p 80:80 app", "run -p 80:80 app"),
            ("tags --creds", "tags --creds"),
        ])
    func options(line: String, shown: String) {
        let words = line.split(separator: " ").map(String.init)
        #expect(SecretWords.hidden(in: words).joined(separator: " ") == shown)
        let mask = SecretMask(words: words, environment: [:])
        #expect(!mask.masked("registry: SECRETPW is shown").contains("SECRETPW") || !line.contains("SECRETPW"))
    }
}
