/// What a word has to look like to be a password, where a program takes it by its place alone.
enum WordLook {
    /// The program takes nothing else there.
    case any
    /// Letters beside digits or marks: a sentence of a document can read like the command.
    case mixed
    /// Drawn by lot, as tokens are.
    case random
}

/// Where on its command line a program takes a password.
enum PasswordPlace {
    /// Behind one of these options: `-p WORD`, `--password WORD`, `--password=WORD`.
    case option(Set<String>)
    /// In one word with what it begins with: `-pWORD`, `/pass:WORD`.
    case joined(String)
    /// Behind a user and a mark, behind one of these options: `-u user:WORD`.
    case login(Set<String>, Character)
    /// As the word of this number, options and what belongs to them not counted.
    case word(Int, WordLook = .any)
    /// Behind a word that begins so.
    case behind(String)
    /// In the word of this number behind a user and a mark: `user/WORD@host`.
    case pair(Int, Character)
    /// By standard input: `echo WORD | program`, `program <<< WORD`.
    case input
    /// Behind a user in a command of the here-document that it reads: `user NAME WORD`.
    case session
    /// In what stands for a file: `--password-file <(echo WORD)`.
    case substitution
}

extension CommandCredentials {
    /// The programs, and the texts that come before a password whatever the program is.
    static let programs =
        [
            "chpasswd", "htpasswd ", "debconf-set-selections", "-passin pass:", "-passout pass:", "| passwd",
            "send \"", "send -- \"", "send \\\"",
        ] + StreamEditing.programs + places.keys.sorted()

