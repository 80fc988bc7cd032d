import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

@testable import Registry

@Suite("Credentials that other tools keep")
struct CredentialTests {
    let tokens: TokenServer
    let server: RegistryServer
    let home: FilePath

    init() async throws {
        tokens = try TokenServer()
        server = try RegistryServer(.token(tokens))
        home = server.directory.appending("home")
        for name in [".docker", "bin", "run/containers"] { try HostDirectories.make(home.appending(name)) }
        try write("registries.conf", "")
        let client = try RegistryClient("\(server.host)/team/app") {
            $0.credential = .password(user: "tester", password: "secret")
        }
        try await client.storeImage("1")
    }

    private func write(_ path: String, _ text: String, mode: UInt32 = 0o600) throws {
        let place = home.appending(path)
        let directory = try DirectoryHandle.open(place.removingLastComponent())
        let name = Array((place.lastComponent?.string ?? "").utf8)
        if try directory.statusIfPresent(of: name) != nil { try directory.removeFile(name) }
        try directory.openFile(name, OpenFlags.newFile, mode: mode).write(Array(text.utf8))
    }

    /// A helper that knows one server alone.
    private func helper(_ name: String, knowing server: String, _ user: String, _ secret: String) throws {
        try write(
            "bin/docker-credential-\(name)",
            """
            #!/bin/sh
            read -r server
            if [ "$1 $server" != 'get \(server)' ]; then echo "credentials not found in native keychain"; exit 1; fi
            echo '{"ServerURL":"\(server)","Username":"\(user)","Secret":"\(secret)"}'
            """, mode: 0o755)
    }

    /// Where all these files are.
    private var environment: [String: String] {
        [
            "HOME": home.string, "XDG_RUNTIME_DIR": "\(home)/run", "PATH": "\(home)/bin:/usr/local/bin:/usr/bin:/bin",
            "CONTAINERS_REGISTRIES_CONF": "\(home)/registries.conf",
        ]
    }

    /// What the registry has, asked with the files of the home directory.
    private func tags() async throws -> [String] {
        try await RegistryClient("\(server.host)/team/app") { $0.environment = environment }.tags()
    }

    private func failure() async -> RegistryError? {
        await #expect(throws: RegistryError.self) { try await tags() }
    }

