package import OCI

/// The page of an image: one file of HTML that holds its style, its script and what it shows, and asks nothing of any network.
///
/// What it may load and run is bounded by a policy (W3C, Content Security Policy) that names style and script by their digests:
/// even a name that became markup could not run. Names stand in the data alone, in which `<`, `>` and `&` are escaped, so that none
/// of them ends the element.
package enum ReportPage {
    /// The page as bytes of UTF-8.
    package static func html(of document: JSONValue, title: String) -> [UInt8] {
        let policy =
            "default-src 'none'; img-src data:; style-src \(source(PageStyle.text)); script-src \(source(PageScript.text)); "
            + "base-uri 'none'; form-action 'none'"
        let text = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="strata">
            <link rel="icon" href="data:,">
            <title>\(escaped(title))</title>
            <style>\(PageStyle.text)</style>
            </head>
            <body>
            \(PageMarkup.text)
            <script type="application/json" id="data">\(document.compact())</script>
            <script>\(PageScript.text)</script>
            </body>
            </html>

            """
        return Array(text.utf8)
    }

    /// A text as the policy names it.
    private static func source(_ text: String) -> String {
        "'sha256-\(Base64.encode(Digest.of(text).bytes))'"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
