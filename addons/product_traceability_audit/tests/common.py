"""A warehouse whose record is complete, and faults planted in it where the guard would refuse."""

from contextlib import contextmanager

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import SQL, sql

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon
from odoo.addons.product_traceability.tools.dates import GROUP


class AuditCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "audit_reader", "base.group_user,product_traceability.group_auditor"
        )
        cls.lot = cls.receive(cls.tomato, "T-1", 100)
        cls.deliver(cls.tomato, cls.lot, 30, cls.customer)
        cls.unit = cls.receive(cls.motor, "M-1", 1)

    @classmethod
    def audit(cls, user=None, **values):
        """:return: a new audit of the company"""
        return cls.env["traceability.audit"].with_user(user or cls.stock_manager).create(values)

    def found(self, kind, audit=None):
        """:return: the records that an audit, by default a new one, found of a kind"""
        audit = audit or self.audit()
        return audit.finding_ids.filtered(lambda finding: finding.kind == kind).find_records()

    def kinds_found(self, audit=None):
        """:return: set of the kinds of which an audit, by default a new one, found something"""
        return set((audit or self.audit()).finding_ids.mapped("kind"))

    def assert_found(self, **records):
        """An audit finds of these kinds these records, and nothing else.

        :return: the audit
        """
        audit = self.audit()
        self.assertEqual(self.kinds_found(audit), set(records))
        for kind, expected in records.items():
            self.assertEqual(self.found(kind, audit), expected.sorted("id"), kind)
        return audit

    def fix(self, kind):
        """:return: the action that Fix of a new audit opens for a kind, as the manager"""
        results = self.audit().result_ids.with_user(self.stock_manager)
        return results.filtered(lambda result: result.kind == kind).action_mend()

    def open_wizard(self, found, **values):
        """:return: the wizard that Fix opens, with what the manager enters

        :param of: the lot on whose row *Correct* is clicked, where Fix lists them side by side
        """
        action, lot = self.fix(found), values.pop("of", None)
        if lot:
            lots = self.env[action["res_model"]].with_user(self.stock_manager)
            self.assertIn(lot, lots.search(action["domain"]))
            action = lot.with_user(self.stock_manager).action_correct()
        wizards = self.env[action["res_model"]].with_user(self.stock_manager)
        return wizards.with_context(**action["context"]).create(values)

    def correct(self, found, reason="Read from the label", **values):
        """Fix what an audit found by the wizard of corrections that Fix opens.

        :param dict lot: {movement: right lot}
        :param dict quantity: {movement: right quantity}
        """
        lots, quantities = values.pop("lot", {}), values.pop("quantity", {})
        wizard = self.open_wizard(found, reason=reason, **values)
        for row in wizard.line_ids:
            row.new_lot_id = lots.get(row.move_line_id)
            row.new_quantity = quantities.get(row.move_line_id, row.quantity)
        self.assertEqual((wizard.can_apply, wizard.preview and True), (True, True), wizard.preview)
        wizard.action_apply()

    @contextmanager
    def as_before(self, product=None):
        """Record as before the addon was installed: not strict, and a product without tracking."""
        tracking = product and product.tracking
        self.company.strict_traceability = False
        if product:
            product.tracking = "none"
        yield
        if product:
            product.tracking = tracking
        self.company.strict_traceability = True

    @classmethod
    def without_rules(cls):
        """Let real documents be recorded as before the addon was installed."""
        cls.company.strict_traceability = False

    @classmethod
    def deliver_without_lot(cls, quantity):
        """Deliver tomatoes as before the addon was installed, of which lot nobody said.

        :return: the done delivery
        """
        cls.without_rules()
        cls.warehouse.out_type_id.write({"use_create_lots": False, "use_existing_lots": False})
        return cls.deliver(cls.tomato, False, quantity)

    @classmethod
    def plant(cls, table, record, **values):
        """Write what the guard would refuse.

        :param record: whose rows are written
        """
        cls.env.flush_all()
        for column, value in values.items():
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id IN %s",
                    *(SQL.identifier(table), SQL.identifier(column), value, record._ids),
                )
            )
        cls.env.invalidate_all()

    @classmethod
    def copy_row(cls, record, number, /, **values):
        """Copy a row, as only SQL can.

        :param values: SQL of the columns that differ, with n the number of the copy
        :return: the copies
        """
        cls.env.flush_all()
        table = record._table
        columns = [name for name in sql.table_columns(cls.env.cr, table) if name != "id"]
        rows = cls.env.execute_query(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(values)s"
                " FROM %(table)s t, generate_series(1, %(number)s) n WHERE t.id = %(id)s"
                " RETURNING id",
                table=SQL.identifier(table),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(
                    values.get(name, SQL.identifier("t", name)) for name in columns
                ),
                number=number,
                id=record.id,
            )
        )
        cls.env.invalidate_all()
        return record.browse(row_id for (row_id,) in rows)


class FindingsCommon(AuditCommon):
    """A clean record, in which tests plant one fault of a kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_manager.group_ids += cls.env.ref("product.group_product_manager")
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(GROUP)
        cls.company.partner_id.tz = cls.warehouse.partner_id.tz = "UTC"
        cls.delivery = cls.lot.delivery_ids.move_line_ids
        cls.other = cls.receive(cls.tomato, "T-2", 50)
        came = cls.env["stock.move.line"].search([("lot_id", "=", cls.other.id)])
        cls.plant("stock_move_line", came, date="2026-01-01")
        cls.yoghurt = cls.make_product("Yoghurt", use_expiration_date=True, expiration_time=30)
        cls.production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.audit_day = fields.Datetime.now()

    def line_of(self, lot, usage="supplier"):
        """:return: the movements that brought a lot from such a location"""
        return self.env["stock.move.line"].search(
            [("lot_id", "in", lot.ids), ("location_id.usage", "=", usage)]
        )

    def quants_of(self, lot):
        return lot.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")

    def corrections(self, *kinds):
        """:return: the log's entries, which are of these kinds"""
        entries = self.env["traceability.correction"].search([])
        self.assertEqual(sorted(entries.mapped("kind")), sorted(kinds))
        return entries
