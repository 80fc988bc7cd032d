import DockerfileSyntax
import Findings

/// No sensitive data in ARG or ENV.
enum DL3064: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3064", .warning, "No sensitive data in ARG or ENV",
            why: """
                Both stay readable in the image: `docker history` shows ARG, and every process sees ENV. Use RUN --mount=type=secret.
                """,
            example: """
                FROM debian:12
                ARG GITHUB_TOKEN
                """,
            counterExample: """
                FROM debian:12
                RUN --mount=type=secret,id=github a
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.instructions.compactMap { instruction in
            switch instruction.kind {
            case .arg(let arguments):
                arguments.definitions.first { isSensitive($0.name.text) }.map { LintMatch($0.name.range) }
            case .env(let environment):
                environment.pairs.first { isSensitive($0.key.text) }.map { LintMatch($0.key.range) }
            default: nil
            }
        }
    }

    private static func isSensitive(_ name: String) -> Bool {
        let name = name.lowercased()
        let parts = ["api_key", "client_key", "password", "private", "secret", "token", "username"]
        if parts.contains(where: { name.contains($0) }) { return true }
        return [
            "application_key", "aws_access_key_id", "ci_deploy_user", "docker_email", "facebook_app_id",
            "heroku_api_user",
            "okta_authn_groupid", "okta_client_orgurl", "okta_oauth2_clientid", "stripe_device_name", "travis_os_name",
            "travis_sudo",
        ].contains(name)
    }
}
