extension CommandCredentials {
    /// The programs, and the texts that come before a password whatever the program is.
    static let programs =
        [
            "curl ", "wget ", "sshpass ", "chpasswd", "| passwd", "mysql ", "mysqldump ", "mysqladmin ", "7z x ",
            "7z a ",
            "7za x ", "htpasswd ", "-passin pass:", "-passout pass:", "--password-stdin", "sudo -S",
            "ConvertTo-SecureString ",
            "net use ", "smbclient ", "debconf-set-selections",
        ] + options.keys.sorted() + positions.keys.sorted()

    /// Programs that take a password behind one of these options.
    static let options: [String: Set<String>] = [
        "docker login ": ["-p"], "podman login ": ["-p"], "buildah login ": ["-p"], "helm registry login ": ["-p"],
        "oc login ": ["-p"], "az login ": ["-p"], "acr login ": ["-p"], "nuget add source ": ["-p"],
        "redis-cli ": ["-a"], "redis-server ": ["--requirepass", "--masterauth"],
        "mongosh ": ["-p"], "mongo ": ["-p"], "mongodump ": ["-p"], "mongorestore ": ["-p"],
        "ldapsearch ": ["-w"], "ldapadd ": ["-w"], "ldapmodify ": ["-w"], "ldapwhoami ": ["-w"],
        "sqlcmd ": ["-P"], "http -a ": ["-a"], "openssl enc ": ["-k"], "unzip ": ["-P"],
        // Mostly its hash, which the name does not say.
        "useradd ": ["-p"], "usermod ": ["-p"], "x11vnc ": ["-storepasswd", "-passwd"],
        "keytool ": ["-storepass", "-keypass", "-srcstorepass", "-deststorepass"],
    ]

    /// Programs that take one as a word of its own, and which of their words it is; a token looks drawn by lot.
    static let positions: [String: (index: Int, isToken: Bool)] = [
        "rabbitmqctl add_user ": (1, false), "rabbitmqctl change_password ": (1, false),
        "config http-basic.": (2, false),
        "cargo login ": (0, true), "pro attach ": (0, true), "snyk auth ": (0, true), "ngrok authtoken ": (0, true),
        "add-authtoken ": (0, true), "vault login ": (0, true),
    ]
}
