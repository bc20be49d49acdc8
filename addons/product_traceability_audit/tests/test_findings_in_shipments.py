from datetime import timedelta

from .common import FindingsCommon


class TestFindingsInShipments(FindingsCommon):
    """What was shipped though it should have stayed: found alone, and mended by its Fix."""

    def test_expired_lots_that_were_shipped_are_corrected(self):
        lot, fresh = (self.receive(self.yoghurt, name, 5) for name in ("Y-1", "Y-2"))
        self.plant("stock_move_line", self.line_of(lot | fresh), date="2026-01-01")
        line = self.deliver(self.yoghurt, lot, 5).move_line_ids
        # It was good until the end of that day, where the warehouse is.
        day = line.date.replace(hour=0, minute=0, second=0)
        self.plant("stock_move_line", line, date=day + timedelta(hours=23))
        self.plant("stock_lot", lot, expiration_date=day)
        self.assert_found()
        self.warehouse.partner_id.tz = "Asia/Tokyo"
        self.assert_found(expired_shipped=line)
        self.correct("expired_shipped", lot={line: fresh})
        self.assert_found(corrected=self.corrections("lot"))

    def test_lots_on_hold_that_were_shipped_are_corrected(self):
        line = self.delivery
        self.plant("stock_lot", self.lot, is_on_hold=True, hold_since=line.date)
        self.assert_found()
        self.plant("stock_lot", self.lot, hold_since=line.date - timedelta(hours=1))
        self.assert_found(held_shipped=line)
        self.correct("held_shipped", lot={line: self.other})
        self.assert_found(corrected=self.corrections("lot"))

    def test_a_hold_that_was_released_is_proven_by_its_log(self):
        lot = self.lot.with_context(tracking_disable=False).with_user(self.stock_manager)
        # Odoo logs what changes in a transaction at its end, and no change of new records.
        for step in (lambda: None, lambda: lot.hold("Broken seal"), lot.release):
            step()
            self.env.flush_all()
            self.env.cr.precommit.run()
        changes = self.env["mail.tracking.value"].search(
            [("mail_message_id.model", "=", "stock.lot"), ("mail_message_id.res_id", "=", lot.id)]
        )
        held, released = changes.filtered(lambda one: one.field_id.name == "is_on_hold").sorted(
            "id"
        )
        hours = [self.delivery.date + timedelta(hours=hours) for hours in (-2, -1, 1)]
        self.plant("mail_message", held.mail_message_id, date=hours[0])
        self.plant("mail_message", released.mail_message_id, date=hours[1])
        self.assert_found()
        self.plant("mail_message", released.mail_message_id, date=hours[2])
        self.assert_found(held_shipped=self.delivery)
