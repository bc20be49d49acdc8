"""The words for the keys of an answer, and the states of its lots: those of the list of lots."""

import io
from datetime import timedelta
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ...reports.trace.traceability_csv import write_csv
from ...reports.trace.traceability_workbook import write_workbook
from ...tools.dates import STATES
from ..common.dates import DatesCommon

NOW = "2031-06-10 15:00:00"
# Days from today to (expiration, removal, best before, alert).
DAYS = {
    "expired": (-1, -2, -3, -4),
    "remove": (3, -1, -2, -4),
    "best_before": (9, 5, -1, -4),
    "alert": (9, 5, 3, 0),
    "fresh": (30, 25, 20, 18),
}


@tagged("-at_install", "post_install")
class TestTraceLabels(DatesCommon):
    def lots_in_all_states(self):
        now = fields.Datetime.to_datetime(NOW)
        names = ("expiration_date", "removal_date", "use_date", "alert_date")
        lots = self.env["stock.lot"]
        for name, days in DAYS.items():
            lot = self.receive(self.tomato, name, 1)
            dates = [now + timedelta(days=number) for number in days]
            lot.write(dict(zip(names, dates, strict=True)))
            lots += lot
        return lots + self.receive(self.motor, "blank")

    def states(self, lots):
        return {node["lot_name"]: node["state"] for node in lots.get_traceability()["nodes"]}

    @freeze_time(NOW)
    def test_a_lot_of_the_trace_has_the_state_that_it_has_in_the_list_of_lots(self):
        lots = self.lots_in_all_states()
        self.assertEqual(self.states(lots), {**{name: name for name in STATES}, "blank": None})
        self.assertEqual(self.states(lots), {lot.name: lot.expiry_state or None for lot in lots})

    @freeze_time(NOW)
    def test_a_lot_that_has_but_one_date_has_a_state(self):
        self.motor.use_expiration_date = True
        lot = self.receive(self.motor, "M1")
        dates = dict.fromkeys(["expiration_date", "use_date", "removal_date", "alert_date"], False)
        lot.write({**dates, "removal_date": "2031-06-09 12:00:00"})
        self.assertEqual(self.states(lot), {"M1": "remove"})

    @freeze_time(NOW)
    def test_without_expiration_dates_no_lot_has_a_state(self):
        lots = self.lots_in_all_states()
        self.env["res.config.settings"].create({"group_expiration_dates": False}).execute()
        self.assertEqual(set(self.states(lots).values()), {None})

    @freeze_time(NOW)
    def test_the_states_are_told_in_the_workbook_and_the_csv_file(self):
        answer = self.lots_in_all_states().get_traceability()
        words = ["Expired", "To Remove", "Past Best Before Date", "Alert", "Fresh", None]
        sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(self.env, answer)))["Lots"]
        [column] = [cells for cells in sheet.columns if cells[0].value == "Freshness"]
        self.assertEqual([cell.value for cell in column[1:]], words)
        content = write_csv(self.env, answer).decode()
        for word in words[:-1]:
            self.assertIn(f",{word},", content)

    @freeze_time(NOW)
    def test_the_printed_trace_tells_what_is_not_fresh(self):
        lots = self.lots_in_all_states()
        reports = self.env["ir.actions.report"]
        name = "product_traceability.report_trace_lot"
        html = reports._render_qweb_html(name, lots.ids)[0].decode()
        for word in ("Expired", "To Remove", "Past Best Before Date", "Alert"):
            self.assertIn(word, html)
        self.assertNotIn("Fresh", html)

    def test_the_words_come_with_the_answer_when_they_are_asked_for(self):
        lot = self.receive(self.tomato, "T1", 1)
        self.assertNotIn("labels", lot.get_traceability())
        answer = lot.get_traceability(labels=True)
        labels = answer["labels"]
        self.assertEqual(labels, self.env["traceability.graph"].labels())
        self.assertEqual(list(labels["states"]), list(STATES))
        self.assertEqual(labels["states"]["remove"], "To Remove")
        for event in answer["events"]:
            self.assertIn(event["kind"], labels["event_kinds"])
            self.assertIn(event["certainty"], labels["certainties"])
        for node in answer["nodes"]:
            self.assertLessEqual(set(node["balance"]), set(labels["balance"]))

    def test_an_addon_names_its_own_kind_of_movement_and_one_without_name_is_shown_as_it_is(self):
        lot = self.receive(self.tomato, "T1", 1)
        graph = type(self.env["traceability.graph"])
        self.startPatcher(patch.object(graph, "_trace_event_kind", lambda _graph, _row: "sample"))
        named = self.env["traceability.graph"].labels()
        named["event_kinds"]["sample"] = "Sample Taken"
        answer = lot.get_traceability()
        self.assertIn(",sample,", write_csv(self.env, answer).decode())
        self.startPatcher(patch.object(graph, "_trace_labels", lambda _graph: named))
        self.assertIn(",Sample Taken,", write_csv(self.env, answer).decode())
