"""The words for what a trace says by keys: one vocabulary for screens, papers and files.

Each function translates its words when it is called, to the user's language. Readers ask
``env["traceability.graph"].labels()``, to which addons add theirs by the hook ``_trace_labels``.
"""


def event_kinds(env):
    """Return {kind of a movement: its name}."""
    return {
        "receipt": env._("Receipt"),
        "delivery": env._("Delivery"),
        "return": env._("Return"),
        "internal": env._("Internal transfer"),
        "production": env._("Production"),
        "consumption": env._("Consumption"),
        "scrap": env._("Scrap"),
        "adjustment": env._("Inventory adjustment"),
    }


def documents(env):
    """Return {model of a document: what it is called when it uses and makes goods}.

    Those that are not here say *Production* and *Consumption*; addons add theirs.
    """
    return {}


def event_word(labels, event):
    """Return what a movement is called.

    :param dict labels: what ``env["traceability.graph"].labels()`` returned
    :param dict event: of the answer
    """
    kind = event["kind"]
    own = kind in ("production", "consumption") and labels["documents"].get(event["model"])
    return own or labels["event_kinds"].get(kind, kind)


def gap_kinds(env):
    """Return {kind of a gap: what happened}."""
    return {
        "consumed_without_lot": env._("Used in production without a lot"),
        "produced_without_lot": env._("Produced without a lot"),
        "moved_without_lot": env._("Moved without a lot"),
        "without_origin": env._("No receipt or production recorded"),
        "unbalanced": env._("Quantities do not add up"),
        "negative_stock": env._("Negative stock"),
        "never_put_in": env._("Taken out, but not recorded as put in"),
        "component_not_used": env._("Planned component not recorded as used"),
        "nothing_moved": env._("Completed, but nothing was moved"),
        "two_places": env._("One serial number in several locations at once"),
        "more_back": env._("More returned than was sent"),
        "twin_lots": env._("Several lots with this product and lot/serial number"),
        "without_document": env._("From production or scrap without a document"),
    }


def reasons(env):
    """Return {reason of a link: why it is certain, or only possible}."""
    return {
        "only_lot_made": env._("Used only in this lot"),
        "only_lot_used": env._("No other lot of the product was used"),
        "same_number": env._("One company sent this lot/serial number to the other"),
        "document": env._("The document names both lots"),
        "not_paired": env._("Several lots went into several; which into which is not recorded"),
        "recorded_later": env._("Recorded as used before it came in, or after what was made of it"),
        "was_together": env._("Taken out of the product: they were together until then"),
        "untracked": env._("Through goods without a lot, followed by location and date"),
    }


def states(env):
    """Return {state of a lot's dates: its name}, the worst first."""
    # The words are those of the list of lots, which searches and groups by this field.
    return dict(env["stock.lot"]._fields["expiry_state"]._description_selection(env))


def certainties(env):
    """Return {certainty of a link, a lot or a movement: its name}."""
    return {"certain": env._("Certain"), "possible": env._("Possible")}


def balance(env):
    """Return {part of a lot's balance: its name}, what came before what left and what is there."""
    return {
        "received": env._("Received"),
        "produced": env._("Produced"),
        "returned": env._("Returned"),
        "adjusted": env._("Adjusted"),
        "consumed": env._("Consumed"),
        "shipped": env._("Shipped"),
        "scrapped": env._("Scrapped"),
        "on_hand": env._("On Hand"),
        "in_transit": env._("In Transit"),
        "remainder": env._("Unexplained"),
    }


def directions(env):
    """Return {direction: its title}."""
    return {
        "upstream": env._("Upstream: where it came from"),
        "downstream": env._("Downstream: where it went"),
    }


def all_labels(env):
    """Return {name of a function above: what it gives}."""
    movements = (event_kinds, documents, gap_kinds)
    parts = (*movements, reasons, states, certainties, balance, directions)
    return {part.__name__: part(env) for part in parts}
