/// The page's script. It makes elements and sets their text, and never markup: no name can become any.
///
/// A node of a tree is `{n: name, b: bytes, c: change, k: children, m: how many small ones it stands for}`.
enum PageScript {
    static let text = PageScript.base + PageScript.tables + PageScript.map + PageScript.start

    private static let base = #"""
        "use strict";
        const data = JSON.parse(document.getElementById("data").textContent);
        const changes = ["unchanged", "added", "modified", "removed"];
        const byID = id => document.getElementById(id);
        function make(tag, properties, ...children) {
          const element = document.createElement(tag);
          for (const [name, value] of Object.entries(properties || {})) {
            if (name === "text") element.textContent = value;
            else if (name === "on") for (const [event, action] of Object.entries(value)) element.addEventListener(event, action);
            else element.setAttribute(name, value);
          }
          element.append(...children);
          return element;
        }
        function size(bytes) {
          const units = ["B", "kB", "MB", "GB", "TB"];
          let unit = 0, value = bytes;
          while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit += 1; }
          return (unit === 0 || value >= 100 ? value.toFixed(0) : value.toPrecision(3)) + " " + units[unit];
        }
        const percent = share => (100 * share).toFixed(share < 0.1 ? 1 : 0) + " %";
        const number = value => value.toLocaleString("en");
        const nameOf = node => node.m ? number(node.m) + " smaller" : node.n;
        """# + "\n"

    private static let tables = #"""
        function table(caption, columns, rows, isSeen = true) {
          if (rows.length === 0) return make("p", {class: "none", text: "None."});
          const head = make("tr", {}, ...columns.map(column => make("th", {scope: "col", class: (column.class || "").replace("path", ""), text: column.title})));
          const body = rows.map(row => make("tr", {}, ...columns.map(column => {
            const cell = make("td", {class: column.class || ""});
            const content = column.of(row);
            cell.append(content instanceof Node ? content : String(content));
            return cell;
          })));
          return make("table", {}, make("caption", {text: caption, class: isSeen ? "" : "unseen"}), make("thead", {}, head), make("tbody", {}, ...body));
        }
        // Long tables begin with what matters most; the rest is asked for.
        function longTable(place, caption, columns, rows, isSeen = true) {
          const first = 25;
          byID(place).replaceChildren(table(caption, columns, rows.slice(0, first), isSeen));
          if (rows.length <= first) return;
          const more = make("button", {type: "button", class: "more", text: "Show all " + number(rows.length), on: {click: () => {
            byID(place).replaceChildren(table(caption, columns, rows, isSeen));
            byID(place).focus();
          }}});
          byID(place).tabIndex = -1;
          byID(place).append(more);
        }
        const grades = ["style", "info", "warning", "error"];
        function findingsOf(layer) {
          const own = data.findings.filter(row => row.layer === layer);
          if (own.length === 0) return "";
          const worst = grades[Math.max(...own.map(row => grades.indexOf(row.grade)))];
          return make("a", {href: "#findings", class: worst, text: number(own.length),
            "aria-label": number(own.length) + (own.length === 1 ? " finding" : " findings") + " in layer " + (layer + 1) + ", the worst: " + worst});
        }
        function showLayer(index) { choose("root", "layers"); go([roots.layers, roots.layers.k[index]], true); }
        function changed(node) { return make("span", {class: changes[node.c], text: changes[node.c]}); }
        function layerName(index) { return "Layer " + (index + 1); }
        function goButton(text, action) { return make("button", {type: "button", class: "path", text, on: {click: action}}); }
        function showFigures() {
          byID("title").textContent = data.image;
          document.title = data.image + ": layers";
          byID("about").textContent = data.about;
          const figures = [
            ["Size of the layers", size(data.size)], ["Layers", number(data.layers.length)], ["Entries", number(data.entries)],
            ["Efficiency", (Math.floor(1000 * data.efficiency) / 10).toFixed(1) + " %"], ["Wasted", size(data.wasted)], ["Findings", number(data.findings.length)],
          ];
          byID("figures").append(...figures.map(([title, value]) => make("div", {}, make("dt", {text: title}), make("dd", {text: value}))));
          byID("foot").textContent = data.foot;
        }
        function showLayers() {
          const largest = Math.max(1, ...data.layers.map(layer => layer.b));
          byID("timeline").append(table("Layers, the oldest first", [
            {title: "#", class: "number", of: layer => layer.i + 1},
            {title: "Size", class: "number", of: layer => size(layer.b)},
            {title: "", class: "track", of: layer => {
              const bar = make("span", {class: "bar", "aria-hidden": "true"});
              bar.style.width = (100 * layer.b / largest) + "%";
              bar.style.background = colour(layer.i, 0);
              return bar;
            }},
            {title: "Created", class: "wide", of: layer => layer.t},
            {title: "Added", class: "number wide added", of: layer => number(layer.added)},
            {title: "Modified", class: "number wide modified", of: layer => number(layer.modified)},
            {title: "Removed", class: "number wide removed", of: layer => number(layer.removed)},
            {title: "Findings", class: "number", of: layer => findingsOf(layer.i)},
            {title: "Made by", of: layer => make("button", {type: "button", class: "command", title: layer.command, text: layer.command || layerName(layer.i),
              on: {click: () => showLayer(layer.i)}})},
          ], data.layers, false));
        }
        function showWaste() {
          longTable("wasted", "Paths that several layers have, with the bytes of all their copies.", [
            {title: "Bytes", class: "number", of: row => size(row.b)}, {title: "Times", class: "number", of: row => row.n},
            {title: "Path", class: "path", of: row => row.p},
          ], data.waste);
        }
        function showFindings() {
          longTable("list", "Findings", [
            {title: "Grade", of: row => make("span", {class: row.grade, text: row.grade})},
            {title: "Layer", class: "number", of: row => row.layer === null ? "" : make("button", {type: "button", text: row.layer + 1,
              "aria-label": "Layer " + (row.layer + 1) + " on the map", on: {click: () => showLayer(row.layer)}})},
            {title: "What", of: row => row.text}, {title: "Path", class: "path", of: row => row.path},
            {title: "Rule", class: "wide", of: row => row.rule},
          ], data.findings, false);
        }
        function search() {
          const words = byID("query").value.trim();
          byID("found").replaceChildren();
          if (!words) { byID("hits").textContent = ""; return; }
          let matches = path => path.toLowerCase().includes(words.toLowerCase());
          if (words.length > 2 && words.startsWith("/") && words.endsWith("/")) {
            try {
              const expression = new RegExp(words.slice(1, -1));
              matches = path => expression.test(path);
            } catch (error) { byID("hits").textContent = "No regular expression: " + error.message; return; }
          }
          const hits = [];
          const walk = (node, path, trail, layer) => {
            for (const child of node.k || []) {
              if (child.m) continue;
              const place = path + "/" + child.n, way = trail.concat(child);
              if (matches(place)) hits.push({place, way, node: child, layer});
              walk(child, place, way, layer);
            }
          };
          roots.layers.k.forEach((layer, index) => walk(layer, "", [roots.layers, layer], index));
          hits.sort((a, b) => b.node.b - a.node.b);
          byID("hits").textContent = hits.length + (hits.length === 1 ? " path" : " paths")
            + (hits.length > 200 ? ", the 200 largest of them below" : "") + (data.isCut ? ". " + data.isCut : ".");
          byID("found").append(table("Paths found", [
            {title: "Size", class: "number", of: hit => size(hit.node.b)}, {title: "Layer", class: "number", of: hit => hit.layer + 1},
            {title: "Change", of: hit => changed(hit.node)},
            {title: "Path", of: hit => goButton(hit.place, () => {
              choose("root", "layers");
              go(hit.node.k ? hit.way : hit.way.slice(0, -1), true);
            })},
          ], hits.slice(0, 200), false));
        }
        """# + "\n"

    private static let map = #"""
        const roots = {};
        const state = {root: "layers", form: "treemap", way: []};
        const hues = [208, 36, 268, 160, 318, 78, 186, 12, 236, 112, 292, 52];
        function colour(index, depth) {
          return "hsl(" + hues[index % hues.length] + "deg var(--sat) calc(var(--light) + " + (depth % 2 ? 4 : 0) + "%))";
        }
        function mergeLayers() {
          const root = {n: data.image, b: 0, c: 0, k: []};
          const merge = (into, node) => {
            into.b += node.b;
            for (const child of node.k || []) {
              if (!into.named) { into.named = new Map(); into.k = []; }
              let same = into.named.get(child.m ? "" : child.n);
              if (!same) {
                same = {n: child.n, b: 0, c: child.c, m: 0};
                into.named.set(child.m ? "" : child.n, same);
                into.k.push(same);
              }
              if (child.m) same.m += child.m;
              merge(same, child);
            }
          };
          data.layers.forEach(layer => merge(root, layer));
          const sort = node => { if (node.k) { node.k.sort((a, b) => b.b - a.b); node.k.forEach(sort); } };
          sort(root);
          return root;
        }
        function worst(row, side, scale) {
          const area = row.reduce((sum, node) => sum + node.b, 0) * scale, length = area / side;
          return Math.max(...row.map(node => { const other = node.b * scale / length; return Math.max(other / length, length / other); }));
        }
        function squarify(nodes, box, place) {
          let rest = nodes.filter(node => node.b > 0);
          let {x, y, w, h} = box;
          const scale = w * h / Math.max(1, rest.reduce((sum, node) => sum + node.b, 0));
          while (rest.length > 0 && w > 1 && h > 1) {
            const side = Math.min(w, h);
            let count = 1;
            while (count < rest.length && worst(rest.slice(0, count + 1), side, scale) <= worst(rest.slice(0, count), side, scale)) count += 1;
            const row = rest.slice(0, count), length = row.reduce((sum, node) => sum + node.b, 0) * scale / side;
            let along = 0;
            for (const node of row) {
              const other = node.b * scale / length;
              place(node, w >= h ? {x, y: y + along, w: length, h: other} : {x: x + along, y, w: other, h: length});
              along += other;
            }
            if (w >= h) { x += length; w -= length; } else { y += length; h -= length; }
            rest = rest.slice(count);
          }
        }
        function parts(root, width, height) {
          const result = [];
          const add = (way, box, tint, depth) => { result.push({way, box, tint, depth}); return result.length < 1500; };
          const treemap = (way, box, tint, depth) => {
            squarify(way[way.length - 1].k || [], box, (node, place) => {
              if (place.w < 3 || place.h < 3) return;
              const own = tint === undefined ? (node.i ?? way[way.length - 1].k.indexOf(node)) : tint;
              const inner = way.concat(node);
              if (!add(inner, place, own, depth) || !node.k || place.w < 40 || place.h < 34) return;
              treemap(inner, {x: place.x + 2, y: place.y + 16, w: place.w - 4, h: place.h - 18}, own, depth + 1);
            });
          };
          const icicle = (way, x, w, tint, depth) => {
            const line = 24, nodes = way[way.length - 1].k || [];
            const total = Math.max(1, nodes.reduce((sum, node) => sum + node.b, 0));
            if ((depth + 1) * line > height) return;
            let place = x;
            nodes.forEach((node, index) => {
              const share = w * node.b / total, own = tint === undefined ? (node.i ?? index) : tint, inner = way.concat(node);
              if (share >= 3 && add(inner, {x: place, y: depth * line, w: share, h: line}, own, depth)) icicle(inner, place, share, own, depth + 1);
              place += share;
            });
          };
          const tint = root.length > 1 ? (root[1].i ?? root[0].k.indexOf(root[1])) : undefined;
          if (state.form === "treemap") treemap(root, {x: 0, y: 0, w: width, h: height}, tint, 0);
          else icicle(root, 0, width, tint, 0);
          return result;
        }
        function describe(way) {
          const node = way[way.length - 1], total = way[0].b || 1;
          const isLayer = way.length > 1 && way[1].i !== undefined, names = way.slice(isLayer ? 2 : 1).map(nameOf);
          const path = (isLayer ? layerName(way[1].i) + ", " : "") + (names.length ? "/" + names.join("/") : isLayer ? way[1].command : nameOf(node));
          return path + ", " + size(node.b) + ", " + percent(node.b / total) + (node.c ? ", " + changes[node.c] : "");
        }
        function draw(focus) {
          const map = byID("map"), way = state.way, node = way[way.length - 1];
          const shown = parts(way, map.clientWidth, map.clientHeight);
          map.replaceChildren(...shown.map(({way, box, tint, depth}, index) => {
            const own = way[way.length - 1];
            const text = box.w > 26 && box.h > 13 ? nameOf(own) + (box.w > 110 ? "  " + size(own.b) : "") : "";
            const element = make("button", {
              type: "button", text, title: describe(way), "aria-label": describe(way), tabindex: index === 0 ? "0" : "-1",
              class: own.m ? "gathered" : "",
              on: {click: () => enter(way), focus: () => { byID("said").textContent = describe(way); },
                mouseenter: () => { byID("said").textContent = describe(way); }},
            });
            Object.assign(element.style, {left: box.x + "px", top: box.y + "px", width: box.w + "px", height: box.h + "px"});
            element.style.backgroundColor = colour(tint, depth);
            return element;
          }));
          if (shown.length === 0) map.append(make("p", {class: "none", text: "Nothing here has bytes."}));
          byID("crumbs").replaceChildren(...way.flatMap((part, index) => {
            const crumb = make("button", {type: "button", class: "path", text: nameOf(part), on: {click: () => go(way.slice(0, index + 1), true)}});
            if (index === way.length - 1) crumb.setAttribute("aria-current", "location");
            return index ? [make("span", {text: "/", "aria-hidden": "true"}), crumb] : [crumb];
          }));
          byID("rows").replaceChildren(table(way.slice(1).map(nameOf).join("/") || data.image, [
            {title: "Size", class: "number", of: row => size(row.b)}, {title: "Share", class: "number", of: row => percent(row.b / (node.b || 1))},
            {title: "Change", of: changed},
            {title: "Name", class: "path", of: row => row.k ? goButton(nameOf(row), () => go(way.concat(row), false)) : nameOf(row)},
          ], (node.k || []).slice(0, 1000)));
          byID("said").textContent = describe(way);
          if (focus && map.firstElementChild.focus) map.firstElementChild.focus({preventScroll: true});
        }
        function go(way, focus) {
          state.way = way;
          draw(focus);
          if (focus) byID("where").scrollIntoView({block: "nearest"});
        }
        function enter(way) {
          const node = way[way.length - 1];
          if (node.k && node.k.length) go(way, true);
        }
        function choose(kind, value) {
          state[kind] = value;
          for (const button of document.querySelectorAll("[data-" + kind + "]")) button.setAttribute("aria-pressed", String(button.dataset[kind] === value));
          if (kind === "root") state.way = [roots[value]];
        }
        function step(event) {
          const items = [...byID("map").querySelectorAll("button")], index = items.indexOf(document.activeElement);
          const moves = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -items.length, End: items.length};
          if (event.key === "Escape" || event.key === "Backspace") {
            if (state.way.length > 1) { event.preventDefault(); go(state.way.slice(0, -1), true); }
          } else if (event.key in moves && items.length) {
            event.preventDefault();
            const next = items[Math.min(items.length - 1, Math.max(0, index + moves[event.key]))];
            for (const item of items) item.tabIndex = -1;
            next.tabIndex = 0;
            next.focus({preventScroll: true});
          }
        }
        """# + "\n"

    private static let start = #"""
        roots.layers = {n: data.image, b: data.layers.reduce((sum, layer) => sum + layer.b, 0), c: 0, k: data.layers};
        for (const layer of data.layers) { layer.n = (layer.i + 1) + " " + layer.command; layer.c = 0; }
        roots.directories = mergeLayers();
        state.way = [roots.layers];
        showFigures();
        showLayers();
        showWaste();
        showFindings();
        draw(false);
        byID("map").addEventListener("keydown", step);
        for (const kind of ["root", "form"]) {
          for (const button of document.querySelectorAll("[data-" + kind + "]")) {
            button.addEventListener("click", () => { choose(kind, button.dataset[kind]); draw(false); });
          }
        }
        let waiting = 0;
        byID("query").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
        let resizing = 0;
        addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(() => draw(false), 100); });
        const theme = byID("theme");
        const isDark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
        const label = () => { theme.setAttribute("aria-pressed", String(isDark())); };
        theme.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; label(); });
        label();
        """# + "\n"
}
