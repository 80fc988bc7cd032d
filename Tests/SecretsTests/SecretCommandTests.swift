import Testing

@Suite("Passwords among the arguments of commands and functions, and what only looks like one")
struct SecretCommandTests {
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
}
