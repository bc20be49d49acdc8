"""A running Odoo server: started, waited for, stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import time
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


def _await(process, port, log):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Stop(f"the server ended at once: {_last_error(log)}")
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{port}/web/health"
            with direct.open(address, timeout=10):
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
