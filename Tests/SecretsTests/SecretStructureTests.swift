import Testing

@Suite("Credentials with a structure, and what only looks like one")
struct SecretStructureTests {
    @Test(
        "a token behind Authorization is found, whatever the scheme is",
        arguments: ["Token ", "Api-Token ", "", "Bot ", "apikey "])
    func authorization(scheme: String) {
        let token = "9f86d081884c7d65" + "9a2feaa0c55ad015"
        for text in [
            "curl -H \"Authorization: \(scheme)\(token)\" a.net", "{\"Authorization\": \"\(scheme)\(token)\"}",
            "Authorization: \(scheme)\(token)\n", "headers['Authorization']: '\(scheme)\(token)'",
        ] {
            #expect(found(text).count == 1, "\(text): \(found(text))")
        }
        #expect(found("Authorization: \(scheme)$TOKEN").isEmpty)
        #expect(found("\"AWS::Lattice::Authorization\": \"\(scheme)\(token)\"").isEmpty)
        #expect(found("Authorization: AWS4-HMAC-SHA256 Credential=A/2015/us-east-1, Signature=\(token)").isEmpty)
    }

    @Test("tokens of forms that came later are found")
    func laterForms() {
        let run = "V4qBkdfQ1y3GQsMpSscDlkrCaqx9vJupc94tnwlavyfErGPmpGXafq0fjzLczbttOofL9H2WjQ5"
        #expect(
            found("T=ghs_123456_eyJ\(run)_\(run).\(run)", in: "a.sh") == ["github-stateless-server-to-server likely"])
        #expect(
            found(
                "IR@40040abc-b2f2-4cd0-ab39-90a4907b1aae@adf-my@ServiceEndpoint=adf-my.westeurope.datafactory.azure.net"
                    + "@uUY/w9WdKTdAWWPDMrEEWdAEZIgeXlrO51GtVUR1/BE=") == ["azure-data-factory-key likely"])
        #expect(
            found("token BBDC-MDIyNDI0NDU3NzEwOjEl9" + "kR7mTzv4LpXq2WbN8sYc").contains(
                "bitbucket-data-center-token likely"))
    }

    @Test("docker's configuration in a secret of Kubernetes is opened")
    func dockerConfiguration() {
        // docker's configuration with the login of user:hunter22.
        let whole = "eyJhdXRocyI6eyJyLmlvIjp7ImF1dGgiOi" + "JkWE5sY2pwb2RXNTBaWEl5TWc9PSJ9fX0="
        for text in [
            "data:\n  .dockerconfigjson: \(whole)\n", "data:\n  .dockercfg: |\n    \(whole)\n",
            "\".dockerconfigjson\": \"\(whole)\"",
        ] {
            #expect(found(text, in: "a.yaml") == ["kubernetes-docker-configuration verified"], "\(text)")
        }
        let empty = "eyJhdXRocyI6eyJyLmlvIjp7ImVtYWlsIjoiYUBiLmMifX19"
        #expect(found("data:\n  .dockerconfigjson: \(empty)\n", in: "a.yaml").isEmpty)
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

    @Test("what a library shows as an example is none, nor is what is said of a type or a change")
    func examples() {
        let token = "9f86d081884c7d65" + "9a2feaa0c55ad015"
        for path in [
            "usr/lib/python3/site-packages/botocore/data/waf/examples-1.json",
            "a/site-packages/awscli/examples/a/b.rst",
            "usr/local/aws-cli/v2/current/dist/awscli/examples/a.rst",
        ] {
            #expect(found("\"ApiToken\": \"\(token)\"", in: path).isEmpty, "\(path)")
        }
        #expect(found("\"ApiToken\": \"\(token)\"", in: "srv/examples/a.json").count == 1)
        #expect(found("\"AWS::ApiGateway::ApiKey\": \"\(token)\"", in: "a.py").isEmpty)
        #expect(found("const char *Config::api_key = \"\(token)\";", in: "a.cc").count == 1)
        #expect(found("\"ChangeToken\": \"\(token)\"", in: "a.json").isEmpty)
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
