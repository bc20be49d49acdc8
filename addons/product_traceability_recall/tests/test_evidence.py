"""The evidence of a recall is verified by a stranger, with tools of his own."""

import csv
import io
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

import openpyxl

from odoo.tests import tagged

from ..tools import bag, merkle, sample
from .common import RecallCommon


@tagged("post_install", "-at_install")
class TestEvidence(RecallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.action_create_signing_key()
        cls.recall = cls.scoped()
        cls.recall.action_seal_evidence()
        cls.content = cls.recall.evidence_attachment_id.sudo().raw

    def unpacked(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            archive.extractall(folder.name)
        (inside,) = Path(folder.name).iterdir()
        return inside

    def run_in(self, folder, *command):
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    def test_sha256sum_and_openssl_verify_it(self):
        folder = self.unpacked()
        for manifest in (bag.MANIFEST, bag.TAG_MANIFEST):
            done = self.run_in(folder, "sha256sum", "-c", "--strict", manifest)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = self.run_in(
            folder,
            *("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "seals/public-key.pem"),
            *("-rawin", "-in", bag.MANIFEST, "-sigfile", "seals/manifest-sha256.txt.sig"),
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("T-BAD", (folder / "data/deliveries.csv").read_text())
        trace = json.loads((folder / "data/trace.json").read_text())
        self.assertEqual(trace["roots"], self.bad.ids)

    def test_it_tells_of_the_moment_of_the_scope_and_not_of_now(self):
        recall = self.scoped(kind="drill")
        self.transfer(self.tomato, self.bad, 50)
        recall.action_seal_evidence()
        files = bag.read(recall.evidence_attachment_id.sudo().raw)
        stock = csv.DictReader(io.StringIO(files["data/stock.csv"].decode()))
        self.assertEqual(
            [(row["lot"], row["location"], row["product"], row["quantity"]) for row in stock],
            [("T-BAD", self.stock_location.display_name, self.tomato.display_name, "50.0")],
        )
        book = openpyxl.load_workbook(io.BytesIO(files["data/trace.xlsx"]), read_only=True)
        self.assertIn("Balance", book.sheetnames)
        self.assertNotIn("Stock", book.sheetnames)

    def test_the_letters_of_all_are_in_it_and_the_notices_say_where(self):
        recall = self.scoped(kind="drill")
        recall.action_rehearse_notices()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        with patch(
            "odoo.addons.product_traceability_recall.models.recall_evidence.MOST_LETTERS", 0
        ):
            recall.action_seal_evidence()
        files = bag.read(recall.evidence_attachment_id.sudo().raw)
        notices = csv.DictReader(io.StringIO(files["data/notices.csv"].decode()))
        letters = {row["name"]: files[f"data/{row['letters']}"].decode() for row in notices}
        self.assertEqual(set(letters), set(recall.consignee_ids.mapped("name")))
        for consignee in recall.consignee_ids:
            letter = letters[consignee.name]
            self.assertIn("DRILL", letter)
            self.assertIn("T-BAD", letter)
            self.assertNotIn(consignee.sudo().access_token, letter)
            for other in recall.consignee_ids - consignee:
                self.assertNotIn(other.name, letter)
        self.assertIn('lang="fr-FR"', letters[self.customer.name])
        self.assertIn(b"Letters-As-Pages: 2", files["bag-info.txt"])

    def test_every_changed_byte_is_found(self):
        self.assertEqual(bag.check(self.content, self.recall.evidence_hash), [])
        dice = random.Random(7)  # noqa: S311
        for _turn in range(10_000):
            changed = bytearray(self.content)
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
            self.assertTrue(bag.check(bytes(changed), self.recall.evidence_hash))

    def test_a_consignee_proves_its_deliveries_and_nothing_of_others(self):
        shop = self.consignee(self.recall, self.customer)
        files = shop.get_proof()
        self.assertLess(len(files["proof.json"]), 2000)
        self.assertNotIn("Grand Hotel", files["proof.json"].decode())
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, content in files.items():
            Path(folder.name, name).write_bytes(content)
        root = (self.unpacked() / "data/proofs/root.txt").read_text().strip()
        command = (sys.executable, "verify_proof.py", "proof.json", "deliveries.csv", root)
        done = self.run_in(folder.name, *command)
        self.assertIn("OK", done.stdout)
        deliveries = Path(folder.name, "deliveries.csv")
        deliveries.write_text(deliveries.read_text().replace("30.0", "31.0"))
        done = self.run_in(folder.name, *command)
        self.assertEqual(done.returncode, 1)

    def test_evidence_and_proofs_stand_when_two_customers_are_merged(self):
        """Odoo writes the contact of every record by SQL; what was sealed names them as then."""
        consignees = self.recall.consignee_ids
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.customer | self.other_customer).ids, self.customer)
        self.assertFalse(self.other_customer.exists())
        self.assertEqual(self.recall.find_evidence_problems(), [])
        self.assertEqual(len(consignees.partner_id), 1)
        for consignee in consignees:
            self.assertIn(consignee.name, consignee.get_proof()["proof.json"].decode())
        self.recall.action_scope()
        self.assertEqual(sum(self.recall.delivery_ids.mapped("quantity")), 50)
        self.assertEqual(self.recall.consignee_ids.partner_id, self.customer)

    def test_the_tree_proves_each_of_any_number(self):
        for count in (1, 2, 3, 5, 8, 13, 100):
            leaves = [merkle.leaf_hash(b"%d" % number) for number in range(count)]
            levels = merkle.build(leaves)
            for position, leaf in enumerate(leaves):
                steps = merkle.path(levels, position)
                self.assertEqual(merkle.root_of(leaf, steps), levels[-1][0])
                wrong = merkle.leaf_hash(b"another")
                self.assertNotEqual(merkle.root_of(wrong, steps), levels[-1][0])

    def test_samples_have_the_size_of_their_level(self):
        keys = [str(number) for number in range(1000)]
        for level, percent, size in (
            *(("a", None, 1000), ("b", 25, 250), ("c", None, 100), ("d", None, 20)),
            ("e", None, 0),
        ):
            drawn = sample.draw(keys, level, "seed", percent)
            self.assertEqual(len(set(drawn)), size)
            self.assertEqual(drawn, sample.draw(reversed(keys), level, "seed", percent))
        self.assertNotEqual(sample.draw(keys, "d", "one"), sample.draw(keys, "d", "two"))
        self.assertEqual(len(sample.draw(keys[:3], "d", "seed")), 1)
