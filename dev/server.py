"""A running Odoo server: started, waited for, asked over HTTP, stopped."""

import contextlib
import http.cookiejar
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from .machine import LOGS, Stop

START_SECONDS = 120
STOP_SECONDS = 20
# Nothing here goes further than this machine; wkhtmltopdf would ask a proxy even for that.
PROXIES = {"http_proxy", "https_proxy", "all_proxy"}


@contextlib.contextmanager
def running(ready, database, port, *options, log=None):
    """Run the server on one database until the block ends.

    :param Odoo ready: what :func:`odoo.prepare` returned
    :param str log: the log's name; without it the server writes to the terminal
    :return: the process, as context; it answers requests by then
    :raise Stop: when the server does not come up
    """
    # A termination or a closed terminal must end the server too: as exceptions they pass below.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log" if log else None
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(path.open("wb")) if path else None
        process = subprocess.Popen(
            [
                *map(str, ready.command("-d", database, f"--db-filter=^{database}$")),
                *(f"--http-port={port}", *options),
            ],
            # A server in the terminal may stop at a breakpoint and ask.
            stdin=subprocess.DEVNULL if path else None,
            stdout=output,
            stderr=output and subprocess.STDOUT,
            env={**_environment(), **ready.env},
        )
        stack.callback(_end, process)
        _await(process, port, path)
        try:
            yield process
        except KeyboardInterrupt:
            # Ctrl-C reached the server too; a second signal would cut it short.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS / 4)
            raise


def _environment():
    return {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}


def _opener(*handlers):
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)


def _await(process, port, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Stop(f"the server ended at once: {_last_error(log)}")
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{port}/web/health"
            with _opener().open(address, timeout=10):
                return
        time.sleep(0.3)
    raise Stop(f"the server does not answer on port {port}: {_last_error(log)}")


def _last_error(log):
    if not log:
        return "the lines above say why"
    lines = log.read_text(errors="replace").splitlines() or ["it said nothing"]
    errors = [line for line in lines if " ERROR " in line or "in use" in line]
    return f"{(errors or lines)[-1][:300]} (whole log: {log})"


def _end(process):
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Visitor:
    """A person's browser session, as far as documents need one."""

    def __init__(self, port, database, login, password):
        self.address = f"http://127.0.0.1:{port}"
        jar = http.cookiejar.CookieJar()
        self.opener = _opener(urllib.request.HTTPCookieProcessor(jar))
        params = {"db": database, "login": login, "password": password}
        body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
        answer = json.loads(self.get("/web/session/authenticate", body))
        if not answer.get("result", {}).get("uid"):
            raise Stop(f"nobody can log in as {login} with the password given")

    def get(self, path, body=None):
        """:return: the content at a path of the server, or what a JSON body sent there answers"""
        request = urllib.request.Request(self.address + path, body)
        if body:
            request.add_header("Content-Type", "application/json")
        try:
            with self.opener.open(request, timeout=120) as response:
                return response.read()
        except urllib.error.HTTPError as failure:
            raise Stop(f"the server answers {failure.code} to {path}") from None
        except OSError as failure:
            raise Stop(f"the server does not answer {path}: {failure}") from None
