"""Traces served from a streaming replica, by Odoo's own setting ``db_replica_host``.

A second PostgreSQL is started on loopback, copied from the private one and following it; then one
Odoo server is given both, and its requests for traces are counted where they arrive.
"""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import time
import urllib.request

from . import postgres, server
from .machine import LOGS, WORK, Stop, free_port, postgres_binaries, say, step

CLUSTER = WORK / "replica"
REQUESTS = 50
MOVEMENTS = 10_000
KEY = """
from datetime import datetime, timedelta
from odoo.addons.product_traceability.bench.world import World
user = env.ref("base.user_admin")
keys = env["res.users.apikeys"].with_user(user)
key = keys._generate("rpc", "bench", datetime.now() + timedelta(hours=1))
world = World(env)
world.grow({size})
print(key, world.typical.id)
env.cr.commit()
"""


def measure(ready, database):
    """Serve traces of a database from a replica and print where they were served.

    :param Odoo ready: what :func:`odoo.prepare` returned
    """
    if os.environ.get("DB_HOST"):
        return say(
            "The replica is measured with the private PostgreSQL only; DB_HOST names another"
        )
    with _following(ready) as port:
        key, lot_id = _key(ready, database)
        _await_replay(ready, database, port)
        web = str(free_port())
        replica = (f"--db_replica_host={ready.connection['db_host']}", f"--db_replica_port={port}")
        with server.running(ready, database, web, *replica, log="replica_server"):
            before = [_transactions(ready, database, p) for p in _ports(ready, port)]
            times = [_ask(web, database, key, lot_id) for _request in range(REQUESTS)]
            time.sleep(2)  # PostgreSQL counts a little later
            after = [_transactions(ready, database, p) for p in _ports(ready, port)]
    counts = [late - early for early, late in zip(before, after, strict=True)]
    print(f"\n{REQUESTS} traces asked for over HTTP from a server with db_replica_host:")
    print(f"  transactions on the primary {counts[0]:6}, on the replica {counts[1]:6}")
    print(f"  median {statistics.median(times) * 1000:,.0f} ms a request", flush=True)
    return None


def _ports(ready, port):
    return ready.connection["db_port"], port


@contextlib.contextmanager
def _following(ready):
    """Run a copy of the private cluster that follows it. :return: its port, as context"""
    shutil.rmtree(CLUSTER, ignore_errors=True)
    CLUSTER.mkdir(mode=0o700)
    postgres.give(CLUSTER)
    port, binaries = str(free_port()), postgres_binaries()
    link = ready.connection
    password = {"PGPASSWORD": link["db_password"]}
    log = LOGS / "replica.log"
    log.touch()
    postgres.give(log)
    control = [binaries / "pg_ctl", "-D", ".", "-l", os.path.relpath(log, CLUSTER), "-w"]
    try:
        with step("Copying the database server to a replica"):
            target = ["-h", link["db_host"], "-p", link["db_port"], "-U", link["db_user"]]
            copy = [binaries / "pg_basebackup", "-D", ".", "-R", "-X", "stream", "-c", "fast"]
            postgres.as_owner([*copy, *target], "base backup", cwd=CLUSTER, env=password)
        started = [*control, "-o", f"-p {port}", "start"]
        postgres.as_owner(started, "replica start", cwd=CLUSTER)
        yield port
    finally:
        with contextlib.suppress(Stop):
            postgres.as_owner([*control, "-m", "fast", "stop"], "replica stop", cwd=CLUSTER)
        shutil.rmtree(CLUSTER, ignore_errors=True)


def _key(ready, database):
    """:return: an API key of the administrator, and the id of a lot with a history"""
    told = ready.shell(database, KEY.format(size=MOVEMENTS), "API key", stdout=subprocess.PIPE)
    return told.split()[-2:]


def _await_replay(ready, database, port):
    position = ready.sql("SELECT pg_current_wal_lsn()")
    for _wait in range(60):
        query = f"SELECT pg_last_wal_replay_lsn() < '{position}'::pg_lsn"
        behind = ready.sql(query, PGPORT=port)
        if behind == "f":
            return
        time.sleep(1)
    raise Stop("the replica does not catch up")


def _transactions(ready, database, port):
    query = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = "
    return int(ready.sql(f"{query}'{database}'", PGPORT=port))


def _ask(port, database, key, lot_id):
    """:return: seconds that one request took"""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/json/2/stock.lot/get_traceability",
        json.dumps({"ids": [int(lot_id)]}).encode(),
        {
            "Authorization": f"bearer {key}",
            "Content-Type": "application/json",
            "X-Odoo-Database": database,
        },
    )
    started = time.perf_counter()
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(request, timeout=120) as response:
        if not json.load(response)["nodes"]:
            raise Stop("the trace that the replica gave is empty")
    return time.perf_counter() - started
