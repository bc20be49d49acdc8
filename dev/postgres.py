"""The database server: one named by DB_HOST, or a private cluster in .odoo/pg.

The private cluster listens on a free loopback port, asks for a random password, and is never run
as root. It is left running between commands; `make clean` stops it.
"""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from .machine import LOGS, WORK, Stop, free_port, postgres_binaries, run

CLUSTER = WORK / "pg"
PASSWORD = WORK / "pg.password"
USER = "odoo"
# Not for data that matters: a crash may lose the last transactions of a development database.
SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "'512MB'",
    "work_mem": "'32MB'",
    "maintenance_work_mem": "'256MB'",
    "max_wal_size": "'4GB'",
    "jit": "off",
}


def connection():
    """:return: host, port, user and password of a running server, as Odoo's settings name them"""
    if os.environ.get("DB_HOST"):
        return {
            "db_host": os.environ["DB_HOST"],
            "db_port": os.environ.get("DB_PORT", "5432"),
            "db_user": os.environ.get("DB_USER", USER),
            "db_password": os.environ.get("DB_PASSWORD", ""),
        }
    return {
        "db_host": "127.0.0.1",
        "db_port": _running_port() or _start(),
        "db_user": USER,
        "db_password": PASSWORD.read_text(),
    }


def stop():
    """Stop the private cluster, if it runs."""
    if _running_port():
        _as_owner([postgres_binaries() / "pg_ctl", "-D", CLUSTER, "-m", "fast", "stop"], "pg stop")


def _running_port():
    status = CLUSTER / "postmaster.pid"
    try:
        lines = status.read_text().splitlines()
        os.kill(int(lines[0]), 0)
        # A number that another program has by now is no server of ours.
        name = Path(f"/proc/{lines[0]}/comm")
        if name.exists() and not name.read_text().startswith("postgres"):
            return None
        return lines[3]
    except (OSError, IndexError, ValueError):
        return None


def _start():
    if not (CLUSTER / "ready").exists():
        _create()
    port = str(free_port())
    log = LOGS / "postgresql.log"
    LOGS.mkdir(parents=True, exist_ok=True)
    log.touch()
    _give(log)
    _as_owner(
        [postgres_binaries() / "pg_ctl", "-D", CLUSTER, "-l", log, "-w", "-o", f"-p {port}", "start"],
        "PostgreSQL start",
    )
    return port


def _create():
    shutil.rmtree(CLUSTER, ignore_errors=True)
    CLUSTER.mkdir(parents=True)
    CLUSTER.chmod(0o700)
    _give(CLUSTER)
    PASSWORD.write_text(secrets.token_urlsafe(24))
    PASSWORD.chmod(0o600)
    _give(PASSWORD)
    _as_owner(
        [
            postgres_binaries() / "initdb",
            f"--pgdata={CLUSTER}",
            f"--username={USER}",
            f"--pwfile={PASSWORD}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        "PostgreSQL initdb",
    )
    with (CLUSTER / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
    (CLUSTER / "ready").touch()


def _give(path):
    if not os.geteuid():
        shutil.chown(path, "postgres", "postgres")


def _as_owner(command, what):
    """Run a server program; root runs it as the user postgres, as PostgreSQL demands."""
    environment = {"PGPASSFILE": "/dev/null"}
    if os.geteuid():
        return run(command, what, env=environment)
    become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    if not _postgres_enters():
        # A checkout in a private folder, such as /root: let the server pass through it.
        become += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    # The server outlives this command: it must not hold the folder it was called from.
    return run([*become, *command], what, env=environment, cwd="/")


def _postgres_enters():
    probe = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "test", "-x", WORK]
    try:
        return not subprocess.run(probe, capture_output=True, check=False).returncode
    except FileNotFoundError:
        raise Stop("setpriv is missing (package util-linux): root cannot start PostgreSQL") from None
