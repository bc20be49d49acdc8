"""The seals of the evidence: a signature with the company's key, and a time stamp (RFC 3161)."""

import hashlib
import logging

import requests

from odoo import api, fields, models

from ..tools import bag, signature, timestamp

_logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
MOST_REPLY_BYTES = 100_000
SIGNATURE = f"seals/{bag.MANIFEST}.sig"
STAMP = f"seals/{bag.MANIFEST}.tsr"
PUBLIC_KEY = "seals/public-key.pem"


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    is_signed = fields.Boolean("Signed", readonly=True, copy=False)
    stamped_on = fields.Datetime("Time Stamp", readonly=True, copy=False)
    stamp_attachment_id = fields.Many2one(
        "ir.attachment",
        "Time Stamp Token",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Where the service answered after the evidence was sealed.",
    )
    stamp_state = fields.Selection(
        [("none", "Not Stamped"), ("waiting", "Stamp Is Missing"), ("stamped", "Stamped")],
        default="none",
        readonly=True,
        copy=False,
    )

    def _seals(self, manifest, reply):
        key = self.company_id.sudo().recall_signing_key  # sudo: for signing alone
        if key:
            yield SIGNATURE, signature.sign(key, manifest)
            yield PUBLIC_KEY, signature.public_key(key).encode()
        if reply:
            yield STAMP, reply

    def _stamp(self, manifest):
        """:return: (answer of the time stamp service, moment), or (None, False)"""
        url = self.company_id.recall_timestamp_url
        if not url:
            return None, False
        query = timestamp.request(manifest)
        try:
            with requests.post(
                url,
                data=query.content,
                headers={"Content-Type": timestamp.QUERY},
                timeout=TIMEOUT_SECONDS,
                stream=True,
            ) as answer:
                answer.raise_for_status()
                reply = answer.raw.read(MOST_REPLY_BYTES, decode_content=True)
            moment = timestamp.read(reply, query.digest, query.nonce)
            return reply, moment.replace(microsecond=0)
        except (requests.RequestException, timestamp.Refused) as error:
            _logger.warning("No time stamp for %s: %s", self.name, error)
            return None, False

    @api.model
    def _cron_stamps(self):
        """Ask again for stamps that are missing; called by a job each hour."""
        for recall in self.search([("stamp_state", "=", "waiting")]):
            reply, moment = recall._stamp(recall._read_evidence()[bag.MANIFEST])
            if moment:
                # Beside the ZIP, which stays as it was sealed.
                name = f"{recall._file_name()}-{bag.MANIFEST}.tsr"
                recall.record(
                    stamp_attachment_id=recall._attach(name, reply, timestamp.REPLY).id,
                    stamped_on=moment,
                    stamp_state="stamped",
                )
            self.env["ir.cron"]._commit_progress(1)

    def _find_signature_problems(self, files):
        if not self.is_signed:
            return
        sealed, key = files.get(SIGNATURE, b""), files.get(PUBLIC_KEY, b"").decode()
        if not signature.is_signed(key, sealed, files[bag.MANIFEST]):
            yield self.env._("The signature is missing or wrong.")

    def _find_stamp_problems(self, files):
        if self.stamp_state != "stamped":
            return
        # sudo: who reads the case may
        reply = files.get(STAMP) or self.stamp_attachment_id.sudo().raw or b""
        try:
            moment = timestamp.read(reply, hashlib.sha256(files[bag.MANIFEST]).digest())
        except timestamp.Refused as error:
            yield self.env._("The time stamp is wrong: %(why)s", why=str(error))
            return
        if moment.replace(microsecond=0) != self.stamped_on:
            yield self.env._("The time stamp is of another moment: %(moment)s", moment=moment)
