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

    @Test(
        "a password among a command's arguments is found behind lines that go on, inside of a word, and without a user",
        arguments: [
            "RUN curl -sSf https://a.net/x \\\n      -H 'Accept: a/b' \\\n      -u deploy:S3cretPw",
            "RUN curl \\\r\n  -u deploy:S3cretPw https://a.net",
            "RUN echo S3cretPw \\\n  | docker login -u a --password-stdin r.io",
            "RUN curl --user deploy:'S3cretPw' https://a.net", "RUN curl -u :S3cretPw https://a.net",
            "RUN curl -u \":S3cretPw\" https://a.net", "RUN curl -u 7f3a9c1e5b2d8046a1c4: https://a.net",
        ])
    func longCommands(text: String) {
        #expect(found(text, in: "Dockerfile") == ["command-line-password likely"])
    }

    @Test(
        "what a command shows in a password's place is none",
        arguments: [
            "curl -u <user:password> https://a.net", "curl -u username:token", "curl -u me: https://a.net",
            "curl a.net && docker run -u 10001:10001 b", "curl a.net; docker run -u 10001:10001 b",
            "curl a.net \\\n  | docker run -u 10001:10001 b", "curl -u me:", "curl -u : https://a.net",
            "curl -u me:'$PASS' a.net", "curl a.net\nnc -u a:S3cretPw",
            "curl -u me:\"${PASS}\" \\\n", "curl https://a.net \\",
        ])
    func commandsWithout(text: String) {
        #expect(found(text, in: "a.sh").isEmpty)
    }

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

    @Test(
        "programs that take a password are known, with the option or the place where they take it",
        arguments: [
            "dotnet nuget add source -u a -p S3cretPw9 https://n.corp.net", "az acr login -n x -u a -p S3cretPw9",
            "keytool -genkey -storepass S3cretPw9", "openssl enc -aes-256-cbc -k S3cretPw9 -in a",
            "unzip -P S3cretPw9 a.zip",
            "7z x -pS3cretPw9 a.7z", "x11vnc -storepasswd S3cretPw9 /etc/p", "redis-server --requirepass S3cretPw9",
            "rabbitmqctl add_user a S3cretPw9", "composer config http-basic.r.corp.net a S3cretPw9",
            "useradd -m -p '$6$abcdefgh$qNGpuxcmlzkO7rRu5ykYYqhXHdO2x93CJHLS45gqIO2zVZxqyxKjxvWfCol' a",
            "cargo login i4Fs9Z6YkRYU7oe1wNWqku5Nr50DjqG9", "echo S3cretPw9 | passwd --stdin root",
            "(echo S3cretPw9; echo S3cretPw9) | passwd root", "echo -e 'S3cretPw9\\nS3cretPw9' | passwd root",
            "echo 'mysql-server mysql-server/root_password password S3cretPw9' | debconf-set-selections",
            "debconf-set-selections <<< 'mysql-server mysql-server/root_password password S3cretPw9'",
            "snowsql -a acme -u me -p S3cretPw9 -f a.sql", "lftp -u me,S3cretPw9 -e 'mirror /a' sftp://a.net",
            "kinit me@CORP.NET <<< S3cretPw9", "kinit me <<<\"S3cretPw9\"", "echo S3cretPw9 | kinit me",
            "printf '%s' S3cretPw9 | kinit me", "kinit me <<EOF\nS3cretPw9\nEOF", "chpasswd <<< root:S3cretPw9",
            "net use Z: \\\\srv\\share S3cretPw9 /user:CORP\\me", "net use \\\\srv\\share /user:me S3cretPw9",
            "net user me S3cretPw9 /add", "sed -i 's/^PASSWORD=.*/PASSWORD=S3cretPw9/' /etc/a.conf",
            "sed -i \"s/password_here/S3cretPw9/; s/a/b/\" wp-config.php",
            "sed -i 's|#requirepass foobared|requirepass S3cretPw9|' redis.conf", "sed -ri s/DB_PASS_HERE/S3cretPw9/ a",
            "useradd -p $(openssl passwd -1 S3cretPw9) me",
            "useradd -p \"$(openssl passwd -6 -salt ab 'S3cretPw9')\" me",
            "sqlplus me/S3cretPw9@db.corp.net:1521/ORCL @a.sql", "mysql -uroot -p'S3cretPw9' app < a.sql",
            "mysqladmin -u root password S3cretPw9", "sqlcmd -S s -U sa -PS3cretPw9",
            "bash -c \"curl -u \\\"a:S3cretPw9\\\" a\"",
            "htpasswd -nbB me S3cretPw9", "zip -P S3cretPw9 a.zip a", "unrar x -pS3cretPw9 a.rar",
            "ssh-keygen -t rsa -N S3cretPw9 -f id", "cryptsetup luksFormat /dev/sda1 - <<< S3cretPw9",
            "skopeo login -u me -p S3cretPw9 r.io", "nmcli dev wifi connect Corp password S3cretPw9",
            "expect -c 'expect \"assword:\"; send \"S3cretPw9\\r\"'",
            "grafana-cli admin reset-admin-password S3cretPw9",
            "http --auth me:S3cretPw9 GET https://a.net", "cmdkey /add:srv /user:me /pass:S3cretPw9",
            "ENV REDIS_ARGS=\"--requirepass S3cretPw9\"",
            "sonar-scanner -Dsonar.login=S3cretPw9 -X",
            "restic --password-file <(echo -n S3cretPw9) backup /a", "openssl enc -pass file:<(echo 'S3cretPw9') -in a",
            "ansible-playbook --vault-password-file=<(printf '%s' S3cretPw9) a.yml",
            "ftp -inv a.net <<EOF\nbinary\nuser me S3cretPw9\nput a\nEOF",
            "ftp -n a.net <<EOF\nuser me\nquote PASS S3cretPw9\nEOF",
            "lftp -e 'set ssl:verify no; open -u me,S3cretPw9 a.net; quit'",
            "lftp <<EOF\nopen -u me,S3cretPw9 a.net\nEOF",
            "psexec.py CORP/me:S3cretPw9@srv cmd.exe", "secretsdump.py corp.net/me:S3cretPw9@10.0.0.5",
            "net rpc join -U me%S3cretPw9", "rar x -hpS3cretPw9 a.rar", "oras login -u me -p S3cretPw9 r.io",
            "ldapadd -D cn=admin -wS3cretPw9 -f a",
        ])
    func programs(text: String) {
        #expect(found("RUN " + text, in: "Dockerfile") == ["command-line-password likely"])
        #expect(
            found("RUN " + text.replacing("S3cretPw9", with: "$PASS"), in: "Dockerfile").isEmpty
                || !text.contains("S3cretPw9"))
    }

    @Test(
        "programs that take no password there are let be",
        arguments: [
            "keytool -importcert -storepass changeit -noprompt", "cargo login", "useradd -p $(openssl passwd -1 $X) a",
            "unzip -P $P a.zip", "grep root /etc/passwd | passwd", "pro attach $TOKEN", "mysql -u root -p db1",
            "echo 'tzdata tzdata/Areas select Europe' | debconf-set-selections", "vault login -method=github",
            "useradd -m app", "cat x | passwd --stdin root", "kinit -kt /etc/a.keytab a", "cat a | kinit me",
            "echo a1b2c3d4 > f; cat f | kinit me", "lftp -u $U,$P a.net", "lftp -u me, a.net",
            "net user guest1 /active:no",
            "net use Z: \\\\srv\\share * /user:me", "net use Z: \\\\srv\\share /persistent:yes1", "openssl passwd -6",
            "openssl passwd -1 -in /run/secrets/pw1", "sqlplus /nolog @a1.sql", "sqlplus / as sysdba",
            "sqlplus me/$P@db1",
            "sed -i 's/PasswordAuthentication yes/PasswordAuthentication no/' a",
            "sed 's/password=[^&]*/password=***/g' a",
            "sed -i 's/^PASSWORD=.*/PASSWORD=${PW}/' a",
            "sed -i 's/#password_encryption.*/password_encryption = scram-sha-256/' a",
            "sed -i 's/max_tokens=.*/max_tokens=4096b1/' a", "sed -n 's/^token: \\([0-9a-f]*\\)$/\\1/p' a",
            "mysql -uroot -p\"$MYSQL_ROOT_PASSWORD\" a", "mysql -uroot -p$(cat /run/secrets/db1) a",
            "ssh-keygen -N '' -f id1",
            "zip -r a1b2c3d4.zip a", "expect -c 'expect \"login:\"; send \"deploy1\\r\"'",
            "expect -c 'expect \"password:\"; send \"$pw12345\\r\"'", "mkdir x && isql a",
            "diff <(echo S3cretPw9) a", "restic --password-file <(echo $PW12345) init",
            "restic --password-file <(cat /run/secrets/pw1) init",
            "ftp -n a.net <<EOF\nuser anonymous $MAIL1\nEOF\nRUN true\nuser me S3cretPw9",
            "lftp -e 'open -u $U,$P a.net'",
            "7z x -pdefault a.7z", "psexec.py CORP/me@srv a1b2c3d4", "ldapadd -x -W -D cn=a1",
        ])
    func programsWithout(text: String) {
        #expect(found("RUN " + text, in: "Dockerfile").isEmpty)
    }

    @Test(
        "a password among a function's arguments is found where the function takes one",
        arguments: [
            ("$c = mysqli_connect(\"h\", \"a\", \"S3cretPw9\", \"db\");", "a.php"),
            ("new PDO('mysql:host=h;dbname=b', 'root', 'S3cretPw9');", "a.php"),
            ("DriverManager.getConnection(\n  \"jdbc:mysql://db/a\",\n  \"root\", \"S3cretPw9\");", "A.java"),
            ("new PasswordAuthentication(user(1, 2), \"S3cretPw9\".toCharArray())", "A.java"),
            ("new NetworkCredential(\"a\", \"S3cretPw9\");", "a.cs"),
            ("req.SetBasicAuth(\"a\", \"S3cretPw9\")", "a.go"),
            ("requests.get(u, auth=('a,b', 'S3cretPw9'))", "a.py"), ("server.login(\"a@b.c\", \"S3cretPw9\")", "a.py"),
        ])
    func calls(text: String, path: String) { #expect(found(text, in: path) == ["call-password likely"]) }

    @Test(
        "what a function takes in another place, or from elsewhere, is no password",
        arguments: [
            "mysqli_connect($h, $u, getenv('DB_PASS1'), 'database1');", "mysqli_connect('h', 'a', '');",
            "new PDO('mysql:host=h;dbname=app12345', $u, $p);",
            "DriverManager.getConnection(url, props, \"a\" + pw123456);",
            "new NetworkCredential(\"a\", pass12345);", "server.login('S3cretPw9')", "server.login(('a', 'S3cretPw9'))",
            "x.login(\"a\", \"S3cret\" + \"Pw912345\")", "x.login('a', 'changeme123')", "auth=('a'",
        ])
    func callsWithout(text: String) { #expect(found(text, in: "a.py").isEmpty) }

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
        var scanner = SecretScanner(Self.rules)
        let matches = scanner.matches(in: Array("RUN \(text)".utf8), path: Array("Dockerfile".utf8))
        #expect(matches.map(\.rule.name) == ["netrc-password"])
        #expect(matches.first?.redacted.hasSuffix("(9 characters)") == true)
        #expect(found("RUN " + text.replacing("S3cretPw9", with: "$TOKEN12"), in: "Dockerfile").isEmpty)
        #expect(found("RUN " + text.replacing("S3cretPw9", with: "'\"$TOKEN12\""), in: "Dockerfile").isEmpty)
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
