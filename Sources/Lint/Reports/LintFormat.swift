/// How findings are written: hadolint's formats, and Markdown.
public enum LintFormat: String, Sendable, CaseIterable {
    case tty, json, sarif, checkstyle, codeclimate, gnu, junit, markdown, sonarqube, codacy
    case gitLab = "gitlab_codeclimate"
}
