"""What the answer is turned into, from answers written by hand: tree and workbook."""

import csv
import datetime
import io
import re
from unittest.mock import patch

import openpyxl

from odoo.tests import BaseCase

from ...reports.trace.traceability_csv import write_csv
from ...reports.trace.traceability_tree import text_tree, tree_rows
from ...reports.trace.traceability_workbook import write_workbook
from ...tools import workbook
from ...tools.listing import spans
from ..common.world import TraceabilityCommon

QUANTITIES = ["Quantity", "Quantity Used"]


def node(lot_id, name="", **values):
    return {
        "key": f"lot:{lot_id}",
        "lot_id": lot_id,
        "lot_name": name or f"L{lot_id}",
        "product_id": 1,
        "product_name": "Sauce",
        "depth": 0,
        "quantity_on_hand": 2.5,
        "uom": "kg",
        "expiration_date": "2026-03-01 12:00:00",
        "state": "fresh",
        "hold": False,
        "share": 1.25,
        "certainty": "certain",
        "balance": {"received": 4.0, "shipped": 1.5, "on_hand": 2.5, "remainder": 0.0},
        **values,
    }


def link(parent, child, **values):
    return {
        "parent": f"lot:{parent}",
        "child": f"lot:{child}",
        "quantity": 1.5,
        "reference": "WH/MO/00001",
        "model": "mrp.production",
        "res_id": 1,
        "date": "2026-01-02 10:00:00",
        "certainty": "certain",
        "reason": "only_lot_made",
        **values,
    }


def event(lot_id, kind, **values):
    is_origin = kind in ("receipt", "production")
    ends = ("from", "to") if kind in ("receipt", "return") else ("to", "from")
    made = {
        "side": "upstream" if is_origin else "downstream",
        "sign": {"return": -1, "internal": 0}.get(kind, 1),
        "move_line_id": 1,
        "node": f"lot:{lot_id}",
        "kind": kind,
        "date": "2026-01-01 20:00:00",
        "reference": "WH/IN/00001",
        "model": "stock.picking",
        "res_id": 1,
        "location_from": "Vendors",
        "location_to": "WH/Stock",
        "partner_id": 1,
        "partner_name": "Green Farm",
        "quantity": 12345.25,
        "uom": "kg",
        "share": None,
        "package_name": "PACK1",
        "owner_name": "",
        "certainty": "certain",
        **values,
    }
    partners = {}
    for end, named in zip(ends, (made, {}), strict=True):
        partners[f"{end}_partner_id"] = named.get("partner_id")
        partners[f"{end}_partner_name"] = named.get("partner_name", "")
    return partners | made


def answer(roots, nodes, links=(), **others):
    return {
        "roots": list(roots),
        "nodes": list(nodes),
        "links": list(links),
        **{
            "bundles": [],
            "events": [],
            "gaps": [],
            "truncated": False,
            "statement": ["All is on record."],
        },
        **others,
    }


def shape(rows):
    """:return: the lots of a tree with their levels, those only named again with a star"""
    return [
        (row["level"], row["node"]["lot_name"] + "*" * row["repeat"])
        for row in rows
        if row["kind"] == "node"
    ]


