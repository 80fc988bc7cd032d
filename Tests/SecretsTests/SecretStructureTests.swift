import Findings
import TestRandom
import Testing

@testable import Secrets

@Suite("Credentials with a structure, and what only looks like one")
struct SecretStructureTests {
    private static let rules = SecretRules()

    private func found(_ text: String, in path: String = "app.conf") -> [String] {
        var scanner = SecretScanner(Self.rules)
        return scanner.matches(in: Array(text.utf8), path: Array(path.utf8)).map {
            "\($0.rule.name) \($0.confidence.word)"
        }
    }

    @Test("files of programs and command lines are understood")
    func files() {
        let pair = "dXNlcjpodW50" + "ZXIyMg=="
        let cases: [(String, String, String)] = [
            ("{\"auths\": {\"r.io\": {\"auth\": \"\(pair)\"}}}", ".docker/config.json", "docker-auth verified"),
            ("machine a.org\n login me\n password pa55word9\n", ".netrc", "netrc-password likely"),
            ("//r.io/:_auth=\(pair)\n", ".npmrc", "npm-auth verified"),
            ("https://me:s3cr3tpw@git.corp.net\n", ".git-credentials", "url-password likely"),
            ("postgres://app:hunter2@db:5432/app", ".env", "url-password likely"),
            ("db.net:5432:app:me:pa55word9\n", ".pgpass", "pgpass-password likely"),
            (
                "root:$6$abcdefgh$" + "Q7vXk2m9Zr4LpT8wYs1NbC6dFg3HjK5u" + "Q7vXk2m9Zr4LpT8w:19000:0:99999:7:::",
                "etc/shadow", "password-hash likely"
            ),
            ("RUN curl -u deploy:S3cretPw https://a.net", "Dockerfile", "command-line-password likely"),
            ("RUN echo 'root:S3cretPw' | chpasswd", "Dockerfile", "command-line-password likely"),
            ("RUN sshpass -p S3cretPw ssh a", "Dockerfile", "command-line-password likely"),
            ("Authorization: Basic \(pair)", "a.http", "basic-authorization verified"),
            ("ENV DB_PASSWORD hunter22x", "Dockerfile", "password likely"),
            ("ARG DB_PASSWORD=hunter22x", "Dockerfile", "password likely"),
            ("RUN |1 DB_PASSWORD=hunter22x /bin/sh -c make", "environment", "password likely"),
            ("- name: DB_PASSWORD\n  value: hunter22x\n", "deploy.yaml", "password likely"),
            ("<password>hunter22x</password>", "settings.xml", "password likely"),
            ("define('DB_PASSWORD', 'hunter22x');", "wp-config.php", "password likely"),
            ("password = \"hunter22x\"", "a.py", "password likely"),
            ("spring.datasource.password=hunter22x", "application.properties", "password likely"),
            ("7f3a9c1e5b2d8046" + "a1c4e7f9b3d60285\n", "config/master.key", "credential-file likely"),
        ]
        for (text, path, expected) in cases {
            #expect(found(text, in: path) == [expected], "\(path): \(text.prefix(20))")
        }
    }

    @Test(
        "the password of a connection string in a program is found, and what the program puts in its place is not",
        arguments: ["a.py", "Db.cs", "a.js", "A.java", "a.php", "a.go"])
    func connectionStrings(path: String) {
        for text in [
            "a = \"DATABASE=test;HOSTNAME=h;UID=u;PWD=5FnP4J!8iKG\";",
            "a = \"Server=tcp:db.corp.net,1433;User ID=sa;Password=5FnP4J!8iKG;Encrypt=yes\"",
            "a = 'Driver={ODBC Driver 17 for SQL Server};Server=x;Uid=sa; Pwd=5FnP4J!8iKG'",
            "a = \"Password=5FnP4J!8iKG;Server=x;Uid=sa\"",
        ] {
            #expect(found(text, in: path) == ["password likely"], "\(text)")
        }
        for text in [
            "a = f\"Server=x;Uid=sa;Pwd={password1}\"", "a = \"Server=x;Uid=sa;Pwd=%s\"",
            "x=\"a\";b=c;password=d1e2f3a4b5;", "'use strict';login(a1);password=d1e2f3a4b5;",
            "a = \"Server=x;Uid=sa;Pwd=\" + pwd1 + \";\"", "a = \"Server=x;Uid=sa;Pwd=${pwd1};\"",
            "a = \"Server=x;Uid=sa;Pwd=#{pwd12345};\"", "raise(\"usage: password=letters1 or so\")",
        ] {
            #expect(found(text, in: path).isEmpty, "\(text): \(found(text, in: path))")
        }
    }

