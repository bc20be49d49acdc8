"""A Chromium that opens pages of this database, and tells how long they take and keep it busy."""

import base64
import contextlib
import json
import logging
import resource
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import websocket
from werkzeug.serving import make_server

from odoo import http

CHROMIUM = ("chromium", "google-chrome", "chromium-browser")
PATIENCE = 60  # seconds
# Noted from the first moment of every page: what kept it from answering its user.
WATCH = """
window.benchTasks = [];
new PerformanceObserver((list) => {
    for (const task of list.getEntries()) benchTasks.push([task.startTime, task.duration]);
}).observe({ type: "longtask", buffered: true });
"""


@contextlib.contextmanager
def pages(env, login="admin", width=1366, height=768):
    """Serve the database of a shell from its own process, and open a browser on it.

    What was written before must be committed: the pages are served by transactions of their own.

    :param str login: who looks at the pages
    :return: a :class:`Page`, as context
    """
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    served = make_server("127.0.0.1", 0, _site, threaded=True)
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = _chromium(folder)
        try:
            page = Page(_address(folder), f"http://127.0.0.1:{served.server_port}")
            page.enter(env, login)
            page.resize(width, height)
            yield page
        finally:
            process.terminate()
            process.wait()
            served.shutdown()
            served.server_close()
            thread.join()


def _site(environ, start_response):
    if environ["PATH_INFO"].startswith("/websocket"):  # for messages, which need another server
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        return []
    return http.root(environ, start_response)


def _chromium(folder):
    # Odoo limits what it may address; Chromium, which inherits that, addresses more than it uses.
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    program = next(filter(None, map(shutil.which, CHROMIUM)))
    return subprocess.Popen(
        [
            *(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--lang=en-US"),
            *("--disable-dev-shm-usage", "--remote-allow-origins=*", "--no-proxy-server"),
            *("--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _address(folder):
    """:return: where the first tab of the browser takes commands"""
    ports, deadline = Path(folder, "DevToolsActivePort"), time.monotonic() + PATIENCE
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, IndexError, StopIteration):
            port = ports.read_text().split()[0]
            with direct.open(f"http://127.0.0.1:{port}/json", timeout=PATIENCE) as answer:
                tabs = json.load(answer)
            return next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        time.sleep(0.1)
    raise TimeoutError("Chromium does not start")


class Page:
    """A tab of the browser, driven by the Chrome DevTools Protocol."""

    def __init__(self, address, site):
        self.site, self.number = site, 0
        self.socket = websocket.create_connection(address, timeout=PATIENCE)
        for domain in ("Page", "Network", "Runtime"):
            self.command(f"{domain}.enable")
        self.command("Performance.enable", timeDomain="threadTicks")
        self.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)

    def command(self, method, **parameters):
        """:return: what the browser answers to a command of the protocol"""
        self.number += 1
        command = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(command))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def run(self, script):
        """:return: the value of a JavaScript expression; of a promise, what it resolves to"""
        answer = self.command(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script[:80]}: {answer['exceptionDetails']}"[:1000])
        return answer["result"].get("value")

    def enter(self, env, login):
        """Log in as a user, who needs no password for it."""
        user = env["res.users"].search([("login", "=", login)])
        # A tour for beginners looks at all that changes on a page, and takes time for it.
        user.tour_enabled = False
        env.cr.commit()
        session = http.root.session_store.new()
        session.update(http.get_default_session(), db=env.cr.dbname)
        session.update(uid=user.id, login=login, context={"lang": "en_US", "tz": "UTC"})
        session.session_token = user._compute_session_token(session.sid)
        http.root.session_store.save(session)
        cookie = {"name": "session_id", "value": session.sid, "url": self.site}
        self.command("Network.setCookie", **cookie)

    def resize(self, width, height, mobile=False):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.command("Emulation.setDeviceMetricsOverride", **size)
        self.command("Emulation.setTouchEmulationEnabled", enabled=mobile)

    def open(self, path, shown):
        """Open a page of the site and wait until it shows something.

        :param str path: such as ``/odoo/action-stock.action_picking_tree_all/1``
        :param str shown: JavaScript that is true once it does
        :return: seconds from the click on its address until then
        """
        self.command("Page.navigate", url=self.site + path)
        self.wait(shown)
        return self.run("performance.now()") / 1000

    def wait(self, shown):
        """Wait until JavaScript is true, looked at before each time that the page is drawn.

        :raise TimeoutError: with what stands on the page instead
        """
        script = f"""new Promise((resolve) => {{
            const end = performance.now() + {PATIENCE * 900};
            const look = () => {{
                let found = false;
                try {{ found = {shown}; }} catch {{ }}
                if (found || performance.now() > end) resolve(Boolean(found));
                else setTimeout(look, 5);
            }};
            look();
        }})"""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            # A page that gives way to the next one forgets what it was asked.
            with contextlib.suppress(RuntimeError):
                if self.run(script):
                    return
        raise TimeoutError(f"{shown}: {self.run('document.body.innerText.slice(0, 500)')}")

    def click(self, selector):
        """Wait for an element and click on it."""
        self.wait(f"document.querySelector({json.dumps(selector)})")
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, text):
        """Type where the focus is."""
        self.command("Input.insertText", text=text)

    def busy(self):
        """:return: seconds of a processor that the page's main thread has taken so far"""
        metrics = self.command("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def longest_task(self, since=0):
        """:return: milliseconds that the page could not answer at a stretch, 0 below 50

        :param float since: by the page's own ``performance.now()``
        """
        return self.run(
            f"Math.max(0, ...benchTasks.filter(([at]) => at >= {since}).map(([, ms]) => ms))"
        )

    def picture(self, path):
        """Save what the page looks like."""
        Path(path).write_bytes(base64.b64decode(self.command("Page.captureScreenshot")["data"]))