    @Test("an identity token buys the others: out of a helper for all registries, and out of a file")
    func identityToken() async throws {
        try helper("all", knowing: server.host, "<token>", "refresh-secret")
        try write(".docker/config.json", #"{"credsStore": "all"}"#)
        #expect(try await tags() == ["1"])
        #expect(tokens.log().last == "POST tester repository:team/app:pull")
        try write(
            ".docker/config.json",
            #"{"auths": {"https://\#(server.host)/v1/": {"auth": "", "identitytoken": "refresh-secret"}}}"#)
        #expect(try await tags() == ["1"])
        #expect(tokens.log().filter { $0.hasPrefix("POST") }.count == 2)
        try write(".docker/config.json", #"{"auths": {"\#(server.host)": {"identitytoken": "another"}}}"#)
        #expect(await failure()?.code == .unauthorized)
    }

    @Test("the helper of one registry goes before the one of all; one that is missing or fails is named")
    func helpers() async throws {
        try helper("one", knowing: server.host, "tester", "secret")
        try helper("all", knowing: server.host, "tester", "wrong")
        try write(".docker/config.json", #"{"credsStore": "all", "credHelpers": {"\#(server.host)": "one"}}"#)
        #expect(try await tags() == ["1"])
        try write(".docker/config.json", #"{"credsStore": "all"}"#)
        #expect(await failure()?.code == .unauthorized)
        try write(".docker/config.json", #"{"credsStore": "none"}"#)
        #expect(await failure()?.message.contains("docker-credential-none is not in PATH") == true)
        try write("bin/docker-credential-none", "#!/bin/sh\necho the keyring is locked; exit 1\n", mode: 0o755)
        let locked = await failure()
        #expect(locked?.code == .helperFailed && locked?.message.contains("the keyring is locked") == true)
    }

    @Test(
        "of a helper that fails it is told how it ended, and what it said last, wherever it said it",
        arguments: [
            ("echo the vault is sealed >&2; exit 3", "it ended with code 3: the vault is sealed"),
            ("echo begun; echo Traceback >&2; echo no vault >&2; exit 1", "it ended with code 1: begun: no vault"),
            ("kill -9 $$", "it was ended by signal 9"), ("exit 7", "it ended with code 7"),
            ("head -c 300000 /dev/zero >&2; echo >&2; echo full >&2; exit 1", "it ended with code 1: full"),
            ("echo no secret", "it answers no JSON with a secret"),
        ])
    func failingHelpers(script: String, words: String) async throws {
        try write(".docker/config.json", #"{"credsStore": "fake"}"#)
        try write("bin/docker-credential-fake", "#!/bin/sh\n\(script)\n", mode: 0o755)
        let error = await failure()
        #expect(error?.message == "docker-credential-fake get: \(words)")
    }

    @Test("what everybody may read is read where a helper is missing, as docker has it")
    func publicWithoutHelper() async throws {
        let open = try RegistryServer(.token(try TokenServer()))
        for name in ["public/app", "private/app"] {
            try await RegistryClient("\(open.host)/\(name)") {
                $0.credential = .password(user: "tester", password: "secret")
            }.storeImage("1")
        }
        try write(".docker/config.json", #"{"credsStore": "none"}"#)
        func tags(_ name: String) async throws -> [String] {
            try await RegistryClient("\(open.host)/\(name)") { $0.environment = environment }.tags()
        }
        #expect(try await tags("public/app") == ["1"])
        let error = await #expect(throws: RegistryError.self) { try await tags("private/app") }
        #expect(error?.code == .helperFailed, "\(String(describing: error))")
    }

    @Test("of the entries of containers' auth.json the most particular counts")
    func particular() async throws {
        let (right, wrong) = ("dGVzdGVyOnNlY3JldA==", "dGVzdGVyOndyb25n")
        for (entries, isRight) in [
            (#"{"\#(server.host)": {"auth": "\#(right)"}}"#, true),
            (#"{"\#(server.host)": {"auth": "\#(wrong)"}, "\#(server.host)/team": {"auth": "\#(right)"}}"#, true),
            (#"{"\#(server.host)": {"auth": "\#(right)"}, "\#(server.host)/team/app": {"auth": "\#(wrong)"}}"#, false),
            (#"{"\#(server.host)": {"auth": "\#(right)"}, "\#(server.host)/other": {"auth": "\#(wrong)"}}"#, true),
        ] {
            try write("run/containers/auth.json", #"{"auths": \#(entries)}"#)
            if isRight { #expect(try await tags() == ["1"]) } else { #expect(await failure()?.code == .unauthorized) }
        }
        // docker's own file comes before it.
        try write(".docker/config.json", #"{"auths": {"\#(server.host)": {"auth": "\#(wrong)"}}}"#)
        #expect(await failure()?.code == .unauthorized)
    }

    @Test(
        "an entry that cannot be read is told, with its file and without its value",
        arguments: [#"{"auth": "c2VjcmV0"}"#, #"{"auth": "tester:secret"}"#, #"{"auth": 5}"#, #"["secret"]"#])
    func brokenEntry(entry: String) async throws {
        try write(".docker/config.json", #"{"auths": {"\#(server.host)": \#(entry)}}"#)
        let error = await failure()
        let place = "\(home)/.docker/config.json: the entry “\(server.host)”"
        #expect(error?.code == .badSettings && error?.message.contains(place) == true, "\(String(describing: error))")
        #expect(error?.message.contains("secret") == false && error?.message.contains("c2VjcmV0") == false)
        // What is elsewhere helps nevertheless.
        let right = #"{"auth": "dGVzdGVyOnNlY3JldA=="}"#
        try write("run/containers/auth.json", #"{"auths": {"\#(server.host)": \#(right)}}"#)
        #expect(try await tags() == ["1"])
    }

    @Test("an entry of another registry that cannot be read keeps nobody out, nor does one that is a helper's")
    func brokenEntryElsewhere() async throws {
        let right = #"{"auth": "dGVzdGVy\nOnNlY3JldA=="}"#
        try write(
            ".docker/config.json", #"{"auths": {"elsewhere.example": {"auth": "!"}, "\#(server.host)": \#(right)}}"#)
        #expect(try await tags() == ["1"])
        for entry in ["{}", #"{"auth": ""}"#, #"{"auth": null}"#] {
            try write(".docker/config.json", #"{"auths": {"\#(server.host)": \#(entry)}}"#)
            #expect(await failure()?.code == .unauthorized)
        }
    }

    @Test("a list in place of entries or helpers is told", arguments: ["auths", "credHelpers"])
    func noObject(name: String) async throws {
        try write(".docker/config.json", #"{"\#(name)": []}"#)
        let error = await failure()
        #expect(error?.code == .badSettings)
        #expect(error?.message.hasSuffix(".docker/config.json: “\(name)” is no JSON object") == true)
        try write(".docker/config.json", #"{"\#(name)": null}"#)
        #expect(await failure()?.code == .unauthorized)
    }

    @Test("helpers of registries.conf are asked in its order, and in place of auth.json where it is not among them")
    func containersHelpers() async throws {
        let wrong = #"{"auths": {"\#(server.host)": {"auth": "dGVzdGVyOndyb25n"}}}"#
        try helper("none", knowing: "elsewhere", "tester", "wrong")
        try helper("right", knowing: server.host, "tester", "secret")
        try write("run/containers/auth.json", wrong)
        for (helpers, isRight) in [
            (#"["none", "right", "containers-auth.json"]"#, true), (#"["containers-auth.json", "right"]"#, false),
            (#"["missing", "right"]"#, true), (#"["none"]"#, false), ("[]", false),
        ] {
            try write("registries.conf", "credential-helpers = \(helpers)\n")
            if isRight { #expect(try await tags() == ["1"]) } else { #expect(await failure()?.code == .unauthorized) }
        }
        try write("registries.conf", #"credential-helpers = ["missing"]"#)
        #expect(await failure()?.message.contains("docker-credential-missing is not in PATH") == true)
        // docker's own file comes before them.
        try write("registries.conf", #"credential-helpers = ["right"]"#)
        try write(".docker/config.json", wrong)
        #expect(await failure()?.code == .unauthorized)
    }

    @Test("a log-in keeps the identity token that the server of tokens gives, and not the password")
    func logIn() async throws {
        let settings = RegistrySettings(environment: environment)
        let key = try RegistryKey(host: server.host)
        let given = Credential.password(user: "tester", password: "secret")
        let kept = try await RegistryLogin(key, settings: settings).check(given)
        #expect(kept == .identityToken("refresh-secret"))
        _ = try CredentialFiles(environment: environment).store(kept, of: "tester", for: key)
        let file = try FileHandle.open(home.appending(".docker/config.json")).readAll(limit: 4096)
        let entry = try JSONValue(parsing: file)["auths"]?[server.host]
        #expect(entry == ["auth": "dGVzdGVyOg==", "identitytoken": "refresh-secret"])
        #expect(try await tags() == ["1"])
        #expect(tokens.log().last == "POST tester repository:team/app:pull")
        // And the log-in that has nothing but the token goes on with it.
        #expect(try await RegistryLogin(key, settings: settings).check(kept) == kept)
    }

    private func logIn(_ host: String) async throws -> Credential {
        var settings = RegistrySettings(environment: environment)
        settings.retries.firstDelay = .milliseconds(10)
        return try await RegistryLogin(RegistryKey(host: host), settings: settings).check(
            .password(user: "tester", password: "secret"))
    }

    @Test("a log-in asks the host that is named, wherever its repositories are, and no mirror")
    func logInByName() async throws {
        let nowhere = "127.0.0.1:1"
        try write(
            "registries.conf",
            """
            [[registry]]
            prefix = "\(server.host)"
            location = "\(nowhere)"
            [[registry.mirror]]
            location = "\(nowhere)"
            """)
        #expect(try await logIn(server.host) == .identityToken("refresh-secret"))
        try write("registries.conf", "[[registry]]\nprefix = \"\(nowhere)\"\nlocation = \"\(server.host)\"\n")
        let asked = tokens.log().count
        let error = await #expect(throws: RegistryError.self) { try await logIn(nowhere) }
        #expect(error?.code == .noAnswer, "\(String(describing: error))")
        #expect(tokens.log().count == asked)
    }

    @Test("of a log-in to a registry that is blocked its host is named; a part that is blocked keeps nobody out")
    func blockedLogIn() async throws {
        try write("registries.conf", "[[registry]]\nprefix = \"\(server.host)\"\nblocked = true\n")
        let error = await #expect(throws: RegistryError.self) { try await logIn(server.host) }
        #expect(error?.code == .blocked)
        #expect(error?.message == "\(server.host): registries.conf blocks \(server.host)")
        try write("registries.conf", "[[registry]]\nprefix = \"\(server.host)/login\"\nblocked = true\n")
        #expect(try await logIn(server.host) == .identityToken("refresh-secret"))
    }

    @Test("a helper that keeps an identity token gets it as docker gives it")
    func tokenForHelper() throws {
        try write(
            "bin/docker-credential-file", "#!/bin/sh\n[ $1 = store ] && cat > '\(home)/kept'\n", mode: 0o755)
        try write(".docker/config.json", #"{"credsStore": "file"}"#)
        let place = try CredentialFiles(environment: environment).store(
            .identityToken("refresh-secret"), of: "tester", for: RegistryKey(host: "example.com"))
        #expect(place == .helper("file"))
        let kept = try JSONValue(parsing: FileHandle.open(home.appending("kept")).readAll(limit: 4096))
        #expect(kept == ["ServerURL": "example.com", "Username": "<token>", "Secret": "refresh-secret"])
    }

    @Test("without the variables, files are where docker and podman keep them for a user")
    func places() {
        func places(_ environment: [String: String]) -> [String] {
            let files = CredentialFiles(environment: environment, userID: 1000)
            return (files.paths + files.containersPaths).map(\.string)
        }
        #expect(
            places(["HOME": "/home/me"]) == [
                "/home/me/.docker/config.json", "/run/containers/1000/auth.json",
                "/home/me/.config/containers/auth.json",
            ])
        let set = [
            "HOME": "/h", "REGISTRY_AUTH_FILE": "/a.json", "DOCKER_CONFIG": "/d", "XDG_RUNTIME_DIR": "/r",
            "XDG_CONFIG_HOME": "/c",
        ]
        #expect(
            places(set) == ["/a.json", "/d/config.json", "/r/containers/auth.json", "/c/containers/auth.json"])
    }
}
