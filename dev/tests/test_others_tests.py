"""What differs in the suites of others: found, explained by its rule, and noted."""

import pytest

from dev import others_tests
from dev.machine import Stop

REPORT = """<testsuites><testsuite>
<testcase classname="odoo.addons.rma.tests.test_rma.TestRma" name="test_good" />
<testcase classname="odoo.addons.rma.tests.test_rma.TestRma" name="test_left"><skipped /></testcase>
<testcase classname="odoo.addons.rma.tests.test_rma.TestRma" name="test_bad">
<failure>UserError: Stock changes only by movements.</failure></testcase>
</testsuite></testsuites>"""
TEST = "rma.tests.test_rma.TestRma::test_"


def test_results_and_reasons_are_read_from_a_report(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    outcomes, reasons = others_tests._read(report)
    assert outcomes == {
        f"{TEST}good": "passed",
        f"{TEST}left": "skipped",
        f"{TEST}bad": "failed",
    }
    assert others_tests._rule(f"{TEST}bad", reasons[f"{TEST}bad"]).startswith("4, quants")
    assert others_tests._rule(f"{TEST}good", reasons[f"{TEST}good"]) is None


def test_what_is_not_run_or_only_skipped_differs_too(capsys):
    before = {"a": "passed", "b": "passed", "c": "failed"}
    after = {"a": "passed", "b": "skipped", "d": "failed"}
    assert others_tests._print_difference("a suite", before, after) == ["b", "c", "d"]
    assert "c: failed -> not run" in capsys.readouterr().out


def test_a_suite_notes_its_part_and_leaves_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(others_tests, "ROOT", tmp_path)
    (tmp_path / "dev").mkdir()
    for suite, rules in (("rma", {"x::test_a": "1, a rule"}), ("stock_inventory", {"y": None})):
        others_tests._write_notes(others_tests.OCA, suite, 3, rules)
    others_tests._write_notes(others_tests.OCA, "rma", 4, {})
    text = others_tests.OCA.notes.read_text()
    assert text.startswith(others_tests.OCA.introduction)
    assert text.index("## stock_inventory") < text.index("## rma")
    assert "| `y` | not explained |" in text
    assert "4 tests, 0 of them differ" in text
    assert "a rule" not in text


def test_a_suite_that_is_not_there_is_named():
    with pytest.raises(Stop, match="no suite of oca: rna"):
        others_tests.run_suites(None, others_tests.OCA, ["rna", "off"])


def test_the_digest_of_addons_follows_their_sources_alone(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "models.py").write_text("one")
    before = others_tests._digest(tmp_path)
    (tmp_path / "tests/test_models.py").write_text("a test")
    (tmp_path / "README.rst").write_text("words")
    assert others_tests._digest(tmp_path) == before
    (tmp_path / "models.py").write_text("two")
    assert others_tests._digest(tmp_path) != before
