/// Names of files that hold credentials.
enum CredentialFile {
    /// Whether a path of the context is such a file or directory.
    static func isOne(_ path: String) -> Bool {
        let parts = path.split(separator: "/").map(String.init)
        guard let name = parts.last else { return false }
        let names = [
            ".npmrc", ".pypirc", ".netrc", "_netrc", ".git-credentials", ".pgpass", ".my.cnf", ".htpasswd", "id_rsa",
            "id_dsa",
            "id_ecdsa", "id_ed25519", ".env", ".env.production", ".env.prod", ".env.local", ".dockercfg",
            "credentials.json",
            "service-account.json", "service_account.json", "kubeconfig", ".vault-token", "secrets.yml", "secrets.yaml",
            ".aws", ".ssh", ".gnupg", ".kube", ".azure",
        ]
        if names.contains(name) { return true }
        if parts.suffix(2) == [".aws", "credentials"] || parts.suffix(2) == [".docker", "config.json"] { return true }
        let isKey = [".pfx", ".p12", ".jks", ".keystore", ".ppk", ".kdbx"].contains { name.hasSuffix($0) }
        let isPrivate =
            name.hasSuffix(".key") || name.hasSuffix(".pem") && (name.contains("priv") || name.contains("key"))
        return isKey || isPrivate && !name.contains("pub")
    }
}
