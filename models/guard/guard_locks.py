"""What the guard judges stays so until the transaction ends: two at the same goods take turns."""

from odoo import api, models

from ...tools.locks import ALONE, SHARED, lock_rows


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _lock_judged(self, lines):
        """Let nobody hold or correct these lines' lots, or switch their tracking, meanwhile.

        :param lines: ``stock.move.line``, about to be done
        :raise UserError: when another transaction is moving one of the serial numbers
        """
        lock_rows(lines.product_id.product_tmpl_id, SHARED)
        self._lock_lots(lines.lot_id)

    def _lock_lots(self, lots):
        lock_rows(lots, SHARED)
        self._lock_serials(lots)

    def _lock_serials(self, lots):
        """Make sure that nobody else moves these serial numbers until this transaction ends.

        Who comes while the other is at it fails here. Who began before the other ended, and comes
        after, would judge by what it saw when it began: PostgreSQL then reports a serialization
        failure on the lock, for moving a serial number updates its lot's ``location_id``; Odoo
        starts that request anew, and it sees the serial number where it is.

        :raise UserError: when another transaction is moving one of them
        """
        # Superuser: who moves a unit locks it, without leave to change lots.
        serials = lots.sudo().filtered(lambda lot: lot.product_id.tracking == "serial")
        free = serials.try_lock_for_update(allow_referencing=True)
        if len(free) == len(serials):
            return
        busy = serials - free
        self.refuse(
            self.env._(
                "Someone else is moving these serial numbers right now. Try again in a moment:"
            ),
            [f"{lot.product_id.display_name}, {lot.name}" for lot in busy],
        )

    @api.private
    def lock_for_change(self, records):
        """Wait for who is moving these lots or products, and keep others from it meanwhile.

        :param records: ``stock.lot`` or ``product.template``, about to be held, corrected or
            switched to another tracking
        """
        lock_rows(records, ALONE)
