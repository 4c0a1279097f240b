#!/usr/bin/env python3
"""Opens the console in headless Chromium and uses it: a log query, a trace link, a PromQL query, both themes.

    scripts/console-smoke.py [--url http://127.0.0.1:8080] [--screenshots .build/screenshots]

Without --url it looks at the page in Sources/Console/Console/web over made-up data. Needs Debian's chromium and
chromium-driver, and the Python package selenium (`make prerequisites` puts it into .build/python). Exit status 0 when
all holds, 1 when something does not, 77 when there is no browser or no selenium here: it says which.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 77

for site in sorted((ROOT / ".build/python").glob("lib/python3*/site-packages")):
    sys.path.insert(0, str(site))
try:
    from selenium import webdriver
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    print("skipped: the Python package selenium is not installed (python3 -m venv .build/python && .build/python/bin/pip install selenium)")
    sys.exit(SKIPPED)

SERVE_TIME = 20  # seconds that anything awaited may take


class Smoke:
    def __init__(self, url, screenshots):
        self.url = url.rstrip("/")
        self.screenshots = screenshots
        self.checks = 0
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1440,900", "--hide-scrollbars=false"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        # The page must not violate its own policy, wherever that happens: count it from the first script on.
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": (
            "window.policyViolations = [];"
            "document.addEventListener('securitypolicyviolation', event =>"
            " window.policyViolations.push(event.violatedDirective + ' ' + event.blockedURI));")})

    def open(self, hash):
        self.driver.get(f"{self.url}/{hash}")

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector):
        """The texts of all such elements at one moment: rows come and go while they are read one by one."""
        return self.driver.execute_script("return [...document.querySelectorAll(arguments[0])].map(each => each.innerText)", selector)

    def text(self, selector):
        return next(iter(self.texts(selector)), None)

    def click(self, selector):
        """Clicks the first such element; when the page puts a new one in its place meanwhile, that one."""
        def attempt():
            self.one(selector).click()
            return True
        self.until(f"{selector} can be clicked", attempt)

    def until(self, what, condition):
        """Waits for the condition to be true and gives its value."""
        try:
            return WebDriverWait(self.driver, SERVE_TIME, ignored_exceptions=(Exception,)).until(lambda _: condition())
        except Exception as error:
            self.picture("failed")
            raise AssertionError(f"not within {SERVE_TIME} s: {what} ({type(error).__name__}); see failed.png") from None

    def check(self, what, holds):
        self.checks += 1
        if not holds:
            self.picture("failed")
            raise AssertionError(what)
        print(f"  ok  {what}")

    def settle(self):
        self.until("nothing is loading", lambda: not self.all("[loading]"))
        self.driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done));")

    def picture(self, name):
        self.screenshots.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(self.screenshots / f"{name}.png"))

    def type_query(self, box, query):
        area = self.one(f"{box} .query-input")
        area.send_keys(Keys.CONTROL, "a")
        area.send_keys(query)
        area.send_keys(Keys.ESCAPE)
        area.click()
        area.send_keys(Keys.ENTER)

    def painted(self, selector):
        """Does the canvas show more than its background?"""
        return self.driver.execute_script(
            "const canvas = document.querySelector(arguments[0]); if (!canvas) return false;"
            "const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
            "let count = 0; for (let i = 3; i < data.length; i += 4) if (data[i]) count++; return count > 400;", selector)

    def run(self):
        started = time.monotonic()
        self.open("#/overview?from=now-1h")
        self.until("the overview shows services", lambda: self.all(".service-link"))
        self.until("the overview shows lines", lambda: self.all(".log-row"))
        self.check(f"the overview shows metrics and logs on one page ({time.monotonic() - started:.1f} s)", self.painted(".line-chart canvas") and self.painted("log-histogram canvas"))
        self.settle()
        self.theme("light")
        self.picture("overview-light")
        self.theme("dark")
        self.picture("overview-dark")

        self.open("#/logs?from=now-1h")
        rows = self.until("log lines", lambda: self.all(".log-row"))
        self.check(f"log lines are there ({len(rows)} in the page)", True)
        total = self.text(".summary b")
        present = self.texts(".level-legend button.legend-item")
        level = "error" if any(text.startswith("error") for text in present) else self.text(".log-line .log-level")
        self.type_query("logs-view", f"log.level:{level}")
        self.until("the query is in the address", lambda: "log.level" in self.driver.current_url)
        self.settle()
        levels = set(self.texts(".log-line .log-level"))
        self.check(f"a log query narrows the lines to {level}: {total} → {self.text('.summary b')}", levels == {level})
        self.picture("logs-dark")

        self.open("#/logs?from=now-2h")
        self.settle()
        before = self.driver.execute_script("return document.querySelector('.log-rows').offsetHeight")
        self.driver.execute_script("const table = document.querySelector('.log-scroller'); table.scrollTop = table.scrollHeight;")
        if int(total.replace(",", "")) > 200:
            self.until("older lines", lambda: self.driver.execute_script("return document.querySelector('.log-rows').offsetHeight") > before)
            self.check("scrolling to the end loads older lines", True)
        self.check("only the rows in sight are in the page", len(self.all(".log-row")) < 80)

        self.open("#/logs?from=now-1h")
        self.settle()
        area = self.one("logs-view .query-input")
        area.send_keys("service.n")
        self.until("names of fields are offered", lambda: "service.name:" in (self.text(".completions:not([hidden]) .completion") or ""))
        self.picture("logs-completion-dark")
        self.check("field names complete", True)
        area.send_keys(Keys.ESCAPE)

        self.open("#/logs?from=now-1h&q=")
        self.settle()
        trace_id = self.until("a trace link", lambda: self.one(".log-trace .link").get_attribute("title")).split()[-1]
        self.click(".log-trace .link")
        self.until("the trace id is the query", lambda: trace_id in self.one("logs-view .query-input").get_property("value"))
        self.settle()
        self.check("a trace.id link filters", f'trace.id:"{trace_id}"' == self.one("logs-view .query-input").get_property("value"))
        self.click(".log-line")
        self.until("all fields of the line", lambda: self.all(".log-field"))
        self.check("an opened line shows its fields with filters", len(self.all(".log-field")) > 5 and self.all(".log-field .icon-button"))
        self.picture("logs-open-dark")
        self.click(".banner a")
        self.until("the trace's lines", lambda: self.all(".trace-row"))
        self.settle()
        self.check("the trace shows its lines with durations", len(self.all(".trace-row")) >= 1 and self.all(".trace-bar, .trace-moment"))
        self.picture("trace-dark")
        self.theme("light")
        self.picture("trace-light")

        self.open("#/logs?from=now-1h")
        self.settle()
        name = self.until("a service link", lambda: self.text(".log-service .link"))
        self.click(".log-service .link")
        self.until("the service is the query", lambda: f'service.name:"{name}"' == self.one("logs-view .query-input").get_property("value"))
        self.settle()
        self.check("a service.name link filters", set(self.texts(".log-line .log-service")) == {name})
        self.picture("logs-light")

        self.open("#/metrics?from=now-1h")
        self.until("the examples", lambda: self.all(".chip"))
        self.picture("metrics-empty-light")
        self.click(".chip")
        self.until("a chart with lines", lambda: self.all("line-chart .legend-item") and self.painted("line-chart canvas"))
        self.settle()
        self.check(f"a PromQL query draws lines: {self.text('.summary')}", True)
        self.hover("line-chart .chart-plot")
        self.until("the crosshair's table", lambda: self.all(".chart-tooltip:not([hidden]) .chart-tooltip-row"))
        self.picture("metrics-light")
        self.theme("dark")
        self.hover("line-chart .chart-plot")
        self.picture("metrics-dark")
        first = self.one("line-chart .legend-item")
        first.click()
        self.until("the line is off, and the address says so", lambda: "hidden=" in self.driver.current_url and first.get_attribute("aria-pressed") == "false")
        self.check("the legend switches a line off", True)
        self.drag("line-chart .chart-plot", 0.3, 0.6)
        self.until("the range is absolute", lambda: "from=1" in self.driver.current_url)
        self.check("a drag zooms", True)
        # A young platform has nothing in the middle of the last hour.
        self.open("#/metrics?from=now-1h")
        self.until("the examples", lambda: self.all(".chip"))
        self.click(".chip")
        self.until("a chart with lines", lambda: self.all("line-chart .legend-item"))
        self.click(".segment:nth-child(2)")
        self.until("rows of the instant query", lambda: self.all(".view.metrics .data-table tbody tr"))
        self.check("the table shows the instant query", True)

        self.open("#/system")
        self.until("what runs where", lambda: self.all(".place"))
        self.settle()
        self.picture("system-dark")

        self.one("body").send_keys("e")
        self.until("the time picker", lambda: self.all(".popover:not([hidden]) .menu-item"))
        self.picture("time-range-dark")
        self.one("body").send_keys(Keys.ESCAPE)
        self.until("the picker is closed", lambda: not self.all(".popover:not([hidden])"))
        self.one("body").send_keys("gl")
        self.until("the keys lead to Logs", lambda: "#/logs" in self.driver.current_url)
        self.one("body").send_keys("?")
        self.until("the help", lambda: self.all("dialog[open]"))
        self.picture("help-dark")
        self.click("dialog[open] .primary-button")
        self.check("keys lead everywhere", True)
        self.hostile()
        self.check("no policy was violated", self.driver.execute_script("return window.policyViolations") == [])
        self.check("no line was read as markup", "owned" not in self.driver.title and not self.all(".log-message img"))
        self.logs_empty()
        self.refused()
        print(f"{self.checks} checks hold; screenshots in {self.screenshots}")

    def hostile(self):
        """Where the logs hold a line that tries to be markup, it is shown letter by letter."""
        self.open("#/logs?from=now-2h&q=onerror")
        # The rows of the view before may still be there.
        self.until("an answer", lambda: "No log lines" in self.text("body") or "onerror" in self.text(".log-line .log-message"))
        self.settle()
        if "No log lines" in self.text("body"):
            return
        self.click(".log-line")
        self.until("its fields", lambda: self.all(".log-field"))
        self.check("a hostile line is shown as text", "<script>" in self.text(".log-line .log-message") and "\u202e" not in self.text(".log-line .log-message") and not self.all(".log-row img, .log-row script, .log-row b"))
        self.picture("logs-hostile-dark")

    def refused(self):
        """Wrong queries: the server's words, and the place. These answer 400, which the browser notes in its log."""
        self.open("#/metrics?expr=" + "sum(rate(up[5m])")
        self.until("the error of a wrong expression", lambda: self.all(".notice.error"))
        self.check(f"a wrong expression shows the error: {self.text('.notice.error .notice-text')}", self.all(".pointer-mark"))
        self.picture("metrics-error-dark")
        self.open("#/logs?q=" + "(level%20AND")
        self.until("the error of a wrong query", lambda: self.all(".notice.error"))
        self.check(f"a wrong log query shows the error: {self.text('.notice.error .notice-text')}", True)
        self.picture("logs-error-dark")
        unexpected = [entry for entry in self.driver.get_log("browser") if "400" not in entry["message"]]
        self.check("nothing but the two refusals in the browser's log", unexpected == [])

    def logs_empty(self):
        entries = [entry for entry in self.driver.get_log("browser")]
        self.check(f"the browser's log is empty {json.dumps(entries) if entries else ''}", entries == [])

    def theme(self, name):
        if self.driver.execute_script("return document.documentElement.dataset.theme") != name:
            self.one("body").send_keys("d")
        self.until(f"the {name} theme", lambda: self.driver.execute_script("return document.documentElement.dataset.theme") == name)
        self.settle()

    def hover(self, selector):
        webdriver.ActionChains(self.driver).move_to_element(self.one(selector)).perform()

    def drag(self, selector, start, end):
        plot = self.one(selector)
        width = plot.size["width"]
        actions = webdriver.ActionChains(self.driver)
        actions.move_to_element_with_offset(plot, int(width * (start - 0.5)), 0).click_and_hold()
        actions.move_by_offset(int(width * (end - start) / 2), 0).move_by_offset(int(width * (end - start) / 2), 0).release().perform()


