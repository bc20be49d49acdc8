"""The tables of a trace, which the workbook and the CSV file write out.

Each is a title, its columns as (head, width) and an iterable of rows of Python values: text,
numbers, and dates on the reader's clock. A head means the same in every table.
"""

from itertools import chain

from ...tools.labels import event_word
from ...tools.workbook import Indented
from .traceability_dates import local_time
from .traceability_sets import set_name
from .traceability_tree import DIRECTIONS, partner_text, signed_quantity, tree_rows


def sheets(env, answer, title="", is_kept=False):
    """Tabulate a trace.

    :param env: whose language and time zone the tables speak
    :param dict answer: what ``get_traceability`` returned
    :param str title: what was traced, which the statement says first
    :param bool is_kept: whether the answer is of an earlier moment; the sheet of the stock, which
        is what is there now, is left out then
    :return: list of (title, columns, rows); first the trees, which repeat what the others list
    """
    nodes = {node["key"]: node for node in answer["nodes"]}
    labels = env["traceability.graph"].labels()
    return [
        _trace_sheet(env, answer, labels),
        _lots_sheet(env, answer, labels),
        _links_sheet(env, answer, labels, nodes),
        _events_sheet(env, answer, labels, nodes),
        _customers_sheet(env, answer, labels),
        customer_lots_sheet(env, answer, labels),
        *([] if is_kept else [stock_sheet(env, answer, labels)]),
        _balance_sheet(env, answer, labels),
        _gaps_sheet(env, answer, labels, nodes),
        _statement_sheet(env, answer, title),
    ]


def _columns(env, names):
    """Return list of (head, width) of some columns, named in one text."""
    columns = {
        "direction": (env._("Direction"), 13),
        "level": (env._("Level"), 7),
        "what": (env._("Type"), 24),
        "product": (env._("Product"), 34),
        "lot": (env._("Lot/Serial Number"), 20),
        "date": (env._("Date"), 17),
        "document": (env._("Document"), 18),
        "from": (env._("From"), 24),
        "to": (env._("To"), 24),
        "partner": (env._("Partner"), 24),
        "quantity": (env._("Quantity"), 11),
        "used": (env._("Quantity Used"), 13),
        "unit": (env._("Unit"), 9),
        "certainty": (env._("Certainty"), 11),
        "repeat": (env._("Shown Above"), 13),
        "generation": (env._("Generation"), 12),
        "on_hand": (env._("On Hand"), 11),
        "share": (env._("Share"), 11),
        "expiration": (env._("Expiration Date"), 17),
        "state": (env._("Freshness"), 16),
        "hold": (env._("On Hold"), 9),
        "product_used": (env._("Product Used"), 34),
        "lot_used": (env._("Lot/Serial Number Used"), 22),
        "product_made": (env._("Product Made"), 34),
        "lot_made": (env._("Lot/Serial Number Made"), 22),
        "reason": (env._("Reason"), 40),
        "package": (env._("Package"), 16),
        "owner": (env._("Owner"), 20),
        "waived": (env._("Lot Not Required"), 16),
        "customer": (env._("Customer"), 30),
        "lots": (env._("Lots/Serial Numbers"), 12),
        "delivered": (env._("Delivered"), 11),
        "returned": (env._("Returned"), 11),
        "net": (env._("Net Delivered"), 13),
        "phone": (env._("Phone"), 18),
        "email": (env._("Email"), 30),
        "documents": (env._("Documents"), 30),
        "location": (env._("Location"), 30),
        "reserved": (env._("Reserved"), 11),
        "reserved_for": (env._("Reserved For"), 40),
    }
    return [columns[name] for name in names.split()]


def _word(words, key):
    """Return the word for a key, or the key that an addon gave no word."""
    return words.get(key, key)


def _directions(env):
    return {"upstream": env._("Upstream"), "downstream": env._("Downstream")}


def _trace_sheet(env, answer, labels):
    columns = _columns(
        env,
        "direction level what product lot date document from to partner quantity used unit"
        " certainty repeat",
    )
    names = _directions(env)
    lot, certainties, yes = env._("Lot"), labels["certainties"], env._("Yes")

    def cells(direction, row):
        event, link, node = row["event"], row["link"], row["node"]
        source = event or link or {}
        return [
            names[direction],
            row["level"],
            event_word(labels, event) if event else lot,
            Indented(node["product_name"], row["level"]),
            node["lot_name"] if row["kind"] != "set" else set_name(env, row["nodes"]),
            local_time(env, source.get("date")),
            source.get("reference"),
            source.get("location_from"),
            source.get("location_to"),
            partner_text(source),
            signed_quantity(event) if event else None,
            # Of what was used, whichever end of the link the row shows.
            link["quantity"] if link else None,
            row["uom"],
            certainties[link["certainty"]] if link else None,
            yes if row["repeat"] else None,
        ]

    rows = (
        cells(direction, row) for direction in DIRECTIONS for row in tree_rows(answer, direction)
    )
    return env._("Trace"), columns, rows


def _lots_sheet(env, answer, labels):
    columns = _columns(
        env,
        "product lot generation on_hand unit share expiration state hold certainty",
    )
    states, certainties, yes = labels["states"], labels["certainties"], env._("Yes")
    rows = (
        [
            node["product_name"],
            node["lot_name"],
            node["depth"],
            node["quantity_on_hand"],
            node["uom"],
            node["share"],
            local_time(env, node["expiration_date"]),
            states.get(node["state"]),
            yes if node["hold"] else None,
            certainties[node["certainty"]],
        ]
        for node in answer["nodes"]
    )
    return env._("Lots"), columns, rows


