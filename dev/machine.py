"""The machine: where things lie, one run at a time, commands that fail in one clear line."""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".odoo"
LOGS = WORK / "log"
NEEDED_DISK_GIB = 4
# What each system package is needed for, by the program that shows it is there.
SYSTEM_PROGRAMS = {
    "chromium": ("chromium", "google-chrome", "chromium-browser"),
    "wkhtmltopdf": ("wkhtmltopdf",),
    "poppler-utils": ("pdftotext",),
}
# What a failure's log says of its cause, most telling first; the rest follows from these.
CAUSES = {
    "the disk is full: ": ("no space left", "disk quota exceeded"),
    "no network: ": (
        *("could not resolve", "failure resolving", "name resolution", "network is unreachable"),
        *("could not connect", "unable to connect", "connection refused", "timed out"),
    ),
    "": ("fatal", "error", "fail", "could not", "unable to", "not found", "denied"),
}
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
MAX_PORT = 65535
LINE_LENGTH = 200


class Stop(Exception):
    """The run cannot go on; the message is the one line the person reads."""


def say(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


@contextlib.contextmanager
def step(text):
    """Say what starts and how long it took."""
    say(f"{text} ...")
    start = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - start:.0f} s")


def run(command, what, *, env=None, **kwargs):
    """Run a command quietly; its output goes to a log that a failure names.

    :param list command: program and arguments
    :param str what: a few words for the message and the log's name
    :raise Stop: when the command fails
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{what.replace(' ', '-')}.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            check=False,
            **{"preexec_fn": _end_with_us, **kwargs},
        )
    text = log.read_text(errors="replace")
    if done.returncode:
        raise Stop(f"{what} failed: {_telling_line(text)} (whole log: {log})")
    return text


def _end_with_us():
    """Ask Linux to end this command when make is killed: it would write into the next run's."""
    if hasattr(LIBC, "prctl"):
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _telling_line(text):
    """The line of a log that most likely says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for cause, words in CAUSES.items():
        telling = [line for line in lines if any(word in line.lower() for word in words)]
        if telling:
            return f"{cause}{telling[-1][:LINE_LENGTH]}"
    return lines[-1][:LINE_LENGTH] if lines else "it said nothing"


def write_private(path, text):
    """Write a file that nobody else may read, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(text)
    part.replace(path)


@contextlib.contextmanager
def alone(doing="setting up this checkout"):
    """Hold a lock of this checkout: two runs at once would write over each other.

    :param str doing: what the lock is for; each has its own
    :raise Stop: when another run holds it
    """
    WORK.mkdir(exist_ok=True)
    with (WORK / f"{doing.replace(' ', '-')}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(f"another make is {doing}; wait until it ends, then try again") from None
        yield


def check_disk():
    if set(',\n"') & set(str(ROOT)):
        raise Stop(f"Odoo's settings cannot name a folder with a comma or quote in it: {ROOT}")
    free = shutil.disk_usage(ROOT).free / 2**30
    if free < NEEDED_DISK_GIB and not (WORK / "ready").exists():
        raise Stop(f"the disk has {free:.1f} GiB free; setting up needs {NEEDED_DISK_GIB} GiB")


def check_port(port):
    """:raise Stop: when something else listens on the port (0 means any free one)"""
    if not str(port).isdecimal() or int(port) > MAX_PORT:
        raise Stop(f"PORT is {port!r}; it is a number up to {MAX_PORT}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            raise Stop(
                f"port {port} is in use; choose another: PORT={int(port) + 1} make demo"
            ) from None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def install_system_packages():
    """Install by APT what programs are missing, or print the line that does."""
    missing = [
        package
        for package, programs in SYSTEM_PROGRAMS.items()
        if not any(shutil.which(program) for program in programs)
    ]
    if not os.environ.get("DB_HOST") and not postgres_binaries():
        missing.append("postgresql")
    elif not psql():
        missing.append("postgresql-client")
    if not _has_venv():
        missing.append("python3-venv")
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise Stop(f"these programs are missing, please install them: {' '.join(missing)}")
    if os.geteuid():
        raise Stop(f"these packages are missing; run: sudo {line}")
    with step(f"Installing {', '.join(missing)}"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        # Not ended with us: a half-installed package would need a person's help.
        wait = ("-o", "DPkg::Lock::Timeout=300")
        run(["apt-get", "update"], "apt-get update", env=quiet)
        run([*line.split(), *wait], "apt-get install", env=quiet, preexec_fn=None)


def postgres_binaries():
    """:return: the folder of the newest PostgreSQL server on this machine, or None"""
    folders = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda path: int(path.parent.name),
    )
    if folders:
        return folders[-1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def psql():
    """:return: PostgreSQL's client, or None; elsewhere than on Debian it lies beside the server"""
    beside = postgres_binaries()
    return shutil.which("psql") or (beside and shutil.which("psql", path=beside))


def _has_venv():
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return not subprocess.run(probe, capture_output=True, check=False).returncode
