"""Lists as people paste them and files as programs write them become the same rows."""

import base64
import io
import zipfile
from datetime import datetime

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...tools.number_text import read_date, read_number
from ..common.assign import AssignCommon

SETTINGS = settings(max_examples=80, deadline=None, database=None, derandomize=True)
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=12,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": NAMES,
            "quantity": st.integers(1, 10**6).map(float) | st.sampled_from([0.5, 12.25]),
        },
        optional={
            "expiration_date": st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)).map(
                lambda date: f"{date:%Y-%m-%d %H:%M:00}"
            ),
            "ref": NAMES,
        },
    ),
    min_size=1,
    max_size=6,
)


@tagged("-at_install", "post_install")
class TestAssignLists(AssignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "Europe/Berlin"
        cls.warehouse.partner_id.tz = "America/New_York"
        cls.receipt = cls.order_receipt((cls.motor, 5), (cls.tomato, 50))
        cls.move, cls.lots = cls.receipt.move_ids

    def read(self, text, env=None):
        assignment = self.assignment.with_env(env) if env else self.assignment
        return assignment.parse_text(text, self.receipt.move_ids, self.move)

    def read_file(self, content, name="list.xlsx"):
        return self.assignment.parse_file(content, name, self.receipt.move_ids, self.move)

    def workbook(self, rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def bare(self, rows):
        return [
            {key: value for key, value in row.items() if key not in ("row", "move_id")}
            for row in rows
        ]

    def test_tabs_semicolons_commas_quotes_and_line_ends(self):
        for text in (
            "A 1\t2\nB\t3",
            "A 1;2\r\nB;3\r\n",
            '"A 1",2\rB,3',
            '\ufeff"A 1";"2"\n\n"B";3\n',
        ):
            with self.subTest(text):
                self.assertEqual(
                    self.bare(self.read(text)),
                    [{"name": "A 1", "quantity": 2}, {"name": "B", "quantity": 3}],
                )

    def test_a_quoted_cell_holds_what_stands_between_cells_elsewhere(self):
        [row] = self.read('"A;""1""";2')
        self.assertEqual((row["name"], row["quantity"]), ('A;"1"', 2))

    def test_columns_in_this_order_without_a_head(self):
        [row] = self.read("A1\t2\t2027-01-31\t2027-01-01\tR7\tShelf\tPACK")
        self.assertEqual(
            self.bare([row]),
            [
                {
                    "name": "A1",
                    "quantity": 2,
                    "expiration_date": "2027-02-01 04:59:59",
                    "use_date": "2027-01-02 04:59:59",
                    "ref": "R7",
                    "location": "Shelf",
                    "package": "PACK",
                }
            ],
        )

    def test_columns_in_any_order_with_a_head(self):
        [row] = self.read("Qty\tBest before\tSERIAL NUMBER\tReference\n1\t2027-01-01\tA1\tR7")
        self.assertEqual((row["name"], row["quantity"], row["ref"]), ("A1", 1, "R7"))
        self.assertEqual((row["row"], row["use_date"]), (2, "2027-01-02 04:59:59"))

    def test_a_head_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("de_DE")
        german = self.env(context={**self.env.context, "lang": "de_DE"})
        words = {"name": "Seriennummer|Los", "quantity": "Menge"}
        heads = type(self.assignment)._headers
        self.patch(
            type(self.assignment),
            "_headers",
            lambda records: heads(records) | (words if records.env.lang == "de_DE" else {}),
        )
        [row] = self.read("Menge;Los\n1.234,5;A1", german)
        self.assertEqual((row["name"], row["quantity"]), ("A1", 1234.5))

    def test_a_product_column_picks_the_line(self):
        self.tomato.default_code = "TOM"
        rows = self.read("Product;Number;Quantity\nMotor;A1;1\ntom;L1;20")
        self.assertEqual([row["move_id"] for row in rows], [self.move.id, self.lots.id])

    def test_heads_that_cannot_be_used(self):
        for text, words in (
            ("Quantity;Reference\n1;R", "no column for the lot/serial number"),
            ("SN;Lot\nA;B", "Two columns .* the same meaning"),
            ("SN;Colour\nA;red", "Unknown columns in the header row: Colour"),
        ):
            with self.refused(UserError, words):
                self.read(text)

    def test_dates_as_people_and_programs_write_them(self):
        day = datetime(2027, 2, 1)
        formats = ["%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%y"]
        for text in ("2027-02-01", "20270201", "01.02.2027", "1.2.2027", "01.02.27", "46419"):
            self.assertEqual(read_date(text, formats), day, text)
        for text in ("2027-02-01T08:30", "2027-02-01 08:30:00", "1.2.2027 08:30"):
            self.assertEqual(read_date(text, formats), datetime(2027, 2, 1, 8, 30), text)
        self.assertEqual(read_date("46419.5", formats), datetime(2027, 2, 1, 12))

    def test_a_day_ends_in_the_warehouse_and_a_time_is_the_user_s(self):
        for text, moment in (
            ("2027-01-31", "2027-02-01 04:59:59"),
            ("2027-01-31 00:00", "2027-01-30 23:00:00"),
            ("2027-01-31 12:30", "2027-01-31 11:30:00"),
        ):
            [row] = self.read(f"A1\t1\t{text}")
            self.assertEqual(row["expiration_date"], moment)
        midnight = [{"name": "A1", "quantity": 1.0, "expiration_date": "2027-01-30 23:00:00"}]
        written = self.assignment.write_workbook(midnight)
        self.assertEqual(self.bare(self.read_file(written)), midnight)

    def test_numbers_as_people_and_programs_write_them(self):
        for text, point, thousands, number in (
            ("1,234.5", ".", ",", 1234.5),
            ("1.234,5", ",", ".", 1234.5),
            ("1.234", ",", ".", 1234),
            ("1.5", ",", ".", 1.5),
            ("1,5", ".", ",", 1.5),
            ("1\u00a0234,5", ",", "\u00a0", 1234.5),
            ("12", ".", ",", 12),
            ("1e3", ".", ",", 1000),
        ):
            self.assertEqual(read_number(text, point, thousands), number, text)

    def test_a_workbook_holds_numbers_and_dates(self):
        rows = self.read_file(
            self.workbook(
                [
                    ["Serial Number", "Quantity", "Expiration Date"],
                    [10001, 1, datetime(2027, 1, 31)],
                    [],
                    ["A2", 1.0, 46418],
                    ["A3", "1", "2027-01-31"],
                ]
            )
        )
        self.assertEqual([row["name"] for row in rows], ["10001", "A2", "A3"])
        self.assertEqual({row["expiration_date"] for row in rows}, {"2027-02-01 04:59:59"})
        self.assertEqual([row["row"] for row in rows], [2, 4, 5])

    def test_csv_files_in_the_encodings_of_excel(self):
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            rows = self.read_file("Größe-1;1\r\n".encode(encoding), "list.csv")
            self.assertEqual(rows[0]["name"], "Größe-1", encoding)

    def test_files_that_are_not_what_they_claim(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 110_000_000)
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w") as archive:
            archive.writestr("hello.txt", "hello")
        sheet = self.workbook([["A1"]])
        entities = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(sheet)) as old, zipfile.ZipFile(entities, "w") as new:
            for part in old.namelist():
                head = b'<!DOCTYPE x [<!ENTITY a "a">]>' if "sheet1" in part else b""
                new.writestr(part, head + old.read(part))
        late = self.with_sheet(sheet, b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>')
        for content in (
            b"",
            b"PK\x03\x04 no archive",
            bomb.getvalue(),
            late,
            plain.getvalue(),
            entities.getvalue(),
            sheet[: len(sheet) // 2],
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
            b"%PDF-1.7 \x00",
            b"\x89PNG\r\n\x1a\n\x00",
            b"A1\x00B1",
            b"\xff\xfe\x00\xd8",
        ):
            with self.subTest(content[:12]), self.refused(UserError, r"x\.xlsx (is|.*neither)"):
                self.read_file(content, "x.xlsx")

    def with_sheet(self, workbook, rows, dimension=b""):
        """:return: the workbook with other rows in its sheet"""
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(made, "w") as new:
            for part in old.namelist():
                content = (
                    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                    b"%s<sheetData>%s</sheetData></worksheet>" % (dimension, rows)
                )
                new.writestr(part, content if "sheet1" in part else old.read(part))
        return made.getvalue()

    def test_a_workbook_that_says_it_is_smaller_is_read_whole(self):
        rows = b"".join(b'<row r="%d"><c><v>%d</v></c></row>' % (row, row) for row in (1, 3))
        sheet = self.with_sheet(self.workbook([["A1"]]), rows, b'<dimension ref="A1:A1"/>')
        self.assertEqual([row["name"] for row in self.read_file(sheet, "x.xlsx")], ["1", "3"])

    def test_entities_are_found_wherever_they_stand(self):
        head = b"<!--%s--><!DOCTYPE x>" % (b" " * 3_000_000)
        with self.refused(UserError, r"x\.xlsx .*neither"):
            self.read_file(self.with_sheet(self.workbook([["A1"]]), b"", head), "x.xlsx")

    def test_a_workbook_named_as_csv_is_read_as_what_it_is(self):
        [row] = self.read_file(self.workbook([["A1", 1]]), "list.csv")
        self.assertEqual(row["name"], "A1")

    def test_the_wizard_reads_a_file_and_says_what_is_none(self):
        wizard = self.wizard(self.receipt.move_ids[0])
        wizard.write(
            {
                "source": "file",
                "file": base64.b64encode(self.workbook([["A1"], ["A2"]])),
                "file_name": "list.xlsx",
            }
        )
        wizard.action_read_file()
        self.assertEqual(self.states(wizard), ["new", "new"])
        self.assertFalse(wizard.file)
        with self.refused(UserError, "is empty or larger"):
            wizard.action_read_file()

    def test_the_template_is_read_as_an_empty_list(self):
        self.assertEqual(self.read_file(self.assignment.write_workbook()), [])

    @SETTINGS
    @given(ROWS)
    def test_a_list_written_and_read_is_the_same(self, rows):
        content = self.assignment.write_workbook(rows)
        self.assertEqual(self.bare(self.read_file(content)), rows)
        book = openpyxl.load_workbook(io.BytesIO(content))
        kinds = {cell.data_type for line in book.active.iter_rows() for cell in line}
        self.assertNotIn("f", kinds)

    @SETTINGS
    @given(st.text(max_size=200) | st.text('\t;,"\n\r A1-=.0\x00\ud800', max_size=60))
    def test_any_text_is_rows_or_one_clear_error(self, text):
        wizard = self.wizard(self.receipt.move_ids)
        try:
            wizard.add_text(text)
            wizard.flush_recordset()
        except UserError as error:
            self.assertTrue(str(error))
            return
        self.assertEqual(len(wizard.rows), wizard.row_count)
        for row in wizard.rows:
            self.assertIn(row["severity"], ("ok", "warning", "error"))
            self.assertTrue(row["message"] or row["severity"] == "ok")

    def test_a_thousand_rows_are_checked_with_as_many_queries_as_ten(self):
        counts = []
        for count in (10, 10, 1000):  # the first fills caches
            rows = self.read("\n".join(f"A{number}" for number in range(count)))
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assignment.check_rows(self.receipt.move_ids, rows)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_a_hundred_thousand_lines_are_handled_and_more_refused(self):
        rows = self.read("\n".join(f"A{number}" for number in range(100_000)))
        self.assertEqual(len(rows), 100_000)
        with self.refused(UserError, "at most 100000 rows"):
            self.read("A\n" * 100_001)
        with self.refused(UserError, "too long"):
            self.read("A" * 20_000_001)
        with self.refused(UserError, "far too long"):
            self.read('"' + "A" * 200_000)