    @Test("a name that ends in pw is that of a password")
    func shortNames() {
        for (text, path) in [
            ("DB_PW=hunter22x", ".env"), ("db_pw: hunter22x", "app.yaml"), ("db_pw = 'hunter22x'", "a.py"),
            ("\"admin-pw\": \"hunter22x\"", "a.json"), ("ENV MYSQL_PW hunter22x", "Dockerfile"),
            ("mysql_pw_prod=hunter22x", ".env"), ("dbpw=hunter22x", "app.ini"),
        ] {
            #expect(found(text, in: path) == ["password likely"], "\(text)")
        }
        for text in [
            "GET_PWR=hunter22x", "my_pwd_file=/run/db1x", "kernel_pwm=abc12345d", "_pw=", "tcp-pws: abc12345d",
        ] {
            #expect(found(text, in: ".env").isEmpty, "\(text): \(found(text, in: ".env"))")
        }
    }

    @Test("JSON web tokens and keys in PEM are decoded")
    func decoded() {
        let token =
            "eyJhbGciOiJIUzI1NiJ9" + ".eyJpc3MiOiJhY21lIiwiZXhwIjoxfQ." + "Q7vXk2m9Zr4LpT8wYs1NbC6dFg3HjK5uQ7vXk2m9Zr4"
        #expect(found(token) == ["jwt verified"])
        #expect(found("eyJhbGciOiJIUzI1NiJ9" + ".notjson." + "Q7vXk2m9Zr4LpT8wYs1NbC6dFg3HjK5u").isEmpty)
        // A sequence of 64 bytes in DER.
        let body = "MEACAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJjAkAgEBBCDerb7v3q2+796tvu/e" + "rb7v3q2+796tvu/erb7v3q0="
        for text in [
            "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n",
            "k: \"-----BEGIN PRIVATE KEY-----\\n\(body)\\n-----END PRIVATE KEY-----\\n\"",
        ] {
            #expect(found(text).first?.hasPrefix("private-key") == true, "\(found(text))")
        }
        #expect(found("-----BEGIN PUBLIC KEY-----\n\(body)\n-----END PUBLIC KEY-----\n").isEmpty)
        #expect(found("-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----\n").isEmpty)
        #expect(found("if line == \"-----BEGIN RSA PRIVATE KEY-----\" {").isEmpty)
        #expect(found("-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----").isEmpty)
    }

    @Test("a checksum that is wrong makes a token doubtful, letters in order too")
    func doubtful() {
        #expect(found("a: " + "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq18") == ["github-pat doubtful"])
        #expect(found("a: " + "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789") == ["github-pat doubtful"])
    }

    @Test("placeholders, references, names and prose are no findings")
    func silent() {
        let texts = [
            "password: ${DB_PASSWORD}", "password=$DB_PASSWORD", "password: \"{{ vault_password }}\"",
            "password: changeme",
            "password = os.environ[\"PASSWORD\"]", "token = self.tokenizer.next_token(16)", "password: <your password>",
            "PASSWORD=xxxxxxxxxxxx",
            "aws_access_key_id = " + "AKIA" + "IOSFODNN7EXAMPLE", "secretName: my-app-secret-v2",
            "password_file: /run/secrets/db1",
            "https://user:password@example.com/", "http://example.com:8080/@scope/pkg", "git@github.com:a/b.git",
            "max_tokens: 4096123456",
            "\"password\": \"Passwort\"", "public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB",
            "token_url = https://login.corp.net/v2/token",
            "passwd: files systemd", "\"integrity\": \"sha512-Q7vXk2m9Zr4LpT8wYs1NbC6dFg3HjK5uQ7vXk2m9Zr4==\"",
            "require_password = true2",
            "api_key_header: X-Api-Key-2", "password: !vault |", "ghp_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ]
        for text in texts {
            for path in ["app.conf", "a.py", "README.md", "deploy.yaml"] {
                #expect(found(text, in: path).isEmpty, "\(path): \(text): \(found(text, in: path))")
            }
        }
    }
}
