package import OCI

/// The page of an image: one file of HTML that holds its style, its script and what it shows, and asks nothing of any network.
///
/// What it may load and run is bounded by a ``PagePolicy``. Names stand in the data alone, in which `<`, `>` and `&` are escaped, so that none
/// of them ends the element.
package enum ReportPage {
    /// The page as bytes of UTF-8.
    package static func html(of document: JSONValue, title: String) -> [UInt8] {
        let policy = PagePolicy.text(style: PageStyle.text, script: PageScript.text)
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
            <title>\(HTMLText.escaped(title))</title>
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
}
