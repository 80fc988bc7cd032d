import LinuxSystem
import OCI
import Registry
import SystemPackage
import TestServers
import Testing

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

    /// What the registry has, asked with the files of the home directory.
    private func tags() async throws -> [String] {
        let (home, path) = (home.string, "\(home)/bin:/usr/local/bin:/usr/bin:/bin")
        let client = try RegistryClient("\(server.host)/team/app") {
            $0.environment = ["HOME": home, "XDG_RUNTIME_DIR": "\(home)/run", "PATH": path]
        }
        return try await client.tags()
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
}
