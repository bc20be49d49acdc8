"""The evidence of a recall: one ZIP that a stranger verifies without this software."""

import hashlib
import io
import json
import secrets
from collections import defaultdict

from odoo import api, fields, models, release
from odoo.exceptions import UserError
from odoo.tools import html2plaintext
from odoo.tools.pdf import merge_pdf

from odoo.addons.product_traceability.reports.trace.traceability_workbook import write_workbook

from ..tools import bag
from ..tools.sheets import as_csv, as_json
from .recall_consignee import COPY_KEY
from .recall_proof import VERIFY

MODULE = "product_traceability_recall"
PROOF_SALT_BYTES = 16
PRINTED = "letters.pdf"
# So many letters that were not sent by e-mail are printed, in 0.3 seconds each; the others are
# pages, each written in 2 milliseconds.
MOST_LETTERS = 20
NOTICES = (
    *("name", "email", "phone", "state", "notified_on", "notified_by", "reminded_on"),
    *("answered_on", "error"),
)
SHEETS = {
    "lots.csv": (
        "affected_ids",
        (
            *(
                "lot_name",
                "role",
                "certainty",
                "path",
                "quantity_in",
                "on_hand",
                "in_transit",
                "used",
            ),
            *("delivered", "to_vendors", "scrapped", "adjusted", "remainder"),
        ),
    ),
    "stock.csv": ("stock_ids", ("lot_id", "location_id", "quantity", "reserved", "value")),
    "deliveries.csv": (
        "delivery_ids",
        ("consignee_id", "lot_name", "certainty", "date", "reference", "quantity", "value"),
    ),
    "accounting.csv": (
        "account_ids",
        (
            *("consignee_id", "state", "delivered", "on_hand", "returned", "destroyed"),
            *("passed_on", "unaccounted"),
        ),
    ),
}


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    evidence_on = fields.Datetime("Evidence Sealed On", readonly=True, copy=False, tracking=True)
    evidence_attachment_id = fields.Many2one(
        "ir.attachment", "Evidence", readonly=True, copy=False, ondelete="restrict"
    )
    evidence_hash = fields.Char("SHA-256 of the Evidence", readonly=True, copy=False, tracking=True)

    def action_seal_evidence(self):
        """Put all that is known of the case into one ZIP, signed and stamped where that is set.

        A closed case is sealed, too: what was sealed before is kept beside it.

        :raise UserError: for a case without a scope
        """
        self.ensure_one()
        self.check_access("write")
        if not self.scoped_on:
            raise UserError(
                self.env._("%(recall)s has no scope yet. Use Find Scope first.", recall=self.name)
            )
        self.check_scope()
        self._seal()
        return True

    def action_download_evidence(self):
        """Download the ZIP that was sealed last.

        Apart from sealing: browsers block a window that opens long after the click.
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.evidence_attachment_id.id}?download=true",
            "target": "download",
        }

    def _seal(self):
        now = fields.Datetime.now()
        # sudo: the salt keeps the proofs of others from being guessed.
        salt = self.sudo().evidence_salt or secrets.token_hex(PROOF_SALT_BYTES)
        levels, entries = self._proof_tree(salt)
        root = levels[-1][0].hex()
        file = io.BytesIO()
        sealed = bag.Bag(file, self._file_name(), now)
        for path, content in self._payload():
            sealed.add(path, content)
        sealed.add("proofs/root.txt", f"{root}\n".encode())
        sealed.add("proofs/verify_proof.py", VERIFY.read_bytes())
        sealed.add("proofs/consignees.txt", f"{len(entries)}\n".encode())
        manifest = sealed.manifest()
        reply, stamped_on = self._stamp(manifest)
        for path, content in self._seals(manifest, reply):
            sealed.add_tag(path, content)
        sealed.close(self._bag_information(root, stamped_on))
        content = file.getvalue()
        wanted = bool(self.company_id.recall_timestamp_url)
        # sudo: with the salt, which nobody reads.
        self.sudo().record(
            evidence_attachment_id=self._attach(
                f"{self._file_name()}-{now:%Y%m%d-%H%M%S}.zip", content, "application/zip"
            ).id,
            evidence_hash=hashlib.sha256(content).hexdigest(),
            evidence_root=root,
            evidence_salt=salt,
            evidence_on=now,
            is_signed=bool(self.company_id.sudo().recall_signing_key),  # sudo: whether there is one
            stamp_attachment_id=False,
            stamped_on=stamped_on,
            stamp_state="stamped" if stamped_on else "waiting" if wanted else "none",
        )

    def _file_name(self):
        return "recall-" + "".join(sign if sign.isalnum() else "-" for sign in self.name)

    # -- what is in it ----------------------------------------------------------------------------
    def _payload(self):
        """Give (path, bytes) of each file; an addon adds its own by ``super()``."""
        trace = self.scope_attachment_id.sudo().raw  # sudo: who reads the case may
        yield "trace.json", trace
        title = self.lot_ids.trace_title()
        # The stock of that moment is in stock.csv.
        yield "trace.xlsx", write_workbook(self.env, json.loads(trace), title, is_kept=True)
        for name, (rows, names) in SHEETS.items():
            yield name, self._sheet(self[rows], names)
        yield "notices.csv", self._notice_sheet()
        yield "answers.csv", self._answer_sheet()
        yield "case.json", as_json(self._case())
        yield "log.txt", self._log_text().encode()
        yield "corrections.json", as_json(self._corrections())
        yield "versions.json", as_json(self._versions())
        yield from self._papers()

    def _papers(self):
        """Give (path, content) of the papers: the letters, the status and the closing report."""
        for letter in self._sent_letters():
            yield _path_of_sent(letter), letter.raw
            # One at a time in memory: there may be thousands.
            letter.invalidate_recordset()
        printed, pages = self._unsent_letters()
        if printed:
            yield PRINTED, self._print("action_report_letter", printed)
        report = self.env[f"report.{MODULE}.report_letter"]
        for lang, consignees in pages.grouped(lambda each: each.get_lang()).items():
            for consignee in consignees.with_context(lang=lang):
                yield _path_of_page(consignee), report.write_page(consignee)
        yield "status.pdf", self._print("action_report_status", self)
        yield "report.pdf", self._print("action_report_closing", self)

    def _sent_letters(self):
        """:return: ``ir.attachment``, the letters as they went out by e-mail, in their order"""
        return self._sent_messages().attachment_ids.filtered("is_recall_evidence").sorted("id")

    def _sent_messages(self):
        # sudo: who reads the case may read what was sent; it has no link.
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [("model", "=", self.consignee_ids._name), ("res_id", "in", self.consignee_ids.ids)]
            )
        )

    def _unsent_letters(self):
        """:return: consignees whose letter did not go by e-mail: those for whom it is printed, and
        those for whom it is kept as a page
        """
        others = self.consignee_ids.filtered(lambda each: each.notified_by != "email")
        return others[:MOST_LETTERS], others[MOST_LETTERS:]

    def _print(self, report, records):
        reports = self.env["ir.actions.report"].with_context(**{COPY_KEY: True})
        report = f"{MODULE}.{report}"
        try:
            return reports._render_qweb_pdf(report, records.ids)[0]
        except UserError:
            # A wkhtmltopdf without its own Qt prints one document at a time.
            if len(records) < 2:
                raise
            return merge_pdf([reports._render_qweb_pdf(report, each.ids)[0] for each in records])

    def _case(self):
        names = ("name", "kind", "state", "reason", "hazard", "recall_class")
        moments = ("started_on", "scoped_on", "acting_on", "closed_on")
        return {
            **{name: self[name] or None for name in names},
            **{name: fields.Datetime.to_string(self[name]) or None for name in moments},
            "statement": self.statement_read or None,
            "company": self.company_id.name,
            "coordinator": self.user_id.name,
            "scope_sha256": self.scope_hash,
            "check_level": self.check_level or None,
            "check_seed": self.check_seed or None,
        }

    def _sheet(self, rows, names):
        lead = [name for name in ("product_id", "uom") if name in rows._fields]
        table = [[name.removesuffix("_id") for name in (*lead, *names)]]
        for row in rows:
            table.append([row[name] for name in (*lead, *names)])
        return as_csv(table)

    def _notice_sheet(self):
        """Give the notices, each with the files of the evidence that its letters are in."""
        letters = defaultdict(list)
        for message in self._sent_messages().sorted("id"):
            sent = message.attachment_ids.filtered("is_recall_evidence")
            letters[message.res_id] += [_path_of_sent(letter) for letter in sent]
        printed, pages = self._unsent_letters()
        for consignee in printed:
            letters[consignee.id].append(PRINTED)
        for consignee in pages:
            letters[consignee.id].append(_path_of_page(consignee))
        rows = [
            [*(consignee[name] for name in NOTICES), " ".join(letters[consignee.id])]
            for consignee in self.consignee_ids
        ]
        return as_csv([[*NOTICES, "letters"], *rows])

    def _answer_sheet(self):
        lines = self.env["traceability.recall.answer.line"].search(
            [("answer_id.recall_id", "=", self.id)], order="id"
        )
        head = ["consignee", "date", "source", "name", "latest", "product", "unit", "on_hand"]
        table = [[*head, "returned", "destroyed", "passed_on", "passed_to"]]
        for line in lines:
            answer = line.answer_id
            table.append(
                [
                    *(answer.consignee_id.name, answer.date, answer.source, answer.name),
                    *(answer.is_latest, line.product_id.display_name, line.uom_id.name),
                    *(line.on_hand, line.returned, line.destroyed, line.passed_on),
                    line.passed_to or "",
                ]
            )
        return as_csv(table)

    def _log_text(self):
        """Give the chatter of the case, oldest first, with what was changed."""
        lines = []
        # sudo: what the case's readers see of it, whoever seals it.
        for message in self.sudo().message_ids.sorted("id"):
            text = html2plaintext(message.body or "").strip()
            told = "; ".join(filter(None, [text, *map(_change, message.tracking_value_ids)]))
            lines.append(f"{message.date} UTC {message.author_id.name or ''}: {told}")
        return "\n".join(lines) + "\n"

    def _corrections(self):
        """Give the corrections of affected lots, and the head of the chain that all are in."""
        # sudo: one chain for all companies; nothing but its head is told of the others.
        log = self.env["traceability.correction"].sudo()
        last = log.search([], order="number desc", limit=1)
        lots = self.get_affected_lots()
        own = log.search(
            [
                ("lot_ids", "in", lots.ids),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            order="number",
        )
        return {
            "entries": last.number,
            "head_sha256": last.entry_hash or None,
            "of_affected_lots": [
                {
                    "number": entry.number,
                    "date": fields.Datetime.to_string(entry.date),
                    "by": entry.user_id.name,
                    "kind": entry.kind,
                    **{name: entry[name] for name in ("reason", "before", "after", "entry_hash")},
                }
                for entry in own
            ],
        }

    def _versions(self):
        # sudo: which version is installed is no secret to who reads the evidence.
        modules = self.env["ir.module.module"].sudo()
        ours = modules.search(
            [("name", "=like", "product_traceability%"), ("state", "=", "installed")]
        )
        return {
            "odoo": release.version,
            "addons": {module.name: module.installed_version for module in ours},
        }

    def _bag_information(self, root, stamped_on):
        printed, pages = self._unsent_letters()
        information = {
            "Source-Organization": self.company_id.name,
            "External-Identifier": self.name,
            "External-Description": self.reason,
            "Letters-Sent": len(self._sent_letters()),
            "Letters-Printed": len(printed),
            "Letters-As-Pages": len(pages),
            "Consignees": len(self.consignee_ids),
            "Proof-Root": root,
        }
        if self.company_id.recall_timestamp_url:
            information["Time-Stamp"] = f"{stamped_on} UTC" if stamped_on else "not stamped"
        return information

    def _read_evidence(self):
        """:return: {path: bytes} of the ZIP that is kept"""
        return bag.read(self.evidence_attachment_id.sudo().raw)  # sudo: who reads the case may

    # -- checked again ----------------------------------------------------------------------------
    def action_check_evidence(self):
        """Check the ZIP that is kept, its signature and its time stamp.

        :return: the notification that says what was found
        :raise UserError: where nothing was sealed yet
        """
        self.ensure_one()
        if not self.evidence_on:
            raise UserError(self.env._("Seal the evidence of %(recall)s first.", recall=self.name))
        told = self.find_evidence_problems()
        found = "\n".join(told[:10]) or self.env._(
            "The evidence is whole and unchanged. Its SHA-256: %(hash)s", hash=self.evidence_hash
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.name,
                "message": found,
                "type": "danger" if told else "success",
                "sticky": True,
            },
        }

    @api.private
    def find_evidence_problems(self):
        """Look for what is no longer as it was sealed.

        :return: list of sentences, empty for evidence that is whole
        """
        content = self.evidence_attachment_id.sudo().raw or b""  # sudo: who reads the case may
        words = {
            "unreadable": self.env._("The ZIP cannot be read: %(path)s"),
            "changed": self.env._("%(path)s was changed."),
            "missing": self.env._("%(path)s is missing."),
            "not_listed": self.env._("%(path)s does not belong to it."),
            "other_file": self.env._("The ZIP is not the one that was sealed."),
        }
        problems = bag.check(content, self.evidence_hash)
        if problems:
            return [words[kind] % {"path": path} for kind, path in problems]
        files = bag.read(content)
        return [*self._find_signature_problems(files), *self._find_stamp_problems(files)]


def _path_of_sent(letter):
    return f"letters/{letter.id}.pdf"


def _path_of_page(consignee):
    return f"letters/consignee-{consignee.id}.html"


def _change(value):
    """Return str, what a tracked field was and is."""
    old, new = (
        value[f"{when}_value_char"] or value[f"{when}_value_datetime"] or ""
        for when in ("old", "new")
    )
    return f"{value.field_id.field_description}: {old} -> {new}"
