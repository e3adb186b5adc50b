"""A folder with pages of causes enters; exit 0 where they do in a browser what they say. Speaks WebDriver to chromedriver."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

FOLDER = Path(sys.argv[1])
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Up": "\ue013", "Down": "\ue015", "Left": "\ue012", "Right": "\ue014", "Enter": "\ue007", "Home": "\ue011", "End": "\ue010"}


class Browser:
    """A session of a browser without a screen."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,900"]
        options = {"goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}
        self.base += "/session/" + self.ask("POST", "/session", {"capabilities": {"alwaysMatch": options}})["sessionId"]

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["value"]

    def open(self, name):
        self.ask("POST", "/url", {"url": (FOLDER / name).as_uri()})

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.ask("POST", "/element", {"using": "css selector", "value": selector})

    def click(self, element):
        self.ask("POST", f"/element/{element[ELEMENT]}/click", {})

    def press(self, *names):
        actions = [{"type": kind, "value": KEYS[name]} for name in names for kind in ("keyDown", "keyUp")]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def seen(self):
        """The texts of the causes that can be seen."""
        return self.run("""return [...document.querySelectorAll('.causes .head')].filter(head => head.checkVisibility())
            .map(head => head.firstChild.nextSibling.textContent)""")

    def focused(self):
        return self.run("return document.activeElement.innerText")

    def complaints(self):
        return [entry["message"] for entry in self.ask("POST", "/se/log", {"type": "browser"})]


def check(what, found, expected):
    if found != expected:
        sys.exit(f"FAILED: {what}: {found!r} instead of {expected!r}")


def walk(browser):
    """Clicks and keys on a page of causes."""
    browser.open("causes.html")
    check("the title", browser.ask("GET", "/title"), "LTO_CLANG_THIN is n, not y")
    everything = browser.seen()
    check("that all is unfolded at first", len(everything) >= 3, True)
    check("the style", browser.run("return getComputedStyle(document.querySelector('.head')).display"), "block")

    browser.click(browser.find("#fold"))
    check("what is left when all is folded", browser.seen(), everything[:1])
    browser.click(browser.find("summary .kind"))
    check("a click", len(browser.seen()) > 1, True)
    browser.click(browser.find("#unfold"))
    check("what is seen when all is unfolded", browser.seen(), everything)

    browser.run("document.querySelector('summary').focus()")
    browser.press("Enter")
    check("the Enter key", browser.seen(), everything[:1])
    browser.press("Right")
    check("the right arrow", len(browser.seen()) > 1, True)
    browser.press("Right")
    check("the right arrow on what is unfolded", everything[1] in browser.focused(), True)
    browser.press("End")
    check("the End key", everything[-1] in browser.focused(), True)
    browser.press("Up", "Down", "Home", "Left")
    check("the left arrow", browser.seen(), everything[:1])
    browser.press("Right", "Down", "Left", "Left")
    check("the left arrow on what is folded", everything[0] in browser.focused(), True)

    browser.click(browser.find("#unfold"))
    link = browser.run("return document.querySelector('.causes a').href")
    path, _, line = link.partition("#L")
    check("where a link leads", path, (FOLDER / "Kconfig").as_uri())
    text = browser.run("return document.querySelector('.causes code').textContent")
    stands = (FOLDER / "Kconfig").read_text().splitlines()[int(line) - 1].strip()
    check("the line of a link", stands, text)
    browser.click(browser.find(".causes a"))
    check("the page of a link", browser.ask("GET", "/url").partition("#")[0], path)
    check("complaints of the browser", browser.complaints(), [])


def harmless(browser):
    """What stands in files is text."""
    browser.open("hostile.html")
    title = browser.ask("GET", "/title")
    check("the title", title.startswith('TITLE is "</script><script>'), True)
    check("scripts", browser.run("return document.scripts.length"), 1)
    check("pictures", browser.run("return document.images.length"), 0)
    check("complaints of the browser", browser.complaints(), [])


def shared(browser):
    """What is told in two places stands in one of them; the other leads there, and unfolds it."""
    browser.open("shared.html")
    everything = browser.seen()
    browser.run("document.querySelector('summary').parentElement.open = false")
    check("what is left when the first is folded", len(browser.seen()) < len(everything), True)
    browser.click(browser.find("a.same"))
    check("a link to what is folded", browser.seen(), everything)
    check("where it leads", browser.focused().startswith("dependency"), True)


def drawing(browser):
    """The drawing is one, its texts are within their boxes, and it follows the reader's dark."""
    browser.open("causes.svg")
    outside = """return [...document.querySelectorAll('text')].filter(text => {
        const inner = text.getBBox();
        return ![...document.querySelectorAll('rect')].some(rect => {
            const outer = rect.getBBox();
            return outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width
                && outer.y + outer.height >= inner.y + inner.height;
        });
    }).map(text => text.textContent)"""
    check("texts outside of their boxes", browser.run(outside), [])
    apart = """const boxes = [...document.querySelectorAll('.box,.answer')].map(rect => rect.getBBox());
        return boxes.some((a, at) => boxes.slice(at + 1).some(b => a.x < b.x + b.width && b.x < a.x + a.width
            && a.y < b.y + b.height && b.y < a.y + a.height))"""
    check("boxes over each other", browser.run(apart), False)
    colour = "return getComputedStyle(document.querySelector('.page')).fill"
    light = browser.run(colour)
    feature = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    browser.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": feature})
    check("a page that stays light in the dark", browser.run(colour) == light, False)


def main():
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    try:
        # it tells the port that it found
        port = next(line.split()[-1].rstrip(".") for line in driver.stdout if "successfully on port" in line)
        browser = Browser(port)
        walk(browser)
        harmless(browser)
        shared(browser)
        drawing(browser)
        browser.ask("DELETE", "")
    finally:
        driver.kill()
        driver.wait()
    print("pages in a browser: passed")


main()
