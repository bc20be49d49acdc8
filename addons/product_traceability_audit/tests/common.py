"""A warehouse whose record is complete, and faults planted in it where the guard would refuse."""

from odoo.tests import new_test_user

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon


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

    def plant(self, table, record, **values):
        """Write what the guard would refuse.

        :param record: whose row is written
        """
        self.env.flush_all()
        for column, value in values.items():
            self.env.cr.execute(
                f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s',  # noqa: S608, names of ours
                (value, record.id),
            )
        self.env.invalidate_all()
