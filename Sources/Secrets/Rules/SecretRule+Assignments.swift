import Findings

extension SecretRule {
    /// What only a name tells.
    static var assignments: [SecretRule] {
        let strata = SecretIssuer(
            "", "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html")
        return [
            strata.structure("password", "password given to a setting", .assignment(.password), .none, .error),
            strata.structure("secret", "secret given to a setting", .assignment(.secret), .none, .error),
            strata.structure("token", "token given to a setting", .assignment(.token), .none, .error),
            strata.structure("api-key", "key given to a setting", .assignment(.key), .none, .error),
        ]
    }
}