class TestTree(BaseCase):
    def test_both_directions(self):
        trace = answer([2], map(node, [1, 2, 3]), [link(1, 2), link(2, 3)])
        self.assertEqual(shape(tree_rows(trace, "upstream")), [(0, "L2"), (1, "L1")])
        self.assertEqual(shape(tree_rows(trace, "downstream")), [(0, "L2"), (1, "L3")])

    def test_loop_ends(self):
        trace = answer([1], map(node, [1, 2]), [link(1, 2), link(2, 1), link(1, 1)])
        self.assertEqual(
            shape(tree_rows(trace, "downstream")), [(0, "L1"), (1, "L2"), (2, "L1*"), (1, "L1*")]
        )

    def test_diamond_unfolds_once(self):
        links = [link(1, 2), link(1, 3), link(2, 4), link(3, 4), link(4, 5)]
        rows = tree_rows(answer([1], map(node, range(1, 6)), links), "downstream")
        self.assertEqual(
            shape(rows),
            [(0, "L1"), (1, "L2"), (2, "L4"), (3, "L5"), (1, "L3"), (2, "L4*")],
        )

    def test_two_roots_share_a_tree(self):
        trace = answer([1, 2], map(node, [1, 2, 3]), [link(1, 3), link(2, 3)])
        rows = tree_rows(trace, "downstream")
        self.assertEqual(shape(rows), [(0, "L1"), (1, "L3"), (0, "L2"), (1, "L3*")])

    def test_deep_chain(self):
        links = [link(n, n + 1) for n in range(1, 5000)]
        trace = answer([1], map(node, range(1, 5001)), links)
        rows = tree_rows(trace, "downstream")
        self.assertEqual((len(rows), rows[-1]["level"]), (5000, 4999))
        text = text_tree(trace, "downstream")
        self.assertLess(len(text), 1_000_000)
        self.assertTrue(text.splitlines()[-1].startswith("[4999]"))

    def test_events_stand_where_they_belong(self):
        to_vendor = event(1, "return", side="upstream")
        events = [event(1, "receipt"), event(1, "internal"), event(1, "return"), to_vendor]
        events += [event(1, "delivery", side="both")]
        trace = answer([1], [node(1)], events=events)
        for direction, kinds in {
            "upstream": ["receipt", "return", "delivery"],
            "downstream": ["internal", "return", "delivery"],
        }.items():
            rows = tree_rows(trace, direction)
            self.assertEqual([row["event"]["kind"] for row in rows if row["event"]], kinds)

    def test_a_return_takes_back_and_goods_that_came_and_left_at_once_name_both_partners(self):
        both = {"from_partner_name": "Green Farm", "to_partner_name": "Corner Shop"}
        events = [event(1, "return"), event(1, "delivery", **both)]
        text = text_tree(answer([1], [node(1)], events=events), "downstream")
        self.assertIn("return -12345.25 kg", text)
        self.assertIn("Green Farm → Corner Shop", text)

    def test_node_without_lot(self):
        trace = answer(
            [1],
            [node(1), {**node(2), "lot_id": None, "lot_name": "", "key": "product:9"}],
            [{**link(1, 2, certainty="possible"), "child": "product:9"}],
        )
        self.assertEqual(shape(tree_rows(trace, "downstream")), [(0, "L1"), (1, "")])
        self.assertIn("Sauce (no lot) · 1.5 kg used", text_tree(trace, "downstream"))
        self.assertIn("possible", text_tree(trace, "downstream"))

    def test_serial_numbers_that_went_the_same_way_are_one_row_where_that_is_wanted(self):
        numbers = range(1, 2001)
        nodes = [node(n, f"HUM-{n:05}", tracking="serial") for n in numbers]
        events = [event(n, "receipt", quantity=1.0) for n in numbers]
        sold = event(7, "delivery", quantity=1.0)
        trace = answer(numbers, nodes, events=[*events, sold])
        self.assertEqual(len(tree_rows(trace, "upstream")), 4000)
        lots, received = tree_rows(trace, "upstream", together=True)
        self.assertEqual((lots["kind"], len(lots["nodes"])), ("set", 2000))
        self.assertEqual(received["event"]["quantity"], 2000)
        rows = tree_rows(trace, "downstream", together=True)
        self.assertEqual(
            [(row["kind"], row["node"]["lot_name"], len(row["nodes"])) for row in rows],
            [("set", "HUM-00001", 1999), ("node", "HUM-00007", 1), ("event", "HUM-00007", 1)],
        )

    def test_names_that_count_on_are_a_span(self):
        for names, found in (
            (["A-09", "A-10", "A-08"], [("A-08", "A-10")]),
            (["A-9", "A-10"], [("A-10", "A-10"), ("A-9", "A-9")]),
            (["1", "2", "4", "x", ""], [("", ""), ("1", "2"), ("4", "4"), ("x", "x")]),
            (["7/A", "8/A", "9/B"], [("7/A", "8/A"), ("9/B", "9/B")]),
            (["9" * 30, "²"], [("9" * 30, "9" * 30), ("²", "²")]),
        ):
            with self.subTest(names=names):
                self.assertEqual(spans(names), found)

    def test_serial_numbers_without_order_are_printed_one_by_one(self):
        nodes = [node(n, f"HUM-{n * 7}", tracking="serial") for n in range(1, 21)]
        rows = tree_rows(answer(range(1, 21), nodes), "upstream", together=True)
        self.assertEqual(len(rows), 20)

    def test_no_roots(self):
        self.assertEqual(text_tree(answer([], []), "upstream"), "")

    def test_text(self):
        trace = answer(
            [1], map(node, [1, 2, 3]), [link(1, 2), link(2, 3)], events=[event(2, "delivery")]
        )
        self.assertEqual(
            text_tree(trace, "downstream").splitlines(),
            [
                "Sauce L1 · 2.5 kg on hand · expires 2026-03-01",
                "└─ Sauce L2 · 1.5 kg used · WH/MO/00001 · 2026-01-02",
                "   ├─ delivery 12345.25 kg · WH/IN/00001 · 2026-01-01 · Green Farm",
                "   └─ Sauce L3 · 1.5 kg used · WH/MO/00001 · 2026-01-02",
            ],
        )


