"""Rule 7: the names of lots and serial numbers are clean and fit their product's pattern."""

import time

from odoo.exceptions import UserError, ValidationError

from ...models.guard.guard_names import fits_mask
from ..common.guard import GuardCommon


class TestNames(GuardCommon):
    def make(self, name, product=None, user=None, **values):
        values |= {"name": name, "product_id": (product or self.tomato).id}
        return self.env["stock.lot"].with_user(user or self.clerk).create(values)

    def test_blanks_around_a_name_are_removed(self):
        lot = self.make("\t T1 \u00a0")
        self.assertEqual(lot.name, "T1")
        lot.name = " T2"
        self.assertEqual(lot.name, "T2")

    def test_a_blank_name_is_refused(self):
        for name in ("", " ", "\u00a0\t"):
            with (
                self.subTest(name=name),
                self.refused("Tomato, no lot", ValidationError),
            ):
                self.rpc(
                    self.clerk,
                    "stock.lot",
                    "create",
                    [{"name": name, "product_id": self.tomato.id}],
                )

    def test_a_name_that_a_company_without_rules_gave_is_told_when_it_moves_here(self):
        other = self.env["res.company"].create({"name": "Lax", "strict_traceability": False})
        lot = (
            self.env["stock.lot"]
            .with_company(other)
            .create({"name": "T\u200b1", "product_id": self.tomato.id, "company_id": False})
        )
        receipt = self.plan_receipt((self.tomato, lot, 1))
        with self.refused("T·1: remove the invisible", ValidationError):
            self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)
        lot.name = "T1"
        self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)
        self.assertEqual(receipt.state, "done")

    def test_every_bad_name_is_told_at_once(self):
        rows = ["T1", "a\nb", "x" * 300, " "]
        with self.refused("a·b", ValidationError) as caught:
            self.env["stock.lot"].create(
                [{"name": name, "product_id": self.tomato.id} for name in rows]
            )
        self.assertIn("longer than 255", str(caught.exception))
        self.assertIn("no lot/serial number", str(caught.exception))

    def test_a_name_is_unique_for_product_and_company(self):
        self.make("T1")
        with self.refused("T1", ValidationError):
            self.make("T1 ")
        lot = self.make("CAFÉ1")  # as one sign, and as a letter with its accent
        with self.refused("CAFÉ1", ValidationError):
            self.make("CAFE\u03011")
        picking = self.plan_receipt((self.tomato, None, 1))
        picking.move_line_ids.lot_name = "CAFE\u03011"
        picking.button_validate()
        self.assertEqual(picking.move_line_ids.lot_id, lot)
        self.make("T1", self.motor)
        other = self.env["res.company"].create({"name": "Other Works"})
        lots = self.env["stock.lot"].create(
            [
                {"name": "T7", "product_id": self.tomato.id, "company_id": company.id}
                for company in (self.company, other)
            ]
        )
        self.assertEqual(len(lots), 2)

    def test_a_name_fits_the_pattern_of_the_product_or_its_category(self):
        category = self.env["product.category"].create({"name": "A", "lot_name_pattern": "C-#"})
        child = self.env["product.category"].create({"name": "B", "parent_id": category.id})
        self.tomato.categ_id = child
        self.make("C-1")
        with self.refused("Tomato, T-12.*C-#", ValidationError):
            self.make("T-12")
        self.tomato.product_tmpl_id.lot_name_pattern = "T-##"
        lot = self.make("T-12")
        with self.refused("T-##", ValidationError):
            lot.name = "C-1"

    def test_a_name_typed_in_a_receipt_fits_it_too(self):
        self.tomato.product_tmpl_id.lot_name_pattern = "T-##"
        picking = self.plan_receipt((self.tomato, None, 1))
        picking.move_line_ids.lot_name = "X"
        with self.refused("T-##"):
            picking.button_validate()

    def test_an_imported_name_fits_it_too(self):
        self.tomato.product_tmpl_id.lot_name_pattern = "T-##"
        answer = (
            self.env["stock.lot"]
            .with_user(self.clerk)
            .load(["name", "product_id"], [["T-11", "Tomato"], ["T-1", "Tomato"]])
        )
        self.assertFalse(answer["ids"])
        self.assertIn("T-1", answer["messages"][0]["message"])

    def test_what_a_pattern_means(self):
        cases = {
            "LOT-####": ("LOT-0001", "LOT-001"),
            "@@#": ("AB1", "aB1"),
            "A?C": ("A.C", "AC"),
            "A*": ("A", "BA"),
            r"\#1": ("#1", "21"),
            "(a+)+$": ("(a+)+$", "aaaa"),
            "A*-#": ("A-B-1", "A-B-"),
            "A#*#B": ("A12B", "A1B"),
            "*AB*AB*": ("ABAB", "ABBA"),
            "*@": ("1A", "A1"),
            r"\*#": ("*1", "11"),
            "A**": ("AB", "B"),
        }
        for mask, (fits, fits_not) in cases.items():
            with self.subTest(mask=mask):
                self.assertTrue(fits_mask(mask, fits))
                self.assertFalse(fits_mask(mask, fits_not))

    def test_no_pattern_takes_long(self):
        mask = "*a" * 120 + "*b"
        began = time.process_time()
        self.assertFalse(fits_mask(mask, "a" * 255))
        self.assertTrue(fits_mask(mask, "a" * 250 + "b"))
        self.assertLess(time.process_time() - began, 1)

    def test_a_name_holds_nothing_that_cannot_be_seen(self):
        self.make("SN-1")
        self.warehouse.in_type_id.use_existing_lots = True
        signs = "\u200b\u200d\u202e\u2066\u00ad\ufeff\u2028\u00a0\u3000\u2800\u3164\ufe0f"
        for sign in signs + "\U000e0041":
            name = f"SN{sign}-1"
            values = {"name": name, "product_id": self.tomato.id}
            ways = {
                "create": lambda values=values: self.rpc(
                    self.clerk, "stock.lot", "create", [values]
                ),
                "write": lambda name=name: self.rpc(
                    self.clerk, "stock.lot", "write", self.make("SN-2").ids, {"name": name}
                ),
                "generate": lambda name=name: self.rpc(
                    self.clerk,
                    "stock.move",
                    "action_generate_lot_line_vals",
                    self._generating(self.warehouse.in_type_id),
                    "generate",
                    name,
                    1,
                    "",
                ),
            }
            for way, make in ways.items():
                with (
                    self.subTest(sign=ascii(sign), way=way),
                    self.refused("SN·-1", ValidationError),
                ):
                    make()
            with self.subTest(sign=ascii(sign), way="import"):
                answer = (
                    self.env["stock.lot"]
                    .with_user(self.clerk)
                    .load(["name", "product_id"], [[name, "Tomato"]])
                )
                self.assertFalse(answer["ids"])
            with self.subTest(sign=ascii(sign), way="typed"):
                picking = self.plan_receipt((self.tomato, None, 1))
                picking.move_line_ids.lot_name = name
                with self.refused("SN·-1"):
                    picking.button_validate()
        self.assertEqual(self.make("SN 3").name, "SN 3")

    def _generating(self, operation):
        return {
            "default_product_id": self.tomato.id,
            "default_tracking": "lot",
            "default_quantity": 1,
            "default_location_dest_id": self.stock_location.id,
            "default_company_id": self.company.id,
            "default_picking_type_id": operation.id,
        }

    def test_generate_makes_no_lots_where_the_operation_type_makes_none(self):
        operation = self.warehouse.int_type_id
        operation.write({"use_create_lots": False, "use_existing_lots": True})
        known = self.make("T5")
        arguments = (self.clerk, "stock.move", "action_generate_lot_line_vals")
        for mode, names in (("generate", ("T6", 1, "")), ("import", ("", 0, "T6"))):
            with self.subTest(mode=mode), self.refused("Tomato, T6.*does not create lots"):
                self.rpc(*arguments, self._generating(operation), mode, *names)
        [line] = self.rpc(*arguments, self._generating(operation), "generate", "T5", 1, "")
        self.assertEqual(line["lot_id"]["id"], known.id)
        operation.use_create_lots = True
        [line] = self.rpc(*arguments, self._generating(operation), "generate", "T6", 1, "")
        self.assertEqual(line["lot_id"]["display_name"], "T6")

    def test_a_pattern_is_checked_when_it_is_saved(self):
        for pattern in (" T-#", "T\n#", "T\u200b#", "#" * 256):
            with self.refused("pattern", ValidationError):
                self.tomato.product_tmpl_id.lot_name_pattern = pattern

    def test_without_strict_traceability_core_decides(self):
        self.company.strict_traceability = False
        self.tomato.product_tmpl_id.lot_name_pattern = "T-##"
        self.assertEqual(self.make(" x\ny ").name, " x\ny ")

    def test_a_name_twice_is_told_in_cores_words_after_something_was_undone(self):
        self.make_lot(self.motor, "N1")
        with self.env.cr.savepoint() as savepoint:
            self.make_lot(self.motor, "N2")
            self.env.cr.flush()  # as before a commit: checks the names
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        with self.refused("must be unique", UserError):
            self.env["stock.lot"].create({"product_id": self.motor.id, "name": "N1"})
