import Findings
import Testing

@testable import Secrets

@Suite("Passwords in files of programs and in settings, and what only looks like one")
struct SecretSettingTests {
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

    @Test(
        "what a program is told to keep in its configuration is an assignment, and so is a name with a number or with marks"
    )
    func settings() {
        let token = "i4Fs9Z6YkRYU7oe1" + "wNWqku5Nr50DjqG9"
        for text in [
            "RUN npm config set //registry.npmjs.org/:_authToken \(token)", "RUN yarn config set npmAuthToken \(token)",
            "RUN npm set //r.io/:_authToken \(token)",
        ] {
            #expect(found(text, in: "Dockerfile") == ["token likely"], "\(text)")
        }
        for text in [
            "some_token_123 = \"\(token)\"", "creds = \(token)", "private-key: \(token)", "signing-key: \(token)",
        ] {
            #expect(found(text).count == 1, "\(text)")
        }
        #expect(found("RUN npm config set //r.io/:_authToken $NPM_TOKEN", in: "Dockerfile").isEmpty)
        #expect(found("{\"credsStore\": \"\(token)\"}", in: "config.json").isEmpty)
    }

    @Test(
        "files of programs that write a password in their own way are read",
        arguments: [
            ("jdbc.url=jdbc:oracle:thin:app/S3cretPw9@db.corp.net:1521:ORCL", "a.properties", "url-password"),
            ("url = jdbc:oracle:thin:app/S3cretPw9@//db.corp.net:1521/svc", "a.conf", "url-password"),
            ("d-i passwd/root-password password S3cretPw9", "preseed.cfg", "setting-line-password"),
            ("rootpw --plaintext S3cretPw9", "ks.cfg", "setting-line-password"),
            ("SSHPASS=S3cretPw9 sshpass -e ssh a", "a.sh", "setting-line-password"),
            ("MYSQLPassword S3cretPw9", "pureftpd.conf", "setting-line-password"),
            ("chpasswd:\n  list: |\n    root:S3cretPw9\n", "user-data", "command-line-password"),
            ("chpasswd:\n  list:\n    - root:S3cretPw9\n", "user-data", "command-line-password"),
            ("<AdministratorPassword>\n <Value>S3cretPw9</Value>", "unattend.xml", "password"),
            ("setx DB_PASSWORD S3cretPw9", "a.bat", "password"),
            ("https://dav.corp.net me S3cretPw9", "etc/davfs2/secrets", "credential-list"),
            (
                "poll mail.corp.net proto imap user \"me\" there with password \"S3cretPw9\" is me here",
                ".fetchmailrc",
                "setting-line-password"
            ),
            (
                "poll mail.corp.net\n  protocol pop3\n  username me\n  password S3cretPw9\n", ".fetchmailrc",
                "setting-line-password"
            ),
            ("tacacs-server host 10.1.1.1 key S3cretPw9", "a.cfg", "setting-line-password"),
            ("radius-server key 0 S3cretPw9", "a.cfg", "setting-line-password"),
            ("snmp-server community S3cretPw9 RO", "a.cfg", "setting-line-password"),
            ("enable secret S3cretPw9", "a.cfg", "setting-line-password"),
            ("rocommunity S3cretPw9 10.0.0.0/8", "snmpd.conf", "setting-line-password"),
            ("createUser me SHA \"S3cretPw9\" AES", "snmpd.conf", "setting-line-password"),
            ("REDISCLI_AUTH=S3cretPw9 redis-cli ping", "a.sh", "setting-line-password"),
            ("me : EAP \"S3cretPw9\"", "ipsec.secrets", "setting-line-password"),
            ("LABEL registry.auth=\"" + "bWU6UzNjcmV0" + "UHc5\"", "Dockerfile", "basic-authorization"),
            ("CREATE USER me IDENTIFIED BY \"S3cretPw9\";", "a.sql", "sql-password"),
            ("CREATE LOGIN me WITH PASSWORD = N'S3cretPw9';", "a.sql", "sql-password"),
            ("sqlsrv_connect('db', array('UID'=>'sa', 'PWD'=>'S3cretPw9'));", "a.php", "password"),
            ("nodemailer.createTransport({auth: {user: 'me', pass: 'S3cretPw9'}})", "a.js", "password"),
            ("\"auth\": {\"user\": \"me\", \"pass\": \"S3cretPw9\"}", "a.json", "password"),
            ("variable \"db_password\" {\n  type    = string\n  default = \"S3cretPw9\"\n}", "a.tf", "password"),
        ])
    func ownWays(text: String, path: String, rule: String) {
        #expect(found(text, in: path).map { $0.split(separator: " ")[0] } == [rule[...]])
    }