    /// Programs that take a password, and where.
    static let places: [String: [PasswordPlace]] = [
        // The web and files of others.
        "curl ": [.login(["-u", "--user", "-U", "--proxy-user"], ":")],
        "wget ": [.option(["--password", "--http-password", "--ftp-password"])],
        "http -a ": [.pair(0, ":")], "http --auth ": [.pair(0, ":")], "https -a ": [.pair(0, ":")],
        "lftp ": [.login(["-u", "--user"], ",")], "open -u ": [.pair(0, ",")],
        "ftp ": [.session], "quote PASS ": [.word(0)], "quote pass ": [.word(0)],
        "ncftpput ": [.option(["-p"])], "ncftpget ": [.option(["-p"])],
        "smbclient ": [.login(["-U", "--user"], "%"), .word(1, .mixed)], "rpcclient ": [.login(["-U", "--user"], "%")],
        "net rpc ": [.login(["-U", "--user"], "%")], "net ads ": [.login(["-U", "--user"], "%")],
        "psexec.py ": [.pair(0, ":")], "wmiexec.py ": [.pair(0, ":")], "smbexec.py ": [.pair(0, ":")],
        "atexec.py ": [.pair(0, ":")], "secretsdump.py ": [.pair(0, ":")], "mssqlclient.py ": [.pair(0, ":")],
        "net use ": [.behind("\\\\"), .behind("/user:")], "net user ": [.word(1, .mixed)],
        "cmdkey ": [.joined("/pass:")],
        "schtasks ": [.option(["/rp"])], "psexec ": [.option(["-p"])],
        // Other machines.
        "sshpass ": [.option(["-p"]), .joined("-p")], "ssh-keygen ": [.option(["-N", "-P"])],
        "rdesktop ": [.option(["-p"])], "xfreerdp ": [.joined("/p:")], "ipmitool ": [.option(["-P"])],
        "snmpget ": [.option(["-A", "-X"])], "snmpwalk ": [.option(["-A", "-X"])],
        "x11vnc ": [.option(["-storepasswd", "-passwd"])],
        "mosquitto_pub ": [.option(["-P"])], "mosquitto_sub ": [.option(["-P"])],
        "nmcli ": [.option(["password"])], "wpa_passphrase ": [.word(1, .mixed)],
        // Directories of users.
        "kinit ": [.input], "kadmin ": [.option(["-w"])], "adcli join ": [.input],
        "ldapsearch ": [.option(["-w"]), .joined("-w")], "ldapadd ": [.option(["-w"]), .joined("-w")],
        "ldapmodify ": [.option(["-w"]), .joined("-w")], "ldapwhoami ": [.option(["-w"]), .joined("-w")],
        "sudo -S": [.input], "--password-stdin": [.input], "--stdin-password": [.input], "--with-token": [.input],
        // Mostly its hash, which the name does not say.
        "useradd ": [.option(["-p"])], "usermod ": [.option(["-p"])],
        // Databases.
        "mysql ": [.joined("-p")], "mysqldump ": [.joined("-p")],
        "mysqladmin ": [.joined("-p"), .option(["password"])],
        "sqlplus ": [.pair(0, "/")], "snowsql ": [.option(["-p"])], "cqlsh ": [.option(["-p"])],
        "sqlcmd ": [.option(["-P"]), .joined("-P")], "bcp ": [.option(["-P"]), .joined("-P")],
        "isql ": [.word(2, .mixed)],
        "mongosh ": [.option(["-p"])], "mongo ": [.option(["-p"])], "mongodump ": [.option(["-p"])],
        "mongorestore ": [.option(["-p"])],
        "redis-cli ": [.option(["-a", "--pass"])], "redis-server ": [.option(["--requirepass", "--masterauth"])],
        "--requirepass ": [.word(0)],
        "rabbitmqctl add_user ": [.word(1)], "rabbitmqctl change_password ": [.word(1)],
        "reset-admin-password ": [.word(0)],
        // Registries and services.
        "docker login ": [.option(["-p"])], "podman login ": [.option(["-p"])], "buildah login ": [.option(["-p"])],
        "nerdctl login ": [.option(["-p"])], "skopeo login ": [.option(["-p"])],
        "crane auth login ": [.option(["-p"])], "oras login ": [.option(["-p"])],
        "helm registry login ": [.option(["-p"])], "oc login ": [.option(["-p"])], "az login ": [.option(["-p"])],
        "acr login ": [.option(["-p"])],
        "nuget add source ": [.option(["-p"])], "twine upload ": [.option(["-p"])],
        "-Dsonar.login=": [.word(0)], "-Dsonar.token=": [.word(0)],
        "config http-basic.": [.word(2)],
        "cargo login ": [.word(0, .random)], "pro attach ": [.word(0, .random)],
        "snyk auth ": [.word(0, .random)], "ngrok authtoken ": [.word(0, .random)],
        "add-authtoken ": [.word(0, .random)], "vault login ": [.word(0, .random)],
        // Archives and keys.
        "7z x ": [.joined("-p")], "7z a ": [.joined("-p")], "7z e ": [.joined("-p")], "7za x ": [.joined("-p")],
        "rar a ": [.joined("-p"), .joined("-hp")], "rar x ": [.joined("-p"), .joined("-hp")],
        "unrar x ": [.joined("-p")],
        "zip -P ": [.word(0)], "unzip ": [.option(["-P"])],
        "openssl enc ": [.option(["-k"])], "openssl passwd ": [.word(0), .input],
        "cryptsetup ": [.input], "--passphrase-fd 0": [.input], "hash-password ": [.option(["--plaintext"])],
        "keytool ": [.option(keyStoreOptions)], "jarsigner ": [.option(keyStoreOptions)],
        "qpdf --encrypt ": [.word(0)],
        "ConvertTo-SecureString ": [.word(0)],
        "<(echo ": [.substitution], "<(printf ": [.substitution],
    ]

    private static let keyStoreOptions: Set<String> = ["-storepass", "-keypass", "-srcstorepass", "-deststorepass"]

    /// Options that take a word which is no password, of programs whose words are counted.
    static let optionsWithWord: [String: Set<String>] = [
        "openssl passwd ": ["-salt", "-in", "-rand"], "smbclient ": ["-U", "-c", "-W", "-I", "-p"],
    ]
}
