"""What a barcode scanner sends, read: plain numbers and GS1 element strings."""

import re
import unicodedata

from stdnum import ean
from stdnum.exceptions import ValidationError as NumberError

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools import gs1_elements
from ...tools.gs1_elements import SEPARATOR, Gs1Error
from ...tools.number_text import shown

LONGEST = 1000
# What scanners send before the text to name its symbology (ISO/IEC 15424), when told to: GS1-128,
# GS1 DataBar and composites, DataMatrix, QR and DotCode; every other one holds plain text.
SYMBOLOGY = re.compile(r"\]([A-Za-z][0-9A-Za-z])")
GS1_SYMBOLOGIES = {"C1", "e0", "e1", "e2", "d2", "Q3", "J1"}
NAMES = {
    "00": "sscc",
    "01": "gtin",
    "02": "gtin",
    "10": "lot",
    "11": "production_date",
    "13": "pack_date",
    "15": "use_date",
    "17": "expiration_date",
    "21": "serial",
    "30": "quantity",
    "37": "quantity",
}
DATE_ELEMENTS = ("11", "13", "15", "17")


class LooksLikeGs1(UserError):
    """A code without mark that reads as GS1 but for an error: it can be meant as it is."""


class TraceabilityScan(models.AbstractModel):
    _name = "traceability.scan"
    _description = "Barcode Scan"

    # -- reading ------------------------------------------------------------------------------
    @api.private
    @api.model
    def parse(self, text):
        """Read what was scanned.

        :param str text: as the scanner sends it: a plain number, or a GS1 element string with or
            without its symbology identifier, with FNC1 as ``\\x1d`` or as the company's barcode
            nomenclature has it, or with brackets around its identifiers, or as a link
        :return: a dict, None where the text says nothing:

            - ``text``: the whole text, without symbology identifier
            - ``is_gs1``, and ``is_certain``: False if it could be a plain number just as well
            - ``gtin``: 14 digits, zeros before shorter ones; of plain numbers too that are one
            - ``name``: the number to use, ``serial`` or else ``lot`` or else the plain text
            - ``serial``, ``lot``
            - ``production_date``, ``pack_date``, ``use_date``, ``expiration_date``: dates
            - ``quantity``: units, of identifiers 30 and 37
            - ``measure`` and ``measure_uom_id``: a weight, length or volume, and its unit's id
            - ``sscc``: number of a package, of identifier 00
            - ``elements``: {identifier: value} of all, as text
        :raise UserError: when nobody could read it; :class:`LooksLikeGs1` of what can be meant as
            a plain number, see :meth:`parse_plain`
        """
        text = self._clean(text)
        is_gs1, body = self._symbology(text)
        if is_gs1 is False and not gs1_elements.is_link(body):
            return self._plain(body)
        if is_gs1:
            return self._read_gs1(body, text, is_certain=True)
        try:
            if linked := gs1_elements.split_link(body):
                return self._read(linked, body, is_certain=False)
            return self._read_unmarked(body, text)
        except Gs1Error as error:
            raise LooksLikeGs1(self._unreadable(error, text)) from None
        except UserError as error:
            raise LooksLikeGs1(str(error)) from None

    def _read_gs1(self, body, text, is_certain):
        try:
            return self._read(self._elements(body), body, is_certain)
        except Gs1Error as error:
            raise UserError(self._unreadable(error, text)) from None

    def _read_unmarked(self, body, text):
        """Read what does not say whether it is GS1."""
        if self._starts_with_gtin(body):
            return self._read_gs1(body, text, is_certain=True)
        try:
            elements = self._elements(body)
        except Gs1Error:
            return self._plain(body)
        # The check digit of the trade item is wrong, but all that follows reads as GS1; or it is
        # the label of a package.
        if elements[:1] and elements[0][0] in ("00", "01", "02"):
            return self._read(elements, body, is_certain=True)
        return (
            self._read(elements, body, False) if self._is_expected(elements) else self._plain(body)
        )

    @api.private
    def parse_leniently(self, text):
        """As :meth:`parse`, where nothing is made of what only looks like GS1, but looked up."""
        try:
            return self.parse(text)
        except LooksLikeGs1:
            return self.parse_plain(text)

    @api.private
    def parse_plain(self, text):
        """Read a lot/serial number as it is, whatever it looks like. As :meth:`parse`."""
        return self._plain(self._symbology(self._clean(text))[1])

    def _bad_check_digit(self, ai, value):
        return self._wrong(ai, value, self.env._("its check digit is wrong"))

    def _clean(self, text):
        # No blanket strip(): it would take FNC1 away.
        text = text.strip(" \t\r\n\0") if isinstance(text, str) else ""
        if not text:
            raise UserError(self.env._("Nothing was scanned."))
        if len(text) > LONGEST:
            raise UserError(
                self.env._(
                    "%(text)s...: too long for a barcode. Scan one at a time.", text=shown(text)
                )
            )
        return text

    @staticmethod
    def _symbology(text):
        """Tell whether this is GS1, None if the text does not say so; and the text itself."""
        found = SYMBOLOGY.match(text)
        if found:
            return found[1] in GS1_SYMBOLOGIES, text[found.end() :]
        return True if SEPARATOR in text or re.match(r"\([0-9]{2,4}\)", text) else None, text

    def _elements(self, body):
        if body.startswith("("):
            return gs1_elements.split_readable(body)
        # Scanners that type FNC1 as Ctrl+] arrive as ], which no element string can hold.
        separators = f"{self._nomenclature().gs1_separator_fnc1 or SEPARATOR}|]"
        return gs1_elements.split(
            re.sub(separators, lambda found: SEPARATOR if found[0] else "", body)
        )

    def _nomenclature(self):
        """Give the GS1 nomenclature of the company, or else the one that Odoo brings."""
        nomenclature = self.env.company.nomenclature_id
        if nomenclature.is_gs1_nomenclature:
            return nomenclature
        default = self.env.ref(
            "barcodes_gs1_nomenclature.default_gs1_nomenclature", raise_if_not_found=False
        )
        return default or nomenclature.browse()

    @staticmethod
    def _starts_with_gtin(body):
        """Without a mark, an element string is told from a plain number by the check digit of the
        trade item it starts with."""
        found = re.match(r"0[12]([0-9]{14})", body)
        return bool(found and ean.is_valid(found[1]))

    def _is_expected(self, elements):
        """Labels printed by Odoo itself carry no mark, and no trade item where there is none; such
        are read as GS1 where the company says that its barcodes are."""
        is_gs1 = self.env.company.nomenclature_id.is_gs1_nomenclature
        return is_gs1 and any(ai in ("10", "21") for ai, _value in elements)

    def _plain(self, body):
        if not body.strip():
            raise UserError(self.env._("Nothing was scanned."))
        if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in body):
            raise UserError(
                self.env._("%(text)s: it has non-printable characters.", text=shown(body))
            )
        gtin = body.zfill(14) if re.fullmatch("[0-9]{8}|[0-9]{12,14}", body) else ""
        return self._answer(
            text=body, is_certain=True, gtin=gtin if ean.is_valid(gtin) else None, name=body
        )

    @staticmethod
    def _answer(**values):
        names = ("serial", "measure", "measure_uom_id", *NAMES.values())
        return {
            **dict.fromkeys(names),
            "is_gs1": False,
            "elements": {},
            **values,
        }

    def _read(self, elements, body, is_certain):
        found = {}
        for ai, value in elements:
            if found.setdefault(ai, value) != value:
                raise UserError(
                    self._wrong(ai, value, self.env._("it is there twice, with different values"))
                )
        if not found:
            raise UserError(self.env._("Nothing was scanned."))
        if "02" in found and "37" not in found:
            raise UserError(
                self._wrong("02", found["02"], self.env._("the quantity, (37), is missing"))
            )
        answer = self._answer(text=body, is_gs1=True, is_certain=is_certain, elements=found)
        for ai, value in found.items():
            if ai in NAMES:
                answer[NAMES[ai]] = self._value(ai, value)
        answer["name"] = answer["serial"] or answer["lot"]
        answer["measure"], answer["measure_uom_id"] = self._measure(found)
        return answer

    def _value(self, ai, value):
        if ai in ("01", "02"):
            try:
                return ean.validate(value)
            except NumberError:
                raise UserError(self._bad_check_digit(ai, value)) from None
        if ai == "00" and ean.calc_check_digit(value[:-1]) != value[-1]:
            raise UserError(self._bad_check_digit(ai, value))
        if ai in DATE_ELEMENTS:
            return self._date(ai, value)
        if ai in ("30", "37"):
            if not int(value):
                raise UserError(self._wrong(ai, value, self.env._("it must be greater than 0")))
            return float(value)
        return value

    def _date(self, ai, value):
        """Core does what the GS1 General Specifications say: the century is the one that brings the
        year nearest to today (section 7.12), and day 00 is the last of its month (3.4.2 ff.)."""
        try:
            return self.env["barcode.nomenclature"].gs1_date_to_date(value)
        except (ValueError, ValidationError):  # the former when it is the month that is wrong
            raise UserError(self._wrong(ai, value, self.env._("it is not a date"))) from None

    def _measure(self, found):
        """Give the measure, such as a net weight in kilograms, and the id of its unit."""
        for rule in self._nomenclature().rule_ids:
            if not (rule.gs1_decimal_usage and rule.associated_uom_id):
                continue
            for ai, value in found.items():
                if re.fullmatch(rule.pattern, ai + value):
                    return int(value) / 10 ** int(ai[-1]), rule.associated_uom_id.id
        return None, None

    # -- words --------------------------------------------------------------------------------
    def _wrong(self, ai, value, problem):
        return self.env._(
            "(%(ai)s) %(meaning)s, %(value)s: %(problem)s.",
            ai=ai,
            meaning=gs1_elements.describe(ai),
            value=shown(value),
            problem=problem,
        )

    def _unreadable(self, error, text):
        if error.ai:
            problem = self.env._("wrong length, or characters that are not allowed there")
            return self._wrong(error.ai, error.value, problem)
        return self.env._(
            "%(text)s: GS1 has no identifier for %(part)s. Check that the scanner sends the"
            " separator (FNC1).",
            text=shown(text),
            part=shown(error.value),
        )

    # -- looking up ---------------------------------------------------------------------------
    @api.model
    @api.private
    def find_product(self, parsed, company):
        """Look for what the trade item number or barcode stands for.

        A number of 14 digits with zeros before it is the same trade item as the shorter one
        (GS1 General Specifications, section 3.3.2).

        :param dict parsed: what :meth:`parse` gives
        :param company: ``res.company`` that may use it
        :return: (``product.product``, ``uom.uom`` that one scan is, empty for the product's own)
        """
        numbers = {parsed["text"]} if not parsed["is_gs1"] else set()
        if parsed["gtin"]:
            gtin = parsed["gtin"]
            numbers |= {gtin[-size:] for size in (8, 12, 13, 14) if not int(gtin[:-size] or 0)}
        domain = Domain("barcode", "in", list(numbers)) & Domain(
            "company_id", "in", (False, company.id)
        )
        products = self.env["product.product"].search(domain, limit=2) if numbers else None
        if products:
            return products[:1], self.env["uom.uom"]
        packaging = self.env["product.uom"].search(domain, limit=1) if numbers else None
        if packaging:
            return packaging.product_id, packaging.uom_id
        return self.env["product.product"], self.env["uom.uom"]
