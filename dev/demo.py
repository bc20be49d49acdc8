"""The demo: a database with the story, its traces in the terminal, its documents, its server."""

import contextlib
import hashlib
import os
import subprocess
import time
from pathlib import Path

from . import machine, odoo, server
from .machine import LOGS, ROOT, WORK, Stop, say, step

DATABASE = "traceability_demo"
DOCUMENTS = WORK / "demo"
LOG = LOGS / "server.log"
# What the database is built from; these folders are no part of the installed addons.
SOURCES = {".py", ".xml", ".js", ".csv", ".scss", ".po"}
NOT_INSTALLED = {"dev", "bench", "tests", "node_modules", "__pycache__"}
TELL = """
story = env["traceability.story"]
if not story._tell():
    raise SystemExit("there is no story")
env.cr.commit()
"""
# Runs in Odoo's shell: sets the login, prints the two trees, writes the answers, and fetches the
# printed trace and the workbook of each from the server, as a person's clicks do.
SHOW = """
import json, os, pathlib, requests
from odoo.exceptions import AccessDenied
from odoo.addons.product_traceability.reports.trace.traceability_tree import text_tree

login, password = os.environ["DEMO_LOGIN"], os.environ["DEMO_PASSWORD"]
user = env.ref("base.user_admin")
try:
    if user.login != login:
        raise AccessDenied()
    credential = {"type": "password", "login": login, "password": password}
    user.with_user(user)._check_credentials(credential, {"interactive": False})
except AccessDenied:
    user.write({"login": login, "password": password})
    env.cr.commit()

folder, address = pathlib.Path(os.environ["DEMO_FOLDER"]), os.environ["DEMO_ADDRESS"]
web = requests.Session()
web.trust_env = False  # nothing here goes further than this machine
who = {"db": env.cr.dbname, "login": login, "password": password}
web.post(f"{address}/web/session/authenticate", json={"params": who}, timeout=120)
story = env["traceability.story"]._as_administrator()
for role, direction, title in (
    ("tomato", "downstream", "From the lot %s down to the customers"),
    ("blender", "upstream", "From the serial number %s up to the vendors"),
):
    lot = story._key_lots()[role]
    print("\\n" + title % lot.name + "\\n")
    print(text_tree(lot.get_traceability(direction=direction), direction))
    answer = json.dumps(lot.get_traceability(), indent=2, ensure_ascii=False)
    (folder / f"trace-{lot.name}.json").write_text(answer + "\\n", encoding="utf-8")
    for suffix, path, start in (
        ("pdf", f"report/pdf/product_traceability.report_trace_lot/{lot.id}", b"%PDF"),
        ("xlsx", f"product_traceability/workbook?model=stock.lot&ids={lot.id}", b"PK"),
    ):
        got = web.get(f"{address}/{path}", timeout=120)
        if not got.content.startswith(start):
            raise SystemExit(f"the server answers {got.status_code} to {path}, and no {suffix}")
        (folder / f"trace-{lot.name}.{suffix}").write_bytes(got.content)
print(flush=True)
"""


# -- the database -----------------------------------------------------------------------------
def build(ready, *, renew):
    """Make the demo database, or keep the one that was made from just these sources.

    It is made under another name: what a stopped run leaves behind is never taken for the demo.

    :param Odoo ready: what :func:`odoo.prepare` returned
    :param bool renew: whether one that was made from other sources is replaced
    """
    made, wanted = ready.stamp(DATABASE), _stamp(ready)
    if made and made != wanted and not renew:
        say("The demo database is older than the sources; make demo makes it anew")
    if made == wanted or (made and not renew):
        return
    making = f"{DATABASE}_making"
    with step("Installing the addons for the demo"):
        ready.copy(odoo.TEMPLATE, making)
        names = ",".join(odoo.modules())
        ready.run("demo installation", "-d", making, "-i", names, "--stop-after-init")
    with step("Telling the story (half a year, about 20 s)"):
        ready.shell(making, TELL, "the story")
    ready.rename(making, DATABASE)
    ready.put_stamp(DATABASE, wanted)


def _stamp(ready):
    """:return: a name for the template, the sources and so the database made from them"""
    digest = hashlib.sha1(ready.stamp(odoo.TEMPLATE).encode())
    for path in sources():
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def sources():
    """:return: the addons' source files, sorted"""
    found = []
    for folder, inside, files in os.walk(ROOT):
        inside[:] = [
            name for name in inside if name not in NOT_INSTALLED and not name.startswith(".")
        ]
        found += [Path(folder, name) for name in files if Path(name).suffix in SOURCES]
    return sorted(found)


# -- the traces and documents -----------------------------------------------------------------
def show(ready, port, login, password):
    """Print the two traces of the story and write their documents."""
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    for old in DOCUMENTS.glob("trace-*"):
        old.unlink()
    ready.env.update(DEMO_LOGIN=login, DEMO_PASSWORD=password, DEMO_FOLDER=str(DOCUMENTS))
    ready.env["DEMO_ADDRESS"] = f"http://127.0.0.1:{port}"
    ready.shell(DATABASE, SHOW, "the demo's traces")


# -- the commands -----------------------------------------------------------------------------
def demo(set_up):
    """Build the demo, show it and serve it; SERVE=0 stops after the documents.

    :param set_up: function that returns a ready :class:`odoo.Odoo`
    """
    serve = os.environ.get("SERVE", "1") != "0"
    port = _port() if serve else None
    ready = _built(set_up, renew=True)
    login, password = os.environ.get("LOGIN", "admin"), os.environ.get("PASSWORD", "admin")
    port = port or machine.free_port()
    try:
        with server.running(ready, DATABASE, port, log="server") as process:
            with (
                machine.alone("writing the documents"),
                step("Tracing one lot of tomatoes and one blender"),
            ):
                show(ready, port, login, password)
            say(f"Documents: {DOCUMENTS}")
            if serve:
                say(f"Odoo: http://127.0.0.1:{port}  login {login}, password {password}")
                say(f"Ctrl-C stops it; its log: {LOG}")
                process.wait()
                raise Stop(f"the server ended (log: {LOG})")
    except KeyboardInterrupt:
        if not serve:
            raise
        say("Stopped")


def run(set_up):
    """The demo database in a server that reads views anew and restarts when Python changes."""
    port = _port()
    ready = _built(set_up)
    say(f"Odoo: http://127.0.0.1:{port}  (Ctrl-C stops it)")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            _serve_until_change(ready, port)
            say("Python changed: starting again")


def _serve_until_change(ready, port):
    with server.running(ready, DATABASE, port, "--dev=xml") as process:
        before = _python_times()
        while process.poll() is None and _python_times() == before:
            time.sleep(1)
        if process.poll() is not None:
            raise Stop("the server ended; the lines above say why")


def shell(set_up):
    """A Python shell on the demo database."""
    ready = _built(set_up)
    command = [str(part) for part in ready.command("shell", "-d", DATABASE, "--log-level=warn")]
    return subprocess.run(command, env={**os.environ, **ready.env}, check=False).returncode


def _built(set_up, *, renew=False):
    with machine.alone():
        ready = set_up()
        build(ready, renew=renew)
    return ready


def _port():
    """:return: the port to serve at, free as yet; a person wants to know before a long build"""
    port = os.environ.get("PORT", "8069")
    machine.check_port(port)
    return int(port) or machine.free_port()


def _python_times():
    return {path: path.stat().st_mtime_ns for path in sources() if path.suffix == ".py"}
