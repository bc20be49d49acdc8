"""French and German: every word is there, and people read it where they work."""

import re
from pathlib import Path

import polib

from odoo.exceptions import UserError
from odoo.modules import get_module_path
from odoo.tests.common import tagged

from .common.world import TraceabilityCommon

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf%]|\{\w*\}|</?\w+")


@tagged("post_install", "-at_install")
class TestTranslations(TraceabilityCommon):
    def setUp(self):
        super().setUp()
        installed = self.env["ir.module.module"].search(
            [("name", "=like", "product_traceability%"), ("state", "=", "installed")]
        )
        folders = [Path(get_module_path(name), "i18n") for name in installed.mapped("name")]
        self.folders = [folder for folder in folders if folder.exists()]

    def words(self):
        """Every word of every addon with what it is in every language."""
        for folder in self.folders:
            template = polib.pofile(str(next(folder.glob("*.pot"))))
            for path in sorted(folder.glob("*.po")):
                translated = {word.msgid: word for word in polib.pofile(str(path))}
                for word in template:
                    yield path.stem, word.msgid, translated.get(word.msgid)

    def test_every_word_is_translated(self):
        self.assertTrue(self.folders)
        missing = [
            (language, word)
            for language, word, there in self.words()
            if not there or not there.msgstr or there.fuzzy
        ]
        self.assertFalse(missing[:5], f"{len(missing)} words")

    def test_a_translation_fills_in_what_the_word_does(self):
        differs = [
            (language, word, there.msgstr)
            for language, word, there in self.words()
            if there
            and sorted(PLACEHOLDER.findall(word)) != sorted(PLACEHOLDER.findall(there.msgstr))
        ]
        self.assertFalse(differs[:5], f"{len(differs)} words")

    def test_a_warehouse_worker_reads_and_is_refused_in_their_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        module = self.env["ir.module.module"].search([("name", "=", "product_traceability")])
        module._update_translations("de_DE")
        path = Path(get_module_path("product_traceability"), "i18n/de.po")
        words = {word.msgid: word.msgstr for word in polib.pofile(str(path))}
        german = self.env(context={**self.env.context, "lang": "de_DE"})

        menu = german.ref("product_traceability.menu_stock_without_lots")
        self.assertEqual(menu.name, words["Stock Without Lots"])

        places = (self.supplier_location, self.stock_location)
        receipt = self.plan_goods(
            self.warehouse.in_type_id, *places, [(self.make_product("Bohnen"), False, 5)]
        )
        receipt.move_ids.move_line_ids.quantity = 5
        with self.assertRaises(UserError) as refused:
            receipt.move_ids.with_env(german)._action_done()
        self.assertIn("Bohnen", str(refused.exception))
        self.assertIn("Los-/Seriennummer", str(refused.exception))

        sent, _parameters = german["ir.http"]._get_translations_for_webclient(
            ["product_traceability"], "de_DE"
        )
        browser = {
            message["id"]: message["string"] for message in sent["product_traceability"]["messages"]
        }
        word = "Tree and picture"
        self.assertEqual(browser[word], words[word])
