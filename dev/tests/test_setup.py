"""The set-up's helpers, without Odoo and without a server."""

import os
import socket
import subprocess
import sys

import pytest

from dev import machine, odoo, postgres, source


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    """A folder of the test's own in the place of .odoo."""
    for module in (machine, odoo, postgres, source):
        monkeypatch.setattr(module, "WORK", tmp_path)
    monkeypatch.setattr(machine, "LOGS", tmp_path / "log")
    monkeypatch.setattr(postgres, "CLUSTER", tmp_path / "pg")
    monkeypatch.setattr(postgres, "PID_FILE", tmp_path / "pg/postmaster.pid")
    (tmp_path / "pg").mkdir()
    return tmp_path


def test_a_second_run_stops_in_one_line():
    with machine.alone(), pytest.raises(machine.Stop, match="another make is setting up"):
        machine.alone().__enter__()
    with machine.alone():
        pass


def test_other_locks_do_not_exclude_each_other():
    with machine.alone("testing on a"), machine.alone("testing on b"):
        for what in ("testing on a", "testing on b"):
            with pytest.raises(machine.Stop, match=what):
                machine.alone(what).__enter__()


def test_port_in_use_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(machine.Stop, match=f"PORT={port + 1}"):
            machine.check_port(port)
    machine.check_port(machine.free_port())


@pytest.mark.parametrize("port", ["eighty", "-1", "70000", ""])
def test_port_that_is_none(port):
    with pytest.raises(machine.Stop, match="PORT is"):
        machine.check_port(port)


def test_full_disk(monkeypatch, work):
    monkeypatch.setattr(machine, "NEEDED_DISK_GIB", 2**20)
    with pytest.raises(machine.Stop, match=r"the disk has .* GiB free"):
        machine.check_disk()
    (work / "ready").touch()
    machine.check_disk()


@pytest.mark.parametrize(
    ("log", "line"),
    [
        (
            "Get:1\nE: write (28: No space left on device)\nE: Failed\n",
            "the disk is full: E: write",
        ),
        ("W: Temporary failure resolving 'x'\nE: Some files failed\n", "no network: W: Temp"),
        (
            "Retrying: name resolution\nERROR: No matching distribution found\n",
            "no network: Retrying",
        ),
        ("one\nE: Unable to locate package x\ntwo\n", "Unable to locate"),
        ("one\ntwo\n", "two"),
        ("", "it said nothing"),
    ],
)
def test_a_failure_tells_its_cause(log, line):
    assert line in machine._telling_line(log)


def test_a_failed_command_names_its_log(work):
    script = "print('so it is'); print('error: too bad'); raise SystemExit(3)"
    with pytest.raises(machine.Stop, match="a thing failed: error: too bad") as stop:
        machine.run([sys.executable, "-c", script], "a thing")
    assert str(work / "log/a-thing.log") in str(stop.value)


