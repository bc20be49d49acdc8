"""What a scanner sends is read right, or refused in clear words, whatever it is."""

from datetime import date
from unittest.mock import patch

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError

from odoo.addons.barcodes_gs1_nomenclature.models import barcode_nomenclature

from ..common.world import TraceabilityCommon

GTIN = "09501101530003"
FNC1 = "\x1d"


class TestScanParse(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scan = cls.env["traceability.scan"]
        cls.gs1 = cls.env.ref("barcodes_gs1_nomenclature.default_gs1_nomenclature")
        cls.company.nomenclature_id = cls.env.ref("barcodes.default_barcode_nomenclature")

    def said(self, text):
        """:return: what the text says, without what it says nothing of"""
        parsed = self.scan.parse(text)
        skip = ("text", "is_gs1", "is_certain", "elements")
        return {key: value for key, value in parsed.items() if value and key not in skip}

    # -- plain --------------------------------------------------------------------------------
    def test_a_plain_number_is_taken_as_it_is(self):
        for text in ("SN-001", "10ABC", "21 7", "170230", "0123456789", "Ä1", "#7", "a]b"):
            with self.subTest(text):
                self.assertEqual(self.said(f" {text}\r\n"), {"name": text})

    def test_a_number_of_a_trade_item_is_told_from_others_by_its_check_digit(self):
        said = {"name": "9501101530003", "gtin": GTIN}
        self.assertEqual(self.said("9501101530003"), said)
        self.assertEqual(self.said("]E09501101530003"), said)
        self.assertEqual(self.said("9501101530004"), {"name": "9501101530004"})
        self.assertEqual(self.said("96385074")["gtin"], "00000096385074")
        self.assertEqual(self.said("036000291452")["gtin"], "00036000291452")
        self.assertEqual(self.said("10614141000415")["gtin"], "10614141000415")

    def test_a_symbology_that_is_not_gs1_holds_plain_text(self):
        for prefix in ("]C0", "]A0", "]d1", "]Q1"):
            self.assertEqual(self.said(f"{prefix}01{GTIN}10AB"), {"name": f"01{GTIN}10AB"})

    # -- GS1 ----------------------------------------------------------------------------------
    def test_every_identifier_of_a_label_is_read(self):
        text = f"01{GTIN}112601021526113017261231" + f"10LOT-1{FNC1}21SN/7{FNC1}3012"
        said = {
            "gtin": GTIN,
            "production_date": date(2026, 1, 2),
            "use_date": date(2026, 11, 30),
            "expiration_date": date(2026, 12, 31),
            "lot": "LOT-1",
            "serial": "SN/7",
            "name": "SN/7",
            "quantity": 12,
        }
        forms = (text, f"{FNC1}{text}", *(f"{mark}{text}" for mark in ("]C1", "]d2", "]Q3", "]e0")))
        for form in forms:
            self.assertEqual(self.said(form), said)

    def test_separators_arrive_as_scanners_and_settings_have_them(self):
        for separator in ("#", "Alt029", "]", FNC1):
            said = self.said(f"01{GTIN}10LOT{separator}17261231")
            self.assertEqual((said["lot"], said["expiration_date"]), ("LOT", date(2026, 12, 31)))
        self.company.nomenclature_id = self.gs1
        self.gs1.gs1_separator_fnc1 = "~"
        self.assertEqual(self.said(f"01{GTIN}10LOT~21S1")["serial"], "S1")
        self.gs1.gs1_separator_fnc1 = False
        self.assertEqual(self.said(f"01{GTIN}10LOT{FNC1}21S1")["serial"], "S1")

    def test_the_line_under_the_bars_is_read_too(self):
        said = self.said(f"(01) {GTIN} (17)261200 (10)A(1)B (37)05")
        self.assertEqual(said["lot"], "A(1)B")
        self.assertEqual(said["expiration_date"], date(2026, 12, 31))
        self.assertEqual(said["quantity"], 5)

    def test_what_a_pallet_holds_comes_with_its_count(self):
        said = self.said(f"]C102{GTIN}3748{FNC1}10L1")
        self.assertEqual((said["gtin"], said["quantity"], said["name"]), (GTIN, 48, "L1"))
        with self.refused(UserError, r"\(02\).*the quantity"):
            self.scan.parse(f"]C102{GTIN}10L1")

    def test_a_weight_comes_with_its_unit(self):
        parsed = self.scan.parse(f"01{GTIN}3103001250")
        self.assertEqual(parsed["measure"], 1.25)
        self.assertEqual(parsed["measure_uom_id"], self.env.ref("uom.product_uom_kgm").id)

    def test_identifiers_of_no_use_here_are_read_past(self):
        parsed = self.scan.parse(f"]d201{GTIN}240PART{FNC1}713NHRN{FNC1}70032612311200{FNC1}21S")
        self.assertEqual(parsed["serial"], "S")
        self.assertEqual(parsed["elements"]["240"], "PART")

    def test_core_reads_such_labels_too(self):
        element = f"01{GTIN}11260102240PART{FNC1}713NHRN{FNC1}70032612311200{FNC1}3302000125421276X"
        found = self.gs1.parse_barcode(f"{element}{FNC1}10LOT")
        self.assertEqual([part["ai"] for part in found][-1], "10")
        types = {part["ai"]: part["type"] for part in found}
        self.assertEqual((types["11"], types["240"]), ("production_date", "other"))

    def test_without_mark_and_item_gs1_is_read_where_the_company_uses_it(self):
        self.assertEqual(self.said("21SN1"), {"name": "21SN1"})
        self.company.nomenclature_id = self.gs1
        self.assertEqual(self.said("21SN1"), {"serial": "SN1", "name": "SN1"})
        self.assertFalse(self.scan.parse("21SN1")["is_certain"])
        self.assertTrue(self.scan.parse("]C121SN1")["is_certain"])
        self.assertEqual(self.said("3012"), {"name": "3012"})

    # -- dates --------------------------------------------------------------------------------
    def test_the_century_is_the_nearest_and_day_zero_the_last_of_the_month(self):
        class Day(date):
            @classmethod
            def today(cls):
                return cls(2026, 11, 21)

        cases = {
            "260228": date(2026, 2, 28),
            "280200": date(2028, 2, 29),
            "760101": date(2076, 1, 1),
            "770101": date(1977, 1, 1),
            "261200": date(2026, 12, 31),
        }
        with patch.object(barcode_nomenclature.datetime, "date", Day):
            for text, day in cases.items():
                self.assertEqual(self.said(f"]C117{text}")["expiration_date"], day)

    def test_dates_that_are_none_are_refused(self):
        for text in ("260230", "261301", "260000", "261232", "270229", "000000"):
            with self.refused(UserError, rf"\(17\) Expiration date, {text}: it is not a date"):
                self.scan.parse(f"]C117{text}")

    # -- bad ----------------------------------------------------------------------------------
    def test_what_is_wrong_is_named(self):
        cases = {
            "": "Nothing was scanned",
            " \r\n": "Nothing was scanned",
            "x" * 1001: "too long",
            "]C10109501101530004": r"\(01\).*09501101530004: its check digit is wrong",
            f"]C101{GTIN[:-1]}": r"\(01\).*wrong length",
            f"]C101{GTIN}10": r"\(10\) Batch or lot number.*wrong length",
            f"]C110{'A' * 21}": r"\(10\).*A{21}: wrong length",
            "]C110Ä": "characters that are not allowed",
            f"]C101{GTIN}3000": r"\(30\).*greater than 0",
            f"]C101{GTIN}3712345678X": r"\(37\).*wrong length",
            "]C105123": "no identifier for 05123",
            "(05)123": "no identifier for",
            f"01{GTIN}1712": r"\(17\).*wrong length",
            f"]C110A{FNC1}10B": r"\(10\).*twice",
            f"a{FNC1}b": "no identifier for a",
            "]C1": "Nothing was scanned",
            "]A0": "Nothing was scanned",
            "A\0B": "A·B: it has non-printable characters",
        }
        for text, words in cases.items():
            with self.subTest(text), self.refused(UserError, words):
                self.scan.parse(text)
        for value in (None, False, 5, []):
            with self.refused(UserError, "Nothing was scanned"):
                self.scan.parse(value)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.one_of(
            st.text(),
            st.text("0123456789\x1d()]CdQ#ABAlt-²٣", max_size=40),
            st.lists(
                st.sampled_from(
                    ("01", "02", GTIN, "10", "11", "17", "21", "30", "37", "3103", "7003", "8043")
                    + ("(", ")", FNC1, "]C1", "]", "261200", "00", "A", "é", "\0", "8200", "43")
                )
            ).map("".join),
        )
    )
    @example("310²")
    @example("(10)(")
    @example("(")
    @example("0\x000")
    @example("\ud800")
    def test_any_text_is_read_or_refused_in_words(self, text):
        for nomenclature in (self.gs1, self.env.ref("barcodes.default_barcode_nomenclature")):
            self.company.nomenclature_id = nomenclature
            try:
                parsed = self.scan.parse(text)
            except UserError as error:
                self.assertTrue(str(error).strip())
                continue
            self.assertTrue(parsed["name"] or parsed["elements"])
            self.scan.find_product(parsed, self.company)

    # -- links --------------------------------------------------------------------------------
    def test_a_digital_link_says_what_its_path_and_query_say(self):
        said = {
            "gtin": GTIN,
            "lot": "A/1",
            "serial": "S-1",
            "name": "S-1",
            "expiration_date": date(2030, 12, 31),
        }
        for text in (
            f"https://id.gs1.org/01/{GTIN}/10/A%2F1/21/S-1?17=301231&linkType=gs1:pip&utm=x",
            f"]Q1HTTPS://shop.example/de/01/{GTIN[1:]}/10/A%2F1/21/S-1/?17=301231",
        ):
            self.assertEqual(self.said(text), said)
        self.assertEqual(
            self.said("https://id.gs1.org/00/095011015300000010")["sscc"], "095011015300000010"
        )
        for text, words in (
            (f"https://id.gs1.org/01/{GTIN[:-1]}4/21/S1", "its check digit is wrong"),
            (f"https://id.gs1.org/01/{GTIN}/10/" + "x" * 30, r"\(10\).* wrong length"),
            (f"https://id.gs1.org/01/{GTIN}/price/7", "no identifier for price"),
            (f"https://id.gs1.org/01/{GTIN}/17/301332", "it is not a date"),
        ):
            with self.refused(UserError, words):
                self.scan.parse(text)
        for text in ("https://maker.example/p/12", "http://[", "https://", "HTTP://x/01/AB"):
            self.assertEqual(self.said(text), {"name": text})

    # -- looking up ---------------------------------------------------------------------------
    def find(self, text):
        return self.scan.find_product(self.scan.parse(text), self.company)

    def test_a_trade_item_is_found_however_many_zeros_stand_before_it(self):
        upc = self.make_product("Upc", barcode="036000291452")
        ean = self.make_product("Ean", barcode="9501101530003")
        short = self.make_product("Short", barcode="96385074")
        case = self.make_product("Case", barcode="10614141000415")
        for product, texts in {
            upc: ("036000291452", "0036000291452", "0100036000291452", "00036000291452"),
            ean: ("9501101530003", f"01{GTIN}", f"]C101{GTIN}10L"),
            short: ("96385074", "0100000096385074"),
            case: ("10614141000415", "0110614141000415"),
        }.items():
            for text in texts:
                self.assertEqual(self.find(text)[0], product, text)
        self.assertFalse(self.find("0120614141000412")[0])

    def test_a_barcode_that_is_no_trade_item_is_found_by_itself(self):
        product = self.make_product("House", barcode="HOUSE-1")
        self.assertEqual(self.find("HOUSE-1"), (product, self.env["uom.uom"]))

    def test_a_packaging_is_found_with_its_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["product.uom"].create(
            {"product_id": self.motor.id, "uom_id": dozen.id, "barcode": "19501101530000"}
        )
        self.assertEqual(self.find("0119501101530000"), (self.motor, dozen))

    def test_a_product_of_another_company_is_not_found(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_product("Theirs", barcode="THEIRS", company_id=other.id)
        self.assertFalse(self.find("THEIRS")[0])
