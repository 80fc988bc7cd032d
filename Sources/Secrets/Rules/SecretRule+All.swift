extension SecretRule {
    /// All rules: those of one issuer first, then keys and files of programs, then what only a name tells.
    public static let all: [SecretRule] =
        sourceHosts + packageRegistries + continuousIntegration + clouds + hosting + messaging + mail + payments
        + intelligence + identity
        + databases + observability + business + keys + files + assignments
}
