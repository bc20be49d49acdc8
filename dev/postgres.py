"""The database server: one named by DB_HOST, or a private cluster in .odoo/pg.

The private cluster listens on a free loopback port, asks for a random password, and is never run
as root. It is left running between commands; `make clean` stops it.

Debian's pg_createcluster does not do here: it fails for root in a folder that the user postgres may
not enter, such as root's home, and exists nowhere else. pg_virtualenv throws away the template
database after each command.
"""

import os
import secrets
import shutil
import subprocess
import time

from .machine import LOGS, WORK, Stop, free_port, postgres_binaries, run, write_private

CLUSTER = WORK / "pg"
PID_FILE = CLUSTER / "postmaster.pid"
PASSWORD = WORK / "pg.password"
START_SECONDS = 60
BECOME = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
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
        as_owner([postgres_binaries() / "pg_ctl", "-D", CLUSTER, "-m", "fast", "stop"], "pg stop")


def _running_port():
    """:return: the port of the private cluster's server once it answers, None when it is down"""
    for _wait in range(START_SECONDS):
        try:
            pid, _folder, _since, port, *_rest, state = PID_FILE.read_text().splitlines()
            # The file outlives a crash, and another program may have the number by now; the
            # server stands in its folder.
            if not os.path.samefile(f"/proc/{pid}/cwd", CLUSTER):
                return None
        except (OSError, ValueError):
            return None
        if state.strip() == "ready":
            return port
        time.sleep(1)
    raise Stop(f"PostgreSQL does not get ready; {LOGS / 'postgresql.log'} says why")


def _start():
    if not (CLUSTER / "ready").exists():
        _create()
    # Left by a crash; with its number in use again PostgreSQL would not start.
    PID_FILE.unlink(missing_ok=True)
    port = str(free_port())
    log = LOGS / "postgresql.log"
    LOGS.mkdir(parents=True, exist_ok=True)
    log.touch()
    give(log)
    # It passes these to a shell: relative paths have nothing in them that a shell would read.
    control = [postgres_binaries() / "pg_ctl", "-D", ".", "-l", os.path.relpath(log, CLUSTER), "-w"]
    as_owner([*control, "-o", f"-p {port}", "start"], "PostgreSQL start", cwd=CLUSTER)
    return port


def _create():
    shutil.rmtree(CLUSTER, ignore_errors=True)
    CLUSTER.mkdir(parents=True)
    CLUSTER.chmod(0o700)
    give(CLUSTER)
    write_private(PASSWORD, secrets.token_urlsafe(24))
    give(PASSWORD)
    as_owner(
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


def give(path):
    """Let the user that PostgreSQL runs as have a file or folder."""
    if not os.geteuid():
        shutil.chown(path, "postgres", "postgres")


def as_owner(command, what, cwd="/", env=None):
    """Run a server program; root runs it as the user postgres, as PostgreSQL demands."""
    environment = {"PGPASSFILE": "/dev/null", **(env or {})}
    if os.geteuid():
        return run(command, what, env=environment, cwd=cwd)
    # Changing the user takes away what machine.run arranged for the case that make is killed.
    become = [*BECOME, "--pdeathsig=KILL"]
    if not _postgres_enters():
        # A checkout in a private folder, such as /root: let the server pass through it.
        become += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return run([*become, *command], what, env=environment, cwd=cwd)


def _postgres_enters():
    try:
        probe = [*BECOME, "test", "-x", WORK]
        return not subprocess.run(probe, capture_output=True, check=False).returncode
    except FileNotFoundError:
        raise Stop("root cannot start PostgreSQL without setpriv (package util-linux)") from None
