import time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestTraceSearch(TraceabilityCommon):
    """Inventory ▸ Traceability ▸ Trace: type or scan anything, and see its trace."""

    def find(self, text, user=None):
        graph = self.env["traceability.graph"].with_user(user or self.env.user)
        return [(found["model"], found["name"]) for found in graph.find_traceable(text)]

    def test_the_exact_number_comes_before_numbers_that_contain_it(self):
        for name in ("ASK-10", "ASK-1", "ASK-100"):
            self.make_lot(self.tomato, name)
        names = [name for _model, name in self.find("ASK-1")]
        self.assertEqual(names[0], "ASK-1")
        self.assertEqual(set(names), {"ASK-1", "ASK-10", "ASK-100"})

    def test_transfers_partners_and_packages_are_found_too(self):
        lot = self.receive(self.tomato, "ASK-2", 5)
        delivery = self.deliver(self.tomato, lot, 2)
        package = self.env["stock.package"].create({"name": "ASK-PACK"})
        self.assertIn(("stock.picking", delivery.display_name), self.find(delivery.name))
        self.assertIn(("res.partner", "Green Farm"), self.find("green farm"))
        self.assertIn(("stock.package", package.display_name), self.find("ASK-PACK"))

    def test_a_scanned_gs1_label_finds_its_lot(self):
        self.make_lot(self.tomato, "ASK-GS1")
        self.assertEqual(
            self.find("\x1d".join(["]d20109501101530003", "10ASK-GS1"]))[0],
            ("stock.lot", "ASK-GS1"),
        )

    def test_one_finds_only_what_one_may_see(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_lot(self.tomato, "ASK-MINE")
        self.env["stock.lot"].create(
            {"name": "ASK-THEIRS", "product_id": self.tomato.id, "company_id": other.id}
        )
        clerk = new_test_user(self.env, "ask_clerk", "stock.group_stock_user")
        names = [name for _model, name in self.find("ASK-", clerk)]
        self.assertIn("ASK-MINE", names)
        self.assertNotIn("ASK-THEIRS", names)

    def test_nothing_odd_typed_breaks_the_search(self):
        for text in ("", "   ", "%", "\\", "'", "\x00x", "(01)123", "]C1", "x" * 5000, "😀"):
            self.assertIsInstance(self.find(text), list)

    def test_a_megabyte_of_text_is_answered_at_once(self):
        started = time.monotonic()
        for text in ("a" * 1_000_000, "\x00" * 1_000_000, "A B " * 250_000, "%" * 1_000_000):
            self.assertIsInstance(self.find(text), list)
        self.assertLess(time.monotonic() - started, 4)

    def test_characters_that_no_name_can_have_are_left_out(self):
        self.make_lot(self.tomato, "ASK-NUL")
        for text in ("ASK\x00-NUL", "ASK-NUL\ud800", "\x00 ASK-NUL \x00"):
            with self.subTest(text=text):
                self.assertEqual(self.find(text)[0], ("stock.lot", "ASK-NUL"))

    def test_a_program_that_asks_for_nonsense_is_told_so(self):
        graph = self.env["traceability.graph"].with_user(self.stock_user)
        for text in (5, True, ["ASK"], {"name": "ASK"}, 1.5):
            with self.subTest(text=text), self.refused(UserError, "Search for a text"):
                graph.find_traceable(text)
        for limit in ("8", None, [8], {}, 1.5, True, float("inf")):
            with self.subTest(limit=limit), self.refused(UserError, "must be a whole number"):
                graph.find_traceable("ASK", limit)

    def test_any_whole_number_is_a_limit(self):
        for number in range(90):
            self.make_lot(self.tomato, f"ASK-MANY-{number}")
        graph = self.env["traceability.graph"].with_user(self.stock_user)
        for limit, found in ((10**30, 80), (81, 80), (2, 2), (0, 1), (-5, 1)):
            with self.subTest(limit=limit):
                self.assertEqual(len(graph.find_traceable("ASK-MANY", limit)), found)

    def test_a_customer_is_traced_by_what_he_got_and_a_vendor_by_what_he_gave(self):
        sold = self.receive(self.tomato, "ASK-3", 5)
        unsold = self.receive(self.tomato, "ASK-4", 5)
        self.receive(self.tomato, "ASK-5", 5, partner=self.other_vendor)
        self.deliver(self.tomato, sold, 2)
        self.assertEqual(self.customer.get_traceability()["roots"], sold.ids)
        self.assertEqual(set(self.vendor.get_traceability()["roots"]), {sold.id, unsold.id})

    def test_a_contact_of_a_vendor_counts_as_the_vendor(self):
        contact = self.env["res.partner"].create({"name": "Gate 2", "parent_id": self.vendor.id})
        lot = self.receive(self.tomato, "ASK-6", 5, partner=contact)
        self.assertEqual(self.vendor.get_traceability()["roots"], lot.ids)

    def test_a_package_is_traced_by_what_was_moved_in_it(self):
        lot = self.receive(self.tomato, "ASK-7", 5)
        self.receive(self.tomato, "ASK-8", 5)
        package = self.env["stock.package"].create({"name": "ASK-BOX"})
        picking = self.plan_goods(
            self.warehouse.int_type_id,
            self.stock_location,
            self.shelf,
            [(self.tomato, lot, 5)],
        )
        picking.move_line_ids.result_package_id = package
        picking.button_validate()
        self.assertEqual(package.get_traceability()["roots"], lot.ids)

    def test_a_clerk_prints_the_trace_of_a_customer_and_of_a_package(self):
        lot = self.receive(self.tomato, "ASK-9", 5)
        self.deliver(self.tomato, lot, 2)
        action = self.customer.with_user(self.stock_user).action_print_trace()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.stock_user)
            ._render_qweb_html(action["report_name"], self.customer.ids)
        )
        self.assertIn("ASK-9", html.decode())

    def test_a_first_look_at_more_lots_than_it_shows_misses_nothing_that_is_not_there(self):
        receipt = self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.motor, f"ASK-HUM-{number}", 1) for number in range(20)],
            self.vendor,
        )
        looks = [receipt.get_traceability(limit=limit) for limit in (10, 20, None)]
        for answer in looks:
            self.assertFalse(answer["truncated"])
            self.assertEqual(answer["beyond"], {"nodes": 0, "links": 0, "events": 0})
            self.assertEqual(len(answer["nodes"]), 20)
            self.assertEqual(len(answer["events"]), 20)

    def test_a_first_look_is_small_and_counts_what_lies_beyond(self):
        lot = self.receive(self.tomato, "ASK-LONG", 5)
        there, back = (self.stock_location, self.shelf), (self.shelf, self.stock_location)
        for source, destination in (there, back) * 4:
            self.transfer(self.tomato, lot, 5, source, destination)
        look = lot.get_traceability(limit=1)
        self.assertEqual((len(look["events"]), look["truncated"]), (5, True))
        self.assertEqual(look["beyond"]["events"], 4)
        whole = lot.get_traceability()
        self.assertEqual((len(whole["events"]), whole["truncated"]), (9, False))
        more = [self.make_lot(self.tomato, f"ASK-MANY-{number}").id for number in range(3)]
        look = self.env["stock.lot"].browse(more).get_traceability(limit=1)
        self.assertEqual((len(look["roots"]), look["beyond"]["nodes"]), (2, 1))
        self.assertIn("at least one lot", look["statement"][-1])
        for limit in (0, -1, "1"):
            with self.assertRaises(UserError):
                lot.get_traceability(limit=limit)
