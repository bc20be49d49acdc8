"""Draws GS1 DataMatrix symbols (ISO/IEC 16022, GS1 General Specifications, section 5.6).

reportlab has the error correction and the placement of the modules; its symbols do not start with
FNC1, which is what tells a scanner that a text is GS1, and have one size only.
"""

import io

from PIL import Image
from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix

FNC1 = 232
PAD = 129
SEPARATOR = "\x1d"
# Modules a side, regions a side, codewords of data, codewords of error correction. Of the square
# sizes with one block, those whose modules the codewords fill to the last.
SIZES = (
    (14, 1, 8, 10),
    (18, 1, 18, 14),
    (22, 1, 30, 20),
    (26, 1, 44, 28),
    (32, 2, 62, 36),
    (36, 2, 86, 42),
    (40, 2, 114, 48),
    (44, 2, 144, 56),
)
QUIET = 1  # modules of white around the symbol, the least that the norm asks for


class Gs1DataMatrix(ECC200DataMatrix):
    """A symbol as small as its element string allows."""

    def __init__(self, text):
        """
        :param str text: element string in ASCII, its separators ``\\x1d``
        :raise ValueError: when it has other signs, or more than the largest symbol holds
        """
        super().__init__(text)
        self._codewords = codewords(text)
        size = next((size for size in SIZES if size[2] >= len(self._codewords)), None)
        if not size:
            raise ValueError("Too long for a GS1 DataMatrix symbol.")
        modules, regions, self.cw_data, self.cw_ecc = size
        self.row_modules = self.col_modules = modules
        self.row_regions = self.col_regions = regions
        self.row_usable_modules = self.col_usable_modules = modules - 2 * regions

    def _encode_c40(self, value):
        """:return: the codewords in ASCII encodation, where two digits take one, and the padding"""
        words = [*self._codewords]
        if len(words) < self.cw_data:
            words.append(PAD)
        while len(words) < self.cw_data:
            padding = PAD + (149 * (len(words) + 1)) % 253 + 1
            words.append(padding if padding <= 254 else padding - 254)
        return words


def codewords(text):
    """:return: list of the codewords of an element string, FNC1 first"""
    words, rest = [FNC1], text
    while rest:
        pair = rest[:2]
        if len(pair) == 2 and pair.isascii() and pair.isdigit():
            words.append(130 + int(pair))
            rest = rest[2:]
            continue
        if not pair[0].isascii():
            raise ValueError(f"A GS1 DataMatrix symbol has no sign {pair[0]}.")
        words.append(FNC1 if pair[0] == SEPARATOR else ord(pair[0]) + 1)
        rest = rest[1:]
    return words


def png(text, pixels=4):
    """Draw a symbol.

    :param str text: element string, see :class:`Gs1DataMatrix`
    :param int pixels: a side of each module
    :return: bytes of a PNG image, square, with its quiet zone
    :raise ValueError: when the text cannot be such a symbol
    """
    symbol = Gs1DataMatrix(text)
    symbol.validate()
    rows = symbol.encode()[::-1]  # reportlab draws from below
    side = symbol.row_modules + 2 * QUIET
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(rows, QUIET):
        for x, dark in enumerate(row, QUIET):
            if dark:
                image.putpixel((x, y), 0)
    image = image.resize((side * pixels, side * pixels), Image.Resampling.NEAREST)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
