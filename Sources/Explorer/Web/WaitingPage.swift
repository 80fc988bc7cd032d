/// What stands at the address of a page as long as its image is being read. It asks again by itself, and needs no script for it.
package enum WaitingPage {
    /// The page as bytes of UTF-8.
    ///
    /// - Parameter step: What is being done, as a phrase.
    package static func html(title: String, step: String) -> [UInt8] {
        let style =
            ":root { color-scheme: light dark } body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem }"
        let name = HTMLText.escaped(title)
        let text = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(PagePolicy.text(style: style, script: ""))">
            <meta http-equiv="refresh" content="1">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>\(name): reading</title>
            <style>\(style)</style>
            </head>
            <body>
            <h1>\(name)</h1>
            <p role="status">The image is being read: \(HTMLText.escaped(step)) … This page shows it as soon as that is done.</p>
            </body>
            </html>

            """
        return Array(text.utf8)
    }
}
