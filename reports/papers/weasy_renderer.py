"""Print our papers by WeasyPrint where wkhtmltopdf was built without its own Qt, as Debian's is.

Such a wkhtmltopdf prints no company header, footer or page number, repeats no table head and takes
one document at a time. WeasyPrint does all of it; where it is not installed, `plain_renderer` does
what can be done.
"""

import io
import logging
import re
import threading
from urllib.parse import urljoin

import lxml.html

from odoo import api, models
from odoo.http import request
from odoo.tools.lru import LRU
from odoo.tools.misc import file_open

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...tools.renderer import weasyprint

_logger = logging.getLogger(__name__)

ROWS = "o_traceability_rows"  # the class of long tables of our papers
BARE_MARGIN = 12  # millimetres
SCALE = 0.8  # wkhtmltopdf shrinks pages about so, and layouts are made for it
STATIC = re.compile(r"/(\w+/static/[\w./-]+)$")
FILES = (".css", ".woff", ".woff2", ".ttf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
# Stylesheets as they were parsed, with their fonts: that takes far longer than to print a letter,
# of which a recall has thousands. Pango's fonts are for one thread at a time.
PARSED = LRU(4)
ONE_AT_A_TIME = threading.RLock()
# Pages have their own margins, where core's header and footer stand; what grows over a page must
# not be cut off, a row stays whole, and headings make no outline, which core would split by.
STYLE = """
@page {
    size: %(width)smm %(height)smm;
    margin: %(top)smm %(right)smm %(bottom)smm %(left)smm;
    @top-center { content: element(header); width: 100%%; vertical-align: top; }
    @bottom-center { content: element(footer); width: 100%%; vertical-align: bottom; }
}
html { height: auto !important; }
html, body, #wrapwrap, main { overflow: visible !important; }
body {
    margin: 0 !important;
    padding-top: 0 !important;
    padding-bottom: 0 !important;
    max-width: none !important;
}
/* core's stylesheet is turned round by rtlcss alone, which may be missing */
body[dir="rtl"] { direction: rtl !important; text-align: right; }
body[dir="rtl"] .text-start { text-align: right !important; }
body[dir="rtl"] .text-end { text-align: left !important; }
body > .o_traceability_header { position: running(header); }
body > .o_traceability_footer { position: running(footer); }
.o_css_margins > .o_traceability_header, .o_css_margins > .o_traceability_footer {
    padding: 0 32px;
}
span.page::after { content: counter(page); }
span.topage::after { content: counter(pages); }
thead { display: table-header-group; }
tr, img { break-inside: avoid; }
h1, h2, h3, h4, h5, h6 { bookmark-level: none; break-after: avoid; }
"""


def prints_by_weasyprint(bodies):
    """Tell whether some pages have our tables, and WeasyPrint is needed for them and there."""
    return (
        not _wkhtml().is_patched_qt
        and any(ROWS in body for body in bodies)
        and weasyprint() is not None
    )


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        if not prints_by_weasyprint(bodies):
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        report = self._get_report(report_ref) if report_ref else self
        headers, footers = _parts(header, "headers"), _parts(footer, "footers")
        # Without them their room is the page's.
        arguments = {
            **({} if headers else {"data-report-margin-top": BARE_MARGIN}),
            **({} if footers else {"data-report-margin-bottom": BARE_MARGIN}),
            **(specific_paperformat_args or {}),
        }
        style = STYLE % _page(report.get_paperformat(), landscape, arguments)
        bodies = [
            _with_parts(body, headers[index : index + 1], footers[index : index + 1])
            for index, body in enumerate(bodies)
        ]
        with ONE_AT_A_TIME:
            return _print(bodies, style, self._get_report_url(), _fetcher(self.env))


def _print(bodies, style, base_url, fetcher):
    """Give one PDF of all documents, each an element tree, which is changed."""
    documents = []
    for root in bodies:
        parsed, fonts = _take_stylesheets(root, base_url, fetcher)
        html = lxml.html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
        document = weasyprint().HTML(string=html, base_url=base_url, url_fetcher=fetcher)
        own = weasyprint().CSS(string=style)
        documents.append(
            document.render(
                stylesheets=[*parsed, own], font_config=fonts, presentational_hints=True
            )
        )
    buffer = io.BytesIO()
    pages = [page for document in documents for page in document.pages]
    documents[0].copy(pages).write_pdf(buffer, zoom=SCALE)
    return buffer.getvalue()


def _take_stylesheets(root, base_url, fetcher):
    """Take the stylesheets that a document names out of it, and parse those that are new."""
    links = root.xpath("//link[@rel='stylesheet'][not(@media)]")
    urls = [urljoin(base_url, link.get("href")) for link in links]
    for link in links:
        link.drop_tree()
    contents = tuple(_read(fetcher, url) for url in urls)
    if contents not in PARSED:
        fonts = weasyprint().text.fonts.FontConfiguration()
        parsed = [
            weasyprint().CSS(
                string=content.decode(), base_url=url, url_fetcher=fetcher, font_config=fonts
            )
            for content, url in zip(contents, urls, strict=True)
        ]
        PARSED[contents] = parsed, fonts
    return PARSED[contents]


def _read(fetcher, url):
    try:
        return fetcher.fetch(url).read()
    except (OSError, ValueError) as error:
        _logger.warning("A paper is printed without the stylesheet %s: %s", url, error)
        return b""


def _page(paper, landscape, arguments):
    """Give the millimetres of a page as large as what is shrunk to a ``report.paperformat``."""
    size = [paper.print_page_width, paper.print_page_height]
    if bool(landscape or arguments.get("data-report-landscape")):
        size = sorted(size, reverse=True)
    lengths = {
        **dict(zip(("width", "height"), size, strict=True)),
        "top": arguments.get("data-report-margin-top", paper.margin_top),
        "bottom": arguments.get("data-report-margin-bottom", paper.margin_bottom),
        "left": paper.margin_left,
        "right": paper.margin_right,
    }
    return {name: float(length) / SCALE for name, length in lengths.items()}


def _parts(html, name):
    """Give the header or the footer of each document."""
    if not html:
        return []
    root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
    return root.xpath(f"//*[@id='minimal_layout_report_{name}']/*")


def _with_parts(body, headers, footers):
    """Give the tree of a document with its header and footer, which are taken to each page."""
    root = lxml.html.fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    for script in root.xpath("//script"):
        script.drop_tree()
    for name, parts in (("footer", footers), ("header", headers)):
        part = lxml.html.Element("div", {"class": f"o_traceability_{name}"})
        part.extend(parts)
        root.body.insert(0, part)
    # From right to left it places pictures beside the page that are items of a flex box themselves.
    for image in root.xpath("//*[contains(concat(' ', @class, ' '), ' d-flex ')]/img"):
        item = lxml.html.Element("div")
        image.addprevious(item)
        item.append(image)
    return root


def _fetcher(env):
    """Give what reads the files that a page names: ours, from here, and of this server only.

    As core's renderer it reads no other file of the machine.
    """
    base = weasyprint().urls

    class Fetcher(base.URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            report = env["ir.actions.report"]
            own = report._get_report_url().rstrip("/") + "/"
            if not url.startswith(own):
                raise ValueError(f"{url} is not of this server")
            path = url[len(own) - 1 :].split("?")[0].split("#")[0]
            if path.startswith("/web/assets/"):
                css = _stylesheet(env, path.rsplit("/", 1)[1])
                return base.URLFetcherResponse(url, css, {"Content-Type": "text/css"})
            if static := STATIC.match(path):
                with file_open(static[1], "rb", filter_ext=FILES) as file:
                    return base.URLFetcherResponse(url, file.read())
            return super().fetch(url, {**(headers or {}), **_cookie()})

    return Fetcher(timeout=10)


def _cookie():
    """Let the server know whose pictures are asked for."""
    return {"Cookie": f"session_id={request.session.sid}"} if request and request.db else {}


def _stylesheet(env, filename):
    name, rtl, _kind, autoprefix = env["ir.asset"]._parse_bundle_name(filename, False)
    bundle = env["ir.qweb"]._get_asset_bundle(
        name, css=True, js=False, debug_assets=False, rtl=rtl, autoprefix=autoprefix
    )
    return b"\n".join(attachment.raw for attachment in bundle.css())
