/// How the page of an image looks: light or dark as the reader's system is, wide or narrow, on screen or on paper.
enum PageStyle {
    static let text = #"""
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --raised: #f5f6f8; --ink: #1b1f24; --soft: #57606a; --line: #d5d9df; --mark: #0b62c4;
          --added: #1a7f37; --modified: #9a6700; --removed: #c4262e; --on-map: #14171a; --light: 78%; --sat: 52%;
        }
        @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
          --ground: #14171b; --raised: #1e2228; --ink: #e4e8ed; --soft: #9aa4b0; --line: #363d47; --mark: #6cb2ff;
          --added: #56c271; --modified: #dba642; --removed: #ff7b78; --on-map: #f2f5f8; --light: 27%; --sat: 38%;
        } }
        :root[data-theme=dark] {
          color-scheme: dark;
          --ground: #14171b; --raised: #1e2228; --ink: #e4e8ed; --soft: #9aa4b0; --line: #363d47; --mark: #6cb2ff;
          --added: #56c271; --modified: #dba642; --removed: #ff7b78; --on-map: #f2f5f8; --light: 27%; --sat: 38%;
        }
        :root[data-theme=light] { color-scheme: light; }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 1.25rem clamp(.75rem, 3vw, 2.5rem) 4rem; max-width: 100rem;
          background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
        }
        h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; line-height: 1.25; }
        h2 { font-size: 1.1rem; margin: 2.25rem 0 .6rem; }
        code, .path, .command { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .86em; }
        .path, .command { overflow-wrap: anywhere; }
        header { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: start; justify-content: space-between; }
        .sub { color: var(--soft); margin: .2rem 0 0; overflow-wrap: anywhere; }
        nav { margin-top: .75rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
        a { color: var(--mark); }
        button, input, select {
          font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px;
          padding: .3rem .7rem; min-height: 2rem;
        }
        button { cursor: pointer; }
        button[aria-pressed=true] { border-color: var(--mark); color: var(--mark); }
        :focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
        .figures div { background: var(--raised); border-radius: 8px; padding: .6rem .9rem; }
        .figures dt { color: var(--soft); font-size: .85rem; }
        .figures dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
        .tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: .6rem; }
        .tools .where { flex: 1 1 16rem; min-width: 0; }
        .crumbs { display: flex; flex-wrap: wrap; gap: .1rem; align-items: center; }
        .crumbs button { border: 0; background: none; padding: .1rem .3rem; min-height: 0; color: var(--mark); text-align: left;
          max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .crumbs span { color: var(--soft); }
        #map { position: relative; height: clamp(20rem, 60vh, 42rem); background: var(--raised); border-radius: 8px; overflow: hidden; }
        #map button {
          position: absolute; padding: 0 3px; margin: 0; border: 1px solid var(--ground); border-radius: 2px; min-height: 0;
          overflow: hidden; font-size: 11px; line-height: 15px; text-align: left; white-space: nowrap; text-overflow: ellipsis;
          color: var(--on-map); cursor: pointer; display: flex; align-items: flex-start; justify-content: flex-start;
        }
        #map button:hover { filter: brightness(1.08); }
        #map button:focus-visible { outline: 3px solid var(--mark); outline-offset: -3px; z-index: 2; }
        #map button.gathered { background-image: repeating-linear-gradient(45deg, transparent 0 5px, #8884 5px 10px); }
        #said { min-height: 1.5em; color: var(--soft); margin: .4rem 0; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-weight: 600; font-size: .85rem; white-space: nowrap; }
        td.number, th.number { width: 1%; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        caption { text-align: left; color: var(--soft); padding: .3rem 0; }
        tbody tr:hover { background: var(--raised); }
        .bar { display: block; height: .5rem; border-radius: 3px; min-width: 2px; background: var(--mark); }
        .track { min-width: 6rem; width: 22%; }
        td.wide { white-space: nowrap; }
        .added { color: var(--added); } .modified { color: var(--modified); } .removed { color: var(--removed); }
        .error { color: var(--removed); } .warning { color: var(--modified); }
        td button { text-align: left; padding: 0; border: 0; background: none; color: var(--mark); min-height: 0; }
        td .command { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .more { margin-top: .6rem; }
        .scroll:focus { outline: none; }
        details { margin-top: .5rem; } summary { cursor: pointer; color: var(--soft); }
        #search input { width: min(32rem, 100%); }
        .none { color: var(--soft); }
        footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
        @media (max-width: 40rem) {
          .track, .wide { display: none; }
          th, td { padding: .3rem .35rem; }
          td.path { min-width: 8rem; }
        }
        @media (prefers-reduced-motion: no-preference) { #map button { transition: filter .1s; } }
        @media print { .tools, nav, #search, #theme { display: none; } #map { break-inside: avoid; } }
        """#
}
