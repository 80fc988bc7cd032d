import OCI

/// What a page may load and run (W3C, Content Security Policy): its own style and its own script, named by their digests, and nothing of
/// any network. Even a name that became markup could not run.
package enum PagePolicy {
    /// The policy of a page with one element of style and one of script.
    package static func text(style: String, script: String) -> String {
        "default-src 'none'; img-src data:; style-src \(source(style)); script-src \(source(script)); "
            + "base-uri 'none'; form-action 'none'"
    }

    private static func source(_ text: String) -> String {
        "'sha256-\(Base64.encode(Digest.of(text).bytes))'"
    }
}