def test_a_private_file_is_private_and_whole(work):
    for text in ("first", "second"):
        machine.write_private(work / "secret", text)
        assert (work / "secret").read_text() == text
        assert (work / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("pid", [1, os.getpid(), 2**22 + 1])
def test_another_programs_number_is_no_server(pid):
    lines = (pid, "", 0, 5432, "", "", "", "ready")
    postgres.PID_FILE.write_text("\n".join(map(str, lines)))
    assert postgres._running_port() is None


def test_a_server_is_known_by_its_folder(monkeypatch):
    monkeypatch.setattr(postgres, "START_SECONDS", 1)
    with subprocess.Popen(["sleep", "60"], cwd=postgres.CLUSTER) as server:
        lines = [server.pid, "", 0, 5432, "", "", "", "ready   "]
        postgres.PID_FILE.write_text("\n".join(map(str, lines)))
        assert postgres._running_port() == "5432"
        lines[-1] = "starting"
        postgres.PID_FILE.write_text("\n".join(map(str, lines)))
        with pytest.raises(machine.Stop, match="does not get ready"):
            postgres._running_port()
        server.kill()
    assert postgres._running_port() is None


def test_half_a_pid_file_is_no_server():
    postgres.PID_FILE.write_text("12")
    assert postgres._running_port() is None


def test_mirror_is_the_machines_own():
    targets = (
        "Other|bookworm|http://other/\n\nDebian|bookworm-security|http://security/\n"
        "Debian|bookworm|http://mirror/debian/\n"
    )
    assert source._debian_mirror(targets, "bookworm") == "http://mirror/debian/"
    assert source._debian_mirror(targets, "trixie") is None
    assert source._debian_mirror("", "bookworm") is None


def test_no_mirror_names_the_way_out(monkeypatch, work):
    monkeypatch.setattr(source, "_index_targets", lambda *options: "Ubuntu|noble|http://u/\n")
    monkeypatch.setattr(source, "run", lambda *args, **kwargs: "")
    with pytest.raises(machine.Stop, match="ODOO_SOURCE=path"):
        source._mirror(work / "apt", "noble")


def _tree(folder, version="19.0"):
    (folder / "odoo").mkdir(parents=True)
    (folder / "addons").mkdir()
    (folder / "odoo-bin").touch()
    (folder / "odoo/release.py").write_text(f"version = {version!r}\n")
    return folder


def test_a_tree_of_the_users_own(monkeypatch, work):
    monkeypatch.setenv("ODOO_SOURCE", str(_tree(work / "a tree")))
    assert source.odoo().version == "19.0"
    monkeypatch.setenv("ODOO_SOURCE", str(_tree(work / "old", "18.0")))
    with pytest.raises(machine.Stop, match=r"18\.0; 19\.0 is needed"):
        source.odoo()
    monkeypatch.setenv("ODOO_SOURCE", str(work / "nothing"))
    with pytest.raises(machine.Stop, match="there is no Odoo in"):
        source.odoo()


def test_a_clone_when_there_is_no_apt(monkeypatch, work):
    origin = _tree(work / "origin")
    git = ["git", "-C", origin, "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "-q", "-b", "19.0", origin], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "Odoo"], check=True)
    monkeypatch.delenv("ODOO_SOURCE", raising=False)
    monkeypatch.setenv("ODOO_GIT_URL", f"file://{work}/missing")
    with pytest.raises(machine.Stop, match=r"git clone failed: .*ODOO_SOURCE=path"):
        source.odoo()
    monkeypatch.setenv("ODOO_GIT_URL", f"file://{origin}")
    assert source.odoo().python_path == work / "odoo"


def test_links_follow_the_addons(monkeypatch, work):
    monkeypatch.setattr(odoo, "ADDONS", work / "addons")
    there = {"one": work / "one", "two": work / "two"}
    for folder in there.values():
        folder.mkdir()
    monkeypatch.setattr(odoo, "modules", lambda: there)
    odoo._link_addons()
    assert {link.name: link.resolve() for link in (work / "addons").iterdir()} == there
    monkeypatch.setattr(odoo, "modules", lambda: {"one": work / "two"})
    odoo._link_addons()
    assert [link.resolve() for link in (work / "addons").iterdir()] == [work / "two"]


def test_missing_programs_are_named_to_who_may_not_install(monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(machine, "_has_venv", lambda: False)
    monkeypatch.setattr(machine, "postgres_binaries", lambda: None)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.delenv("DB_HOST", raising=False)
    with pytest.raises(machine.Stop, match=r"run: sudo apt-get install .*chromium .*python3-venv"):
        machine.install_system_packages()
    monkeypatch.setattr(machine.shutil, "which", {}.get)
    with pytest.raises(machine.Stop, match="please install them: chromium"):
        machine.install_system_packages()


@pytest.mark.parametrize("name", ["one, two", 'say "so"'])
def test_a_folder_that_settings_cannot_name(monkeypatch, work, name):
    monkeypatch.setattr(machine, "ROOT", work / name)
    with pytest.raises(machine.Stop, match="comma or quote"):
        machine.check_disk()