def main():
    parser = argparse.ArgumentParser(description="Opens the console in headless Chromium and uses it.")
    parser.add_argument("--url")
    parser.add_argument("--screenshots", type=pathlib.Path, default=ROOT / ".build/screenshots")
    options = parser.parse_args()
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if missing:
        print(f"skipped: {' and '.join(missing)} not found (Debian: apt-get install chromium chromium-driver)")
        return SKIPPED
    fake = None
    smoke = None
    try:
        if options.url is None:
            command = [sys.executable, str(ROOT / "Tests/ConsoleTests/Browser/fake_upstreams.py"), "--page", str(ROOT / "Sources/Console/Console/web")]
            fake = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            options.url = fake.stdout.readline().split()[-1]
        print(f"console smoke test of {options.url}")
        smoke = Smoke(options.url, options.screenshots)
        smoke.run()
        return 0
    except (AssertionError, WebDriverException) as failure:
        print(f"FAILED: {type(failure).__name__}: {str(failure).split('Stacktrace')[0]}")
        if smoke:
            for entry in smoke.driver.get_log("browser"):
                print(f"  browser: {entry['message']}")
        return 1
    finally:
        if smoke:
            smoke.driver.quit()
        if fake:
            fake.terminate()
            fake.wait()


if __name__ == "__main__":
    sys.exit(main())
