"""A kit is not tracked, for its number would never be recorded (row S5)."""

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .common import FactoryCommon


class TestKit(FactoryCommon):
    def kit(self, product, kind="phantom", **values):
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": kind,
                "bom_line_ids": [Command.create({"product_id": self.screw.id, "product_qty": 2})],
                **values,
            }
        )

    def test_a_tracked_product_cannot_become_a_kit(self):
        for product in (self.blender, self.sauce):
            with self.subTest(product.name), self.refused(ValidationError, f"- {product.name}"):
                self.kit(product)
            with self.refused(ValidationError, f"- {product.name}"):
                self.kit(product, product_id=product.id)

    def test_a_bill_of_a_tracked_product_cannot_be_switched_to_a_kit(self):
        bill = self.kit(self.blender, "normal")
        form = Form(bill)
        form.type = "phantom"
        with self.refused(ValidationError, "Blender"):
            form.save()
        with self.refused(ValidationError, "Blender"):
            bill.type = "phantom"

    def test_a_kit_cannot_be_switched_to_tracking(self):
        box = self.make_product("Gift Box", "none")
        bill = self.kit(box)
        for record in (box, box.product_tmpl_id):
            for tracking in ("lot", "serial"):
                with self.refused(ValidationError, "- Gift Box"):
                    record.tracking = tracking
        bill.type = "normal"
        box.tracking = "serial"

    def test_a_kit_put_away_may_stay_but_does_not_come_back(self):
        box = self.make_product("Gift Box", "none")
        bill = self.kit(box)
        bill.active = False
        box.tracking = "lot"
        with self.refused(ValidationError, "Gift Box"):
            bill.active = True

    def test_kits_from_before_are_left_alone_until_their_kind_is_written(self):
        self.company.strict_traceability = False  # core allows it
        bill = self.kit(self.blender)
        self.company.strict_traceability = True
        bill.code = "OLD"
        self.blender.name = "Old Blender"
        with self.refused(ValidationError, "Old Blender"):
            bill.write({"type": "phantom"})

    def test_a_kit_in_another_company_counts_unless_that_company_is_not_strict(self):
        box = self.make_product("Gift Box", "none")
        other = self.env["res.company"].create({"name": "Other Works"})
        self.kit(box, company_id=other.id)
        template = box.product_tmpl_id.with_context(allowed_company_ids=self.company.ids)
        with self.refused(ValidationError, "Gift Box"):
            template.tracking = "lot"
        other.strict_traceability = False
        template.tracking = "lot"
