/// The page's body: what the script fills, with names and order for those who hear it.
enum PageMarkup {
    static let text = #"""
        <header>
          <div>
            <h1 id="title">Image</h1>
            <p class="sub" id="about"></p>
            <nav aria-label="Parts of this page">
              <a href="#layers">Layers</a> <a href="#where">Map</a> <a href="#search">Search</a> <a href="#findings">Findings</a>
              <a href="#waste">Waste</a>
            </nav>
          </div>
          <button id="theme" type="button" aria-pressed="false">Dark</button>
        </header>
        <noscript><p>The figures are in this file, but it takes JavaScript to show them.</p></noscript>
        <main>
          <dl class="figures" id="figures"></dl>
          <section id="layers" aria-labelledby="layers-title">
            <h2 id="layers-title">Layers, the oldest first</h2>
            <div class="scroll" id="timeline"></div>
          </section>
          <section id="where" aria-labelledby="where-title">
            <h2 id="where-title">Where the bytes are</h2>
            <div class="tools">
              <div role="group" aria-label="What the map is made of">
                <button type="button" data-root="layers" aria-pressed="true">Layers</button>
                <button type="button" data-root="directories" aria-pressed="false">Directories</button>
              </div>
              <div role="group" aria-label="Form of the map">
                <button type="button" data-form="treemap" aria-pressed="true">Treemap</button>
                <button type="button" data-form="icicle" aria-pressed="false">Icicle</button>
              </div>
              <div class="where"><nav class="crumbs" id="crumbs" aria-label="Place on the map"></nav></div>
            </div>
            <div id="map" role="group" aria-label="Map: arrow keys go from part to part, Enter goes in, Escape goes up"></div>
            <p id="said" role="status" aria-live="polite"></p>
            <details id="listing" aria-label="The map as a table"><summary>The same as a table</summary><div class="scroll" id="rows"></div></details>
          </section>
          <section id="search" aria-labelledby="search-title">
            <h2 id="search-title">Search</h2>
            <label for="query">Part of a path, or a regular expression between slashes</label><br>
            <input id="query" type="search" autocomplete="off" spellcheck="false" placeholder="/\.(pyc|a)$/">
            <p id="hits" role="status" aria-live="polite"></p>
            <div class="scroll" id="found"></div>
          </section>
          <section id="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">Findings</h2>
            <div class="scroll" id="list"></div>
          </section>
          <section id="waste" aria-labelledby="waste-title">
            <h2 id="waste-title">Waste</h2>
            <div class="scroll" id="wasted"></div>
          </section>
        </main>
        <footer id="foot"></footer>
        """#
}
