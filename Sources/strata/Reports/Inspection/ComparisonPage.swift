import Explorer
import Inspection
import OCI

/// A comparison of images as one page: no network, no script needed to read it, light and dark.
struct ComparisonPage {
    private let lines: ComparisonLines

    init(_ comparison: ImageComparison, isWhole: Bool) {
        lines = ComparisonLines(comparison: comparison, isWhole: isWhole)
    }

    private static let style = """
        :root{color-scheme:light dark;--line:#8884;--plus:#1a7f37;--minus:#cf222e;--other:#9a6700}
        @media(prefers-color-scheme:dark){:root{--plus:#3fb950;--minus:#f85149;--other:#d29922}}
        body{background:Canvas;color:CanvasText;font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
        h1{font-size:1.3rem}h1,p,summary{overflow-wrap:anywhere}summary{cursor:pointer;font-weight:600;padding:.4rem 0}
        table{border-collapse:collapse;width:100%;font:13px/1.5 ui-monospace,monospace}
        td,th{border-top:1px solid var(--line);padding:.15rem .6rem .15rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
        td:first-child{width:1.5rem;font-weight:700}.a td:first-child{color:var(--plus)}.r td:first-child{color:var(--minus)}
        .c td:first-child{color:var(--other)}input{font:inherit;padding:.3rem .5rem;width:20rem;max-width:100%}
        """

    /// Hides the rows without the text that is searched for; without it the page shows all.
    private static let script = """
        const box=document.getElementById('search');box.hidden=false;box.addEventListener('input',()=>{
        const text=box.value.toLowerCase();for(const row of document.querySelectorAll('tbody tr'))
        row.hidden=!row.textContent.toLowerCase().includes(text)});
        """

    var html: String {
        let comparison = lines.comparison
        let title = "\(comparison.first.name) → \(comparison.second.name)"
        let sections = [
            section("Layers", lines.layerSummary, lines.layers), section("Files", lines.fileSummary, lines.files),
            section("Packages", lines.packageSummary, lines.packages),
            section("Configuration", "\(lines.configuration.count) changed", lines.configuration),
        ]
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" content="\(PagePolicy.text(style: Self.style, script: Self.script))">
            <title>\(HTMLText.escaped(title))</title><style>\(Self.style)</style></head><body>
            <main><h1>\(HTMLText.escaped(title))</h1>
            <p>\(HTMLText.escaped(comparison.first.manifestDigest.description)) → \(HTMLText.escaped(comparison.second.manifestDigest.description))</p>
            <p><input id="search" type="search" placeholder="Search" aria-label="Search" hidden></p>
            \(sections.joined(separator: "\n"))
            </main><script>\(Self.script)</script></body></html>

            """
    }

    private func section(_ title: String, _ summary: String, _ lines: [ComparisonLines.Line]) -> String {
        let rows = lines.map { line in
            "<tr class=\"\(Self.name(line.mark))\"><td>\(line.mark.rawValue)</td><td>\(HTMLText.escaped(line.name))</td>"
                + "<td>\(HTMLText.escaped(line.detail))</td></tr>"
        }
        let table =
            rows.isEmpty
            ? "" : "<table aria-label=\"\(title)\"><tbody>\n\(rows.joined(separator: "\n"))\n</tbody></table>"
        return
            "<details open aria-label=\"\(title)\"><summary>\(title): \(HTMLText.escaped(summary))</summary>\(table)</details>"
    }

    private static func name(_ mark: ComparisonLines.Mark) -> String {
        switch mark {
        case .same: "s"
        case .added: "a"
        case .removed: "r"
        case .changed, .upgraded, .downgraded: "c"
        }
    }
}