def _links_sheet(env, answer, labels, nodes):
    columns = _columns(
        env,
        "product_used lot_used product_made lot_made quantity unit document date certainty reason",
    )
    certainties, reasons = labels["certainties"], labels["reasons"]
    rows = (
        [
            nodes[link["parent"]]["product_name"],
            nodes[link["parent"]]["lot_name"],
            nodes[link["child"]]["product_name"],
            nodes[link["child"]]["lot_name"],
            link["quantity"],
            nodes[link["parent"]]["uom"],
            link["reference"],
            local_time(env, link["date"]),
            certainties[link["certainty"]],
            _word(reasons, link["reason"]),
        ]
        for link in answer["links"]
    )
    return env._("Links"), columns, chain(rows, _bundle_rows(env, answer, labels, nodes))


def _bundle_rows(env, answer, labels, nodes):
    """Return the rows of the bundles, as those of links: one for all that a bundle links."""
    for bundle in answer["bundles"]:
        parents, children = (
            [nodes[key] for key in bundle[side] if key in nodes] for side in ("parents", "children")
        )
        yield [
            *(parents[0]["product_name"], set_name(env, parents)),
            *(children[0]["product_name"], set_name(env, children)),
            *(sum(bundle["quantities"]), parents[0]["uom"]),
            *(bundle["reference"], local_time(env, bundle["date"])),
            *(
                labels["certainties"][bundle["certainty"]],
                _word(labels["reasons"], bundle["reason"]),
            ),
        ]


def _events_sheet(env, answer, labels, nodes):
    columns = _columns(
        env,
        "date what product lot document from to partner quantity unit share package owner"
        " certainty direction",
    )
    certainties = labels["certainties"]
    sides = {**_directions(env), "both": env._("Both")}
    rows = (
        [
            local_time(env, event["date"]),
            event_word(labels, event),
            nodes[event["node"]]["product_name"],
            nodes[event["node"]]["lot_name"],
            event["reference"],
            event["location_from"],
            event["location_to"],
            partner_text(event),
            signed_quantity(event),
            event["uom"],
            event["share"],
            event["package_name"],
            event["owner_name"],
            certainties[event["certainty"]],
            sides[event["side"]],
        ]
        for event in answer["events"]
    )
    return env._("Events"), columns, rows


def _customers_sheet(env, answer, labels):
    """What each customer got, a product a row."""
    columns = _columns(env, "customer product lots delivered returned net unit certainty")
    columns += _columns(env, "phone email")
    certainties = labels["certainties"]
    rows = (
        [
            *(row["customer"], row["product"], len(row["lots"])),
            *(row["delivered"], row["returned"], row["net"], row["uom"]),
            *(certainties[row["certainty"]], row["who"].phone, row["who"].email),
        ]
        for row in env["traceability.graph"].customers(answer)
    )
    return env._("Customers"), columns, rows


def customer_lots_sheet(env, answer, labels):
    """Tabulate what each customer got, a lot a row."""
    columns = _columns(
        env, "customer phone email product lot delivered returned net unit certainty documents"
    )
    certainties = labels["certainties"]
    rows = (
        [
            *(row["customer"], row["who"].phone, row["who"].email),
            *(row["product"], lot["node"]["lot_name"]),
            *(lot["delivered"], lot["returned"], lot["net"], row["uom"]),
            certainties[row["certainty"]],
            ", ".join(document["reference"] for document in lot["documents"]),
        ]
        for row in env["traceability.graph"].customers(answer)
        for lot in row["lots"]
    )
    return env._("Lots by Customer"), columns, rows


def stock_sheet(env, answer, labels):
    """Tabulate what is left, a lot and location a row."""
    columns = _columns(
        env,
        "product lot location package owner on_hand reserved unit hold certainty reserved_for",
    )
    certainties, yes = labels["certainties"], env._("Yes")
    rows = (
        [
            *(row["node"]["product_name"], row["node"]["lot_name"]),
            *(row["location"], row["package"], row["owner"]),
            *(row["on_hand"], row["reserved"], row["node"]["uom"]),
            yes if row["node"]["hold"] else None,
            certainties[row["node"]["certainty"]],
            ", ".join(
                " ".join(filter(None, (document["reference"], document["partner"])))
                for document in row["documents"]
            ),
        ]
        for row in env["traceability.graph"].stock(answer)
    )
    return env._("Stock"), columns, rows


def _balance_sheet(env, answer, labels):
    names = labels["balance"]
    columns = _columns(env, "product lot unit") + [(name, 12) for name in names.values()]
    rows = (
        [node["product_name"], node["lot_name"], node["uom"], *map(node["balance"].get, names)]
        for node in answer["nodes"]
        if node["balance"]
    )
    return env._("Balance"), columns, rows


def _gaps_sheet(env, answer, labels, nodes):
    columns = _columns(
        env,
        "what product quantity unit document date lot waived",
    )
    kinds, yes = labels["gap_kinds"], env._("Yes")
    rows = [
        [
            _word(kinds, gap["kind"]),
            gap["product_name"],
            gap["quantity"],
            gap["uom"],
            gap["reference"],
            local_time(env, gap["date"]),
            nodes[gap["node"]]["lot_name"] if gap["node"] in nodes else None,
            yes if gap["waived"] else None,
        ]
        for gap in answer["gaps"]
    ]
    return env._("Gaps"), columns, rows


def _statement_sheet(env, answer, title):
    """What was traced, and what could not be followed, in words."""
    statement = env["traceability.graph"].say_statement(answer)
    lines = [title, *statement] if title else statement
    return env._("Statement"), [(env._("Statement"), 120)], [[line] for line in lines]
