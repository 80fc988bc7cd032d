import TestRandom

@testable import Secrets

/// Files with credentials that were made by lot, and with what only looks like some; it is known in which lines they stand.
struct PlantedCorpus: Sendable {
    /// A file of it.
    struct File: Sendable {
        let path: String
        let lines: [String]
        /// The numbers of the lines with credentials, from one.
        let planted: Set<Int>
    }

    private(set) var files: [File] = []
    private var maker: TokenMaker

    init(seed: UInt64) {
        maker = TokenMaker(random: SeededGenerator(seed: seed))
        tokens()
        named()
        passwords()
        decoys()
    }

    private static let letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

    private mutating func add(_ path: String, _ lines: [(String, Bool)]) {
        files.append(
            File(
                path: path, lines: lines.map(\.0),
                planted: Set(lines.enumerated().filter(\.element.1).map { $0.offset + 1 })))
    }

    /// One token of each rule with a form of its own, in a script, a program, and JSON.
    private mutating func tokens() {
        var lines: [[(String, Bool)]] = [[], [], []]
        for rule in SecretRule.all {
            guard case .token(let pattern) = rule.matcher else { continue }
            switch rule.check {
            case .random, .crc32Base62: break
            default: continue
            }
            let value = maker.token(pattern, rule.check)
            guard value.allSatisfy({ !"\"'\\$`".contains($0) }) else { continue }
            let number = maker.random.below(3)
            lines[number].append(
                (
                    ["export SERVICE=\(value)", "client = connect('\(value)')", "  \"value\": \"\(value)\","][number],
                    true
                ))
            lines[number].append((["echo done", "client.close()", "  \"name\": \"service\","][number], false))
        }
        for (path, lines) in zip(["setup.sh", "client.py", "values.json"], lines) { add(path, lines) }
    }

    /// Values that only their names give away.
    private mutating func named() {
        let names = [
            "DATADOG_API_KEY", "HEROKU_API_KEY", "CLOUDFLARE_API_TOKEN", "AWS_SECRET_ACCESS_KEY", "TWILIO_AUTH_TOKEN",
            "JWT_SECRET",
            "SESSION_SECRET", "ENCRYPTION_KEY", "INTERNAL_API_TOKEN", "SERVICE_ACCESS_KEY", "CLIENT_SECRET",
            "DEPLOY_TOKEN",
        ]
        let lines = names.map { name in
            let value =
                name == "AWS_SECRET_ACCESS_KEY" ? maker.text(Self.letters, 40) : maker.text("0123456789abcdef", 32)
            return ("\(name)=\(value)", true)
        }
        add(".env", lines + [("LOG_LEVEL=debug", false), ("PORT=8080", false)])
        add(
            "config.yaml",
            lines.map { ("  \($0.0.lowercased().replacing("=", with: ": \""))\"", true) } + [("  replicas: 3", false)])
    }

    /// What people choose.
    private mutating func passwords() {
        let words = ["Winter2024!", "hunter22x", "Tr0ub4dor&3", "s3cr3tPassw0rd", "qW3rty!uiop"]
        add("Dockerfile", words.map { ("ENV DB_PASSWORD=\($0)", true) } + [("RUN make install", false)])
        add(
            "application.properties",
            words.map { ("spring.datasource.password=\($0)", true) } + [("server.port=8080", false)])
        add(
            "urls.conf",
            words.map { ("url = postgres://app:\($0.filter { $0 != "&" && $0 != "!" })@db.corp.net/app", true) })
    }

    /// What is none.
    private mutating func decoys() {
        let hash = maker.text("0123456789abcdef", 64)
        let texts = [
            "password: ${DB_PASSWORD}", "password: changeme", "api_key: <your-api-key>", "token: {{ vault.token }}",
            "secret: xxxxxxxxxxxxxxxx",
            "image: registry.net/app@sha256:\(hash)", "checksum = \"\(hash)\"", "commit: \(hash.prefix(40))",
            "uuid: 3f2b8c1e-9d47-4a6b-8e05-7c1d2f3a4b5c",
            "integrity: sha512-\(maker.text(Self.letters, 86))==", "AWS_ACCESS_KEY_ID=" + "AKIA" + "IOSFODNN7EXAMPLE",
            "password_policy: strong8",
            "token_type: bearer", "csrf_token_name: csrf_token", "public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
            "secretKeyRef: app-secrets-v2",
            "max_tokens: 4096", "-----BEGIN PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----",
            "https://user:password@example.com/", "key: value",
            "passwordField: passwordInput1", "keyboard_layout: us-intl-2", "author: token ring network 802",
            "password: \"\"",
        ]
        for path in ["decoys.yaml", "decoys.conf", "decoys.env"] { add(path, texts.map { ($0, false) }) }
    }
}
