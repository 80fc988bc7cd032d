"""page.py PAGE DIRECTORY: looks at a page in headless Chromium as a person does, and prints what it saw as one JSON object.

Keys are pressed and the tree for screen readers is read through the DevTools protocol, over a pair of pipes. Screenshots, light and dark,
wide and narrow, are left in DIRECTORY. Nothing but Python's own library is needed.
"""
import base64, json, os, subprocess, sys

page, directory = sys.argv[1:3]


class Browser:
    """Chromium, and its one tab."""

    def __init__(self):
        to_child, self.output = os.pipe()
        self.input, from_child = os.pipe()
        # The browser reads commands from 3 and answers at 4.
        script = f"exec 3<&{to_child} 4>&{from_child}; exec chromium --headless --no-sandbox --disable-gpu --no-first-run " \
            f"--disable-dev-shm-usage --user-data-dir={directory}/profile --remote-debugging-pipe about:blank 2>/dev/null"
        self.process = subprocess.Popen(
            ["bash", "-c", script], pass_fds=[to_child, from_child], env=dict(os.environ, HOME=directory))
        os.close(to_child)
        os.close(from_child)
        self.events, self.buffer, self.number, self.session = [], b"", 0, None
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self.session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network", "Log", "Accessibility"]:
            self(domain + ".enable")

    def __call__(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.buffer:
            data = os.read(self.input, 1 << 20)
            if not data:
                raise RuntimeError("chromium has ended")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def wait(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.read())

    def value(self, expression):
        answer = self("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(expression + ": " + json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def key(self, name, modifiers=0):
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35}
        text = {"Enter": "\r"}.get(name)
        event = dict(key=name, code=name, windowsVirtualKeyCode=codes[name], modifiers=modifiers)
        self("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **event, **({"text": text} if text else {}))
        self("Input.dispatchKeyEvent", type="keyUp", **event)

    def look(self, name, width, height, scheme):
        self("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        # The map is drawn anew a moment after the last change of the size.
        self.value("new Promise(done => setTimeout(done, 300))")
        picture = self("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        with open(f"{directory}/{name}.png", "wb") as file:
            file.write(base64.b64decode(picture))
        return {"contrast": self.value(CONTRAST), "overflow": self.value("document.documentElement.scrollWidth - innerWidth")}


FOCUS = """(() => { const e = document.activeElement; return e === document.body || !e ? "" :
  (e.id || e.closest("[id]")?.id || "") + " " + e.tagName.toLowerCase() + " " + (e.getAttribute("aria-label") || e.textContent).slice(0, 60); })()"""
# The ratio of WCAG 2.1, 1.4.3, of each text with what lies behind it; the worst are told.
CONTRAST = r"""(() => {
  const parse = text => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => { for (let e = element; e; e = e.parentElement) {
    const colour = parse(getComputedStyle(e).backgroundColor); if (colour.length < 4 || colour[3] > 0) return colour; } return [255, 255, 255]; };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !element.getClientRects().length) continue;
    if (["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    found.push([(Math.max(a, b) + .05) / (Math.min(a, b) + .05), element.tagName + "." + element.className + " " + element.textContent.slice(0, 30)]);
  }
  return found.sort((a, b) => a[0] - b[0]).slice(0, 3);
})()"""

browser = Browser()
result = {}
try:
    browser("Page.navigate", url="file://" + os.path.abspath(page) if page.startswith(("/", ".")) else page)
    browser.wait("Page.loadEventFired")
    result["title"] = browser.value("document.title")
    for scheme in ["light", "dark"]:
        result[scheme] = browser.look(scheme, 1200, 900, scheme)
    result["narrow"] = browser.look("narrow", 390, 844, "light")
    browser.look("light", 1200, 900, "light")

    # Tab leads through the whole page and out of it again.
    stops = []
    while len(stops) < 400:
        browser.key("Tab")
        stop = browser.value(FOCUS)
        if not stop or stop in stops[:1]:
            break
        stops.append(stop)
    result["stops"] = stops

    if browser.value("!!document.querySelector('#map button')"):
        said = lambda: browser.value("document.getElementById('said').textContent")
        crumbs = lambda: browser.value("[...document.querySelectorAll('#crumbs button')].map(e => e.textContent)")
        browser.value("document.querySelector('#map button').focus()")
        result["map"] = [said()]
        for key in ["ArrowRight", "End", "Home"]:
            browser.key(key)
            result["map"].append(said())
        browser.key("Enter")
        result["entered"] = crumbs()
        browser.key("Escape")
        result["left"] = crumbs()
        browser.value("document.querySelector('[data-form=icicle]').click()")
        result["icicle"] = browser.value("document.querySelectorAll('#map button').length")
        browser.value("document.querySelector('#where').scrollIntoView()")
        browser.look("icicle", 1200, 900, "dark")
        browser.value("document.querySelector('[data-root=directories]').click()")
        result["directories"] = browser.value("document.querySelectorAll('#map button').length")
        browser.value("document.getElementById('query').value = '/passwd$/'; document.getElementById('query').dispatchEvent(new Event('input'))")
        browser.value("new Promise(done => setTimeout(done, 400))")
        result["hits"] = browser.value("document.getElementById('hits').textContent")
        result["theme"] = browser.value(
            "(() => { const theme = document.getElementById('theme'), before = getComputedStyle(document.body).backgroundColor; theme.click(); "
            "return before !== getComputedStyle(document.body).backgroundColor; })()")

    nodes = browser("Accessibility.getFullAXTree")["nodes"]
    texts = [(node.get("role", {}).get("value"), node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")]
    result["nameless"] = [role for role, name in texts if role in ("button", "link", "searchbox", "textbox", "table", "group") and not name]
    result["headings"] = [name for role, name in texts if role == "heading"]
    result["landmarks"] = sorted({role for role, _ in texts if role in ("main", "banner", "contentinfo", "navigation", "region")})
    result["images"] = browser.value("document.querySelectorAll('img, iframe, object, link[rel=stylesheet]').length")
    result["requests"] = [event["params"]["request"]["url"] for event in browser.events if event.get("method") == "Network.requestWillBeSent"]
    result["errors"] = [json.dumps(event["params"]) for event in browser.events
                        if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")]
finally:
    browser.process.terminate()
    browser.process.wait()
print(json.dumps(result))