    @Test(
        "the same words with a reference, a public name or nothing behind them are no credentials",
        arguments: [
            "poll mail.corp.net proto imap\nuser me is me here\n", "poll the server1 for a password changes2",
            "tacacs-server host 10.1.1.1", "tacacs-server key 7 $KEY12345", "snmp-server community public RO",
            "rocommunity public", "createUser me", "enable secret 5 $1$abcd", "REDISCLI_AUTH=$PW12345",
            "me : EAP \"$PW12345\"", "auth=required123456", "LABEL registry.auth=\"bm8gcGFpcg==\"",
            "IDENTIFIED BY \"&password1\"", "'PWD'=>$pw123456", "auth: {user: 'me', pass: process.env.PW123456}",
            "{pass: true, pass: 'passed'}", "bypass: 'S3cretPw9'",
            "variable \"db_password\" {\n  type = string\n}\n\nvariable \"region\" {\n  default = \"eu-west-1a\"\n}",
            "DJANGO_SECRET_KEY=build-only-not-used",
        ])
    func ownWaysWithout(text: String) {
        for path in ["a.conf", "a.js", "a.tf"] {
            #expect(found(text, in: path).isEmpty, "\(path): \(found(text, in: path))")
        }
    }

    @Test(
        "the password of .netrc is found in what writes the file, and nothing of the quotes with it",
        arguments: [
            "printf \"machine a.net\\nlogin me\\npassword S3cretPw9\\n\" > ~/.netrc",
            "echo -e 'machine a.net\\n  login me\\n  password S3cretPw9' > ~/.netrc",
            "echo \"machine a.net login me password S3cretPw9\" > ~/.netrc",
            "sh -c \"echo \\\"machine a.net login me password S3cretPw9\\\" > ~/.netrc\"",
            "printf '%s\\n' 'machine a.net' 'login me' 'password S3cretPw9' > ~/.netrc",
            "echo default login me password S3cretPw9 > ~/.netrc",
        ])
    func netrc(text: String) {
        var scanner = SecretScanner(SecretRules())
        let matches = scanner.matches(in: Array("RUN \(text)".utf8), path: Array("Dockerfile".utf8))
        #expect(matches.map(\.rule.name) == ["netrc-password"])
        #expect(matches.first?.redacted.hasSuffix("(9 characters)") == true)
        #expect(found("RUN " + text.replacing("S3cretPw9", with: "$TOKEN12"), in: "Dockerfile").isEmpty)
        #expect(found("RUN " + text.replacing("S3cretPw9", with: "'\"$TOKEN12\""), in: "Dockerfile").isEmpty)
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

    @Test(
        "the name of a vault, of an object of Kubernetes or of a package is no credential",
        arguments: [
            "keyVaultToStoreSecrets: kv-prod-we-01", "existingSecret: postgres-creds-01",
            "passwordSecret: db-app-prod1",
            "existingSecretPasswordKey: admin-password2", "io.jsonwebtoken:jjwt-jackson-0.11.2",
            "implementation(\"io.jsonwebtoken:jjwt-impl:0.11.5\")", "jdbc:oracle:thin:@db.corp.net:1521:ORCL",
            "d-i passwd/root-login boolean false", "rootpw --lock", "chpasswd:\n  list:\n    - root:RANDOM\n",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbC123",
        ])
    func objectNames(text: String) {
        #expect(found(text, in: "a.yaml").isEmpty)
        #expect(
            found(
                "\"output_token\": \"NextToken12\"",
                in: "usr/lib/python3/site-packages/botocore/data/a/paginators-1.json"
            ).isEmpty)
    }
}