class TestWorkbook(TraceabilityCommon):
    def read(self, trace, user=None):
        env = self.env(user=user or self.stock_user)
        return openpyxl.load_workbook(io.BytesIO(write_workbook(env, trace)))

    def test_cells_are_typed(self):
        book = self.read(
            answer([1], [node(1), node(2)], [link(1, 2)], events=[event(1, "receipt")])
        )
        self.assertEqual(
            book.sheetnames,
            [
                *("Trace", "Lots", "Links", "Events", "Customers", "Lots by Customer", "Stock"),
                *("Balance", "Gaps", "Statement"),
            ],
        )
        for sheet in book:
            self.assertEqual(sheet.freeze_panes, "A2")
            self.assertTrue(sheet.auto_filter.ref.startswith("A1:"))
        date, quantity = book["Events"]["A2"], book["Events"]["I2"]
        # 20:00 in UTC is 5:00 of the next day in the user's Tokyo.
        self.assertEqual(date.value, datetime.datetime(2026, 1, 2, 5, 0))
        self.assertTrue(date.is_date)
        self.assertEqual((quantity.value, quantity.data_type), (12345.25, "n"))
        self.assertEqual(book["Lots"]["G2"].value, datetime.datetime(2026, 3, 1, 21, 0))
        rows = list(book["Trace"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(
            [(row[0], row[1], row[2], row[4]) for row in rows],
            [
                ("Upstream", 0, "Lot", "L1"),
                ("Upstream", 1, "Receipt", "L1"),
                ("Downstream", 0, "Lot", "L1"),
                ("Downstream", 1, "Lot", "L2"),
            ],
        )
        # Beside what was made, the quantity of what was used has a column of its own.
        self.assertEqual([book["Trace"].cell(1, n).value for n in (11, 12)], QUANTITIES)
        amounts = [row[10:12] for row in rows]
        self.assertEqual(amounts, [(None, None), (12345.25, None), (None, None), (None, 1.5)])
        self.assertEqual(book["Trace"].auto_filter.ref, "A1:O5")

    def test_formulas_are_neutralised(self):
        hostile = {
            '=HYPERLINK("http://x")': '\'=HYPERLINK("http://x")',
            "+1+cmd|' /C calc'!A0": "'+1+cmd|' /C calc'!A0",
            "+1+1": "'+1+1",
            "+49 (30) 23125 014": "+49 (30) 23125 014",
            "@SUM(A1)": "'@SUM(A1)",
            "-2+3": "'-2+3",
            "-25": "-25",
            "\t=1": "'\t=1",
            "\uff1d1": "'\uff1d1",
            "<r><t>x</t></r>": "'<r><t>x</t></r>",
            "A\x00\x0bB\ud800": "AB",
            "http://example.com": "http://example.com",
            "x" * 40000: "x" * 32766 + "…",
        }
        nodes = [node(n, name) for n, name in enumerate(hostile, 1)]
        sheet = self.read(answer([1], nodes))["Lots"]
        cells = sheet["B"][1:]
        self.assertEqual([cell.value for cell in cells], list(hostile.values()))
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_a_csv_file_holds_no_formula_whichever_character_splits_its_rows(self):
        hostile = (
            'A;=HYPERLINK("http://x")',
            'A;"=1+1;',
            "A; =1+1",
            "A;\x00=1+1",
            "A\n=1+1",
            "A\t@SUM(A1)",
            "A;-2+3",
            "A;;\uff1d1",
            "=1+1;+2",
            "B" + ";" * 30_000,
        )
        tame = ("A;B", "A; -25", "A=1", "A;-1,5;B", "A-1", "A,-B", "A + B")
        nodes = [node(number, name) for number, name in enumerate(hostile + tame, 1)]
        text = write_csv(self.env, answer([1], nodes)).decode("utf-8-sig")
        for separator in (";", "\t"):
            cells = [cell for line in text.splitlines() for cell in line.split(separator)]
            run = [cell for cell in cells if re.match('[ "]*([=+@\uff1d]|-2.3)', cell)]
            self.assertEqual(run, [])
        names = [row[2] for row in csv.reader(io.StringIO(text)) if row[0] == "Lots"]
        self.assertEqual(names[-len(tame) :], list(tame))

    def test_rows_beyond_a_sheet(self):
        events = [event(1, "receipt", reference=f"IN{n}") for n in range(7)]
        with patch.object(workbook, "SHEET_ROWS", 3):
            book = self.read(answer([1], [node(1)], events=events))
        names = ["Events", "Events 2", "Events 3"]
        self.assertEqual([name for name in book.sheetnames if "Events" in name], names)
        found = [book[name].cell(row, 5).value for name in names for row in (2, 3, 4)]
        self.assertEqual(found[:7], [f"IN{n}" for n in range(7)])
        self.assertEqual(book["Events 3"]["A1"].value, "Date")

    def test_gaps(self):
        gap = {
            "kind": "consumed_without_lot",
            "product_name": "Jar",
            "quantity": 3.0,
            "uom": "Units",
            "reference": "WH/MO/00002",
            "date": "2026-01-01 00:00:00",
            "node": "lot:1",
            "waived": True,
        }
        sheet = self.read(answer([1], [node(1)], gaps=[gap]))["Gaps"]
        row = [cell.value for cell in sheet[2]]
        self.assertEqual(row[:4], ["Used in production without a lot", "Jar", 3, "Units"])
        self.assertEqual(row[6:], ["L1", "Yes"])
        self.assertEqual(self.read(answer([1], [node(1)]))["Gaps"].max_row, 1)

    def test_what_each_customer_got_is_added_up_by_product_in_its_unit(self):
        gone = 2_000_000_008  # a partner that nobody has any more
        shop = {"partner_id": gone, "partner_name": "Corner Shop", "location_to": "Customers"}
        box = {"product_id": 2, "product_name": "Box", "uom": "Units"}
        trace = answer(
            [1],
            [node(1), node(2, **box), node(3)],
            [link(1, 2), link(3, 1)],
            events=[
                event(1, "delivery", **shop, quantity=4.0),
                event(1, "delivery", **shop, quantity=1.5),
                event(1, "return", **{**shop, "location_from": "Customers"}, quantity=2.0),
                # It came back to a place of the customers' own that nothing was sent to.
                event(1, "return", **{**shop, "location_from": "Depot"}, quantity=0.5),
                event(1, "return", location_from="WH/Stock", side="upstream"),
                event(2, "delivery", **shop, quantity=3.0, uom="Units"),
                event(2, "delivery", **{**shop, "partner_id": None, "partner_name": ""}),
                # An ancestor's other customer got nothing of lot 1.
                event(3, "delivery", partner_id=gone + 1, partner_name="Market"),
            ],
        )
        rows = list(self.read(trace)["Customers"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(
            rows,
            [
                ("Corner Shop", "Box", 1, 3, 0, 3, "Units", "Certain", None, None),
                ("Corner Shop", "Sauce", 1, 5.5, 2.5, 3, "kg", "Certain", None, None),
                ("Customers", "Box", 1, 12345.25, 0, 12345.25, "Units", "Certain", None, None),
            ],
        )

    def test_the_workbook_and_the_csv_file_say_what_was_traced(self):
        trace, title = answer([1], [node(1)]), "Trace of =Green Farm"
        content = write_workbook(self.env, trace, title)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.properties.title, title)
        self.assertEqual(book["Statement"]["A2"].value, title)
        self.assertIn(title, write_csv(self.env, trace, title).decode())

    def test_the_balance_and_the_statement_have_their_sheets(self):
        book = self.read(answer([1], [node(1), node(2, balance=None)]))
        rows = list(book["Balance"].iter_rows(values_only=True))
        self.assertEqual(len(rows), 2)
        told = dict(zip(*rows, strict=True))
        self.assertEqual((told["Received"], told["Shipped"], told["Unexplained"]), (4, 1.5, 0))
        self.assertEqual(book["Statement"]["A2"].value, "All is on record.")
