"""The log of corrections is one chain: each entry carries the SHA-256 of the one before."""

import hashlib
import json
import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)

# The last entry that the nightly job found whole: what was cut off the end, or written anew, shows.
CHECKED = "product_traceability.correction_log_checked"
MANAGERS = "stock.group_stock_manager"
AT_ONCE = 1000


class TraceabilityCorrection(models.Model):
    _inherit = "traceability.correction"

    number = fields.Integer("No.", readonly=True, aggregator=None)
    previous_hash = fields.Char("SHA-256 of the Entry Before", readonly=True)
    entry_hash = fields.Char("SHA-256", readonly=True)

    # Who writes at the same time waits here for the other, and then begins anew.
    _number_unique = models.UniqueIndex("(number)")

    # -- the chain --------------------------------------------------------------------------------
    def _chain(self):
        """Number these entries after the last, and give each the hash of the one before.

        :raise ConcurrencyError: when another transaction wrote an entry meanwhile; Odoo then
            starts the request anew
        """
        # sudo: one chain for all companies.
        entries = self.sudo().sorted("id")
        last = entries.search([("number", "!=", False)], order="number desc", limit=1)
        number, previous = last.number, last.entry_hash or ""
        entries._read_anew()
        for entry in entries:
            number += 1
            values = {"number": number, "previous_hash": previous}
            previous = _digest(entry._contents() | values)
            # Past our own write, which lets nobody change an entry.
            models.BaseModel.write(entry, {**values, "entry_hash": previous})
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                entries.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError(
                self.env._("Someone else is correcting something right now. Try again.")
            ) from error

    def _read_anew(self):
        """Let what is hashed be what the database holds, not what was written into it."""
        self.env.flush_all()
        self.invalidate_recordset()

    def _contents(self):
        """Give what an entry says, of plain values; names and texts as they were then."""
        self.ensure_one()
        entry = self.with_context(active_test=False)
        return {
            "number": entry.number,
            "date": fields.Datetime.to_string(entry.date),
            "user": entry.user_id.id,
            "company": entry.company_id.id or None,
            "kind": entry.kind,
            "reason": entry.reason,
            "before": entry.before,
            "after": entry.after,
            "details": entry.details or None,
            "lots": sorted(entry.lot_ids.ids),
            "products": sorted(entry.product_ids.ids),
            "transfers": sorted(entry.picking_ids.ids),
            "movements": sorted(entry.move_line_ids.ids),
            "previous_hash": entry.previous_hash or "",
        }

    @api.model
    def _chain_old(self):
        """Chain the entries from before there were hashes, the oldest first."""
        # sudo: one chain for all companies.
        old = self.sudo().search([("number", "=", False)], order="date, id")
        for entry in old:
            entry._chain()

    # -- the check --------------------------------------------------------------------------------
    @api.private
    @api.model
    def find_broken_entry(self):
        """Work the hashes out again, from the first entry on.

        :return: the first problem in words, or None, and how many entries there are before it
        """
        # sudo: one chain for all companies; nothing but the broken entry is told of it.
        log = self.sudo()
        log._read_anew()
        count, previous = 0, ""
        checked = log.env["ir.config_parameter"].get_param(CHECKED, "").partition(" ")[::2]
        while entries := log.search([("number", ">", count)], order="number", limit=AT_ONCE):
            for entry in entries:
                if problem := entry._find_break(count + 1, previous, checked):
                    return problem, count
                count, previous = entry.number, entry.entry_hash
            entries.invalidate_recordset()
        if log.search_count([("number", "=", False)], limit=1):
            return self.env._("The correction log has an entry without a number."), count
        if checked[0] and int(checked[0]) > count:
            missing = self.env._("Entry %(number)s of the correction log is missing.")
            return missing % {"number": count + 1}, count
        return None, count

    def _find_break(self, number, previous, checked):
        """Tell what is wrong with an entry, in words, or None.

        :param int number: that it should have
        :param str previous: the hash of the entry before
        :param checked: (number, hash) of the last entry that an earlier check found whole
        """
        if self.number != number:
            return self.env._("Entry %(number)s of the correction log is missing.", number=number)
        is_whole = (
            (self.previous_hash or "") == previous
            and self.entry_hash == _digest(self._contents())
            and (str(number) != checked[0] or self.entry_hash == checked[1])
        )
        if is_whole:
            return None
        return self.env._(
            "Entry %(number)s of the correction log (%(entry)s) was changed after it was written.",
            number=number,
            entry=self.display_name,
        )

    def action_check_log(self):
        """Check the whole log. :return: the notification that says what was found"""
        self.browse().check_access("read")
        problem, count = self.find_broken_entry()
        # sudo: one chain for all companies; no more than the hash is told.
        last = self.sudo().search([("number", "=", count)], limit=1)
        told = problem
        if not problem and count == 1:
            told = self.env._(
                "The one entry is unchanged since it was written. Its SHA-256: %(hash)s",
                hash=last.entry_hash,
            )
        elif not problem and count:
            told = self.env._(
                "All %(count)s entries are unchanged since they were written. SHA-256 of the"
                " last: %(hash)s",
                count=count,
                hash=last.entry_hash,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Correction Log"),
                "message": told or self.env._("There are no entries."),
                "type": "danger" if problem else "success",
                "sticky": True,
            },
        }

    @api.model
    def _check_log_nightly(self):
        """Tell the Inventory managers of the first broken entry; called by a job each night.

        Notes the last entry while all are whole: those that are cut off behind it are missed then.
        """
        problem, count = self.find_broken_entry()
        if not problem:
            # sudo: one chain for all companies, and a note that no user writes.
            log = self.sudo()
            last = log.search([("number", "=", count)])
            note = f"{count} {last.entry_hash}" if count else False
            log.env["ir.config_parameter"].set_param(CHECKED, note)
            return
        _logger.warning("%s", problem)
        managers = self.env.ref(MANAGERS).all_user_ids.filtered(lambda user: user.id != 1)
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        for manager in managers:
            here = self.with_context(lang=manager.lang)
            values = {
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": here.env._("The correction log has been altered"),
                "user_id": manager.id,
            }
            if not activities.search_count([(name, "=", values[name]) for name in values]):
                problem, _count = here.find_broken_entry()
                activities.create({**values, "note": problem, "automated": True})


def _digest(contents):
    """Give the SHA-256 of canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
