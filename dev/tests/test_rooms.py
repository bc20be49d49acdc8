"""The check of the rooms, on houses of a few lines."""

import textwrap

import pytest

from dev import rooms

LOT = """
class StockLot(models.Model):
    _inherit = "stock.lot"
"""
LOT_METHOD = f"""{LOT}
    def {{name}}(self):
        {{body}}
"""


def house(**files):
    """:return: a house of these files, named by their paths with `__` for `/`"""
    texts = {f"{path.replace('__', '/')}.py": textwrap.dedent(text) for path, text in files.items()}
    return rooms.House(texts, core={"_of_core"})


def one(found, *parts):
    [text] = found
    for part in parts:
        assert part in text
    return text


@pytest.mark.parametrize(
    "line",
    [
        "from ..guard.stock_lot import ALL",
        "from ..guard import stock_lot",
        "from odoo.addons.product_traceability.models.guard.stock_lot import ALL",
        "import odoo.addons.product_traceability.models.guard.stock_lot",
    ],
)
def test_a_room_imports_no_other(line):
    built = house(models__guard__stock_lot="ALL = 1", models__trace__stock_lot=line)
    one(built.wrong_imports(), "models/trace/stock_lot.py:1", "may not import models/guard")


def test_what_the_table_allows_is_no_complaint():
    built = house(
        tools__trust="TRUSTED = 1",
        models__assign__check="from ...tools.trust import TRUSTED",
        models__scan__match="from ..assign.check import CHECK",
        models__stock_move_line="from .assign import check",
        reports__lot_paper="from ..models.scan import match",
        wizards__ask="from ..models.scan.match import MATCH\nfrom ..reports import lot_paper",
        addons__product_traceability_mrp__models__order=(
            "from odoo.addons.product_traceability.models.assign import check"
        ),
        models____init__="from . import assign, scan",
        tests__test_all="from ..models.guard.stock_lot import ALL",
    )
    assert not any(built.complaints().values())
    assert len(built.arrows()) == 2


def test_tools_import_nothing_and_nobody_imports_what_stands_above():
    built = house(
        tools__dates="from ..models.dates import lot",
        models__dates__lot="from ...reports.paper import day",
        reports__paper="",
    )
    assert [text.split(": ")[1] for text in built.wrong_imports()] == [
        "models/dates may not import reports",
        "tools may not import models/dates",
    ]


def test_a_circle_is_told():
    built = house(
        models__assign__stock_move="from ..scan import stock_move",
        models__scan__stock_move="from ..assign import stock_move",
    )
    assert any("a circle of imports" in text for text in built.wrong_imports())


def test_too_many_arrows_are_told(monkeypatch):
    monkeypatch.setattr(rooms, "MAX_ARROWS", 0)
    built = house(tools__dates="DAY = 1", models__dates__lot="from ...tools.dates import DAY")
    one(built.wrong_imports(), "1 arrows")


def test_a_private_method_of_another_room_is_told():
    built = house(
        models__guard__stock_lot=LOT_METHOD.format(name="_refuse", body="self._refuse()"),
        models__scan__stock_lot=LOT_METHOD.format(name="scan", body="self._refuse()"),
        wizards__ask=LOT_METHOD.format(name="ask", body="map(self._refuse, [])"),
        addons__product_traceability_mrp__order=(
            "from odoo.addons.product_traceability.models.guard.stock_lot import _refuse"
        ),
    )
    assert [text.split(": ")[1] for text in built.private_calls()] == [
        f"{user} uses _refuse of models/guard"
        for user in ("product_traceability_mrp", "models/scan", "wizards")
    ]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("refuse", "self.refuse()"),
        ("_of_core", "self._of_core()"),
        ("_trace_hook", "self._trace_hook()"),
        ("_refuse", "super()._refuse()"),
        ("_refuse", "self._refuse = 1; self._refuse()"),
        ("__refuse__", "self.__refuse__()"),
        ("_refuse", "self._defined_nowhere()"),
    ],
)
def test_what_any_room_may_call(name, body):
    built = house(
        models__guard__stock_lot=LOT_METHOD.format(name=name, body="pass"),
        models__scan__stock_lot=LOT_METHOD.format(name="scan", body=body),
    )
    assert built.private_calls() == []


@pytest.mark.parametrize(
    ("name", "mark", "found"),
    [
        ("refuse", "", 1),
        ("refuse", "@api.private", 0),
        ("refuse", "@api.model", 1),
        ("get_traceability", "", 0),
        ("_of_core", "", 0),
    ],
)
def test_what_rooms_call_of_each_other_is_closed_to_browsers(name, mark, found):
    guard = f"{LOT}\n    {mark}\n    def {name}(self):\n        self.{name}()\n"
    scan = LOT_METHOD.format(name="scan", body=f"self.{name}()")
    assert house(models__guard__stock_lot=guard).open_calls() == []
    calls = house(models__guard__stock_lot=guard, models__scan__stock_lot=scan).open_calls()
    assert len(calls) == found
    assert all(f"{name} is called by models/scan" in call for call in calls)


def test_a_model_is_opened_once_in_a_file_and_a_method_once_in_a_room():
    write = LOT_METHOD.format(name="write", body="pass")
    other = LOT_METHOD.format(name="unlink", body="pass")
    hook = LOT_METHOD.format(name="_trace_hook", body="pass")
    assert house(models__guard__a=write, models__guard__b=other).twice() == []
    assert house(models__guard__a=write, models__dates__b=write).twice() == []
    assert house(models__guard__a=hook, models__guard__b=hook).twice() == []
    twice = house(models__guard__a=write, models__guard__b=write).twice()
    one(twice, "a.py", "b.py", "write of stock.lot is defined twice in models/guard")
    one(house(models__guard__a=LOT + LOT).twice(), "stock.lot is opened twice in models/guard/a.py")


def test_core_is_known_by_its_source(tmp_path):
    class Tree:
        python_path = tmp_path
        addons = (tmp_path / "addons",)

    addons = {"base", "stock", "product", "sale"}
    for name in addons:
        depends = ["product"] if name == "stock" else []
        folder = tmp_path / "addons" / name
        (folder / "tests").mkdir(parents=True)
        (folder / "__manifest__.py").write_text(repr({"depends": depends}))
        text = f"class A:\n    _own_{name}: int = 1\n\n    def _of_{name}(self, a):\n        pass\n"
        (folder / "model.py").write_text(text)
        (folder / "tests/test_it.py").write_text("def _of_a_test():\n    pass\n")
    names = rooms.core_names(Tree, ["stock"])
    assert names == {f"_{kind}_{name}" for kind in ("of", "own") for name in addons - {"sale"}}
