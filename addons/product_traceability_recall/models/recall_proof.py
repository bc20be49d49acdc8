"""The proof for one consignee: its deliveries are in the evidence, and nothing of the others."""

import hashlib
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import merkle
from ..tools.sheets import as_csv, as_json

VERIFY = Path(__file__).parent.parent / "tools" / "verify_proof.py"


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    evidence_root = fields.Char("Root of the Proofs", readonly=True, copy=False)
    evidence_salt = fields.Char(readonly=True, copy=False, groups="base.group_system")

    def _proof_tree(self, salt):
        """:return: the levels of the tree of hashes, and {key of a consignee: its entry}"""
        entries = {
            consignee.key: consignee._proof_entry(salt)
            for consignee in self.consignee_ids.sorted("key")
        }
        leaves = [merkle.leaf_hash(as_json(entry)) for entry in entries.values()]
        return merkle.build(leaves), entries


class RecallConsignee(models.Model):
    _inherit = "traceability.recall.consignee"

    @api.private
    def get_proof(self):
        """Give what proves to a stranger that these deliveries are part of the evidence.

        :return: dict of ``proof.json``, ``deliveries.csv`` and ``verify_proof.py`` as bytes
        """
        self.ensure_one()
        recall = self.recall_id
        # sudo: the salt keeps the proofs of others from being guessed.
        levels, entries = recall._proof_tree(recall.sudo().evidence_salt)
        position = list(entries).index(self.key)
        root = levels[-1][0].hex()
        if root != recall.evidence_root:
            raise UserError(
                self.env._(
                    "The scope of %(recall)s has changed since its evidence was sealed. Seal it"
                    " again.",
                    recall=recall.name,
                )
            )
        proof = {
            "entry": entries[self.key],
            "path": [[side, other.hex()] for side, other in merkle.path(levels, position)],
            "root": root,
        }
        return {
            "proof.json": as_json(proof),
            "deliveries.csv": self._delivery_sheet(),
            "verify_proof.py": VERIFY.read_bytes(),
        }

    def _proof_entry(self, salt):
        return {
            "recall": self.recall_id.name,
            "consignee": self.name,
            "deliveries": len(self.delivery_ids),
            "deliveries_sha256": hashlib.sha256(self._delivery_sheet()).hexdigest(),
            # Without it, whoever guesses what another got could check the guess.
            "salt": hashlib.sha256(f"{salt}\n{self.key}".encode()).hexdigest(),
        }

    def _delivery_sheet(self):
        table = [["date", "document", "product", "lot", "quantity", "unit"]]
        for row in self.delivery_ids.sorted("id"):
            table.append(
                [
                    *(row.date, row.reference, row.product_id.display_name, row.lot_name),
                    *(row.quantity, row.uom),
                ]
            )
        return as_csv(table)
