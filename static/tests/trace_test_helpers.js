import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { animationFrame, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class Product extends models.Model {
    _name = "product.product";
    name = fields.Char();
    _records = [
        { id: 1, name: "Tomato" },
        { id: 2, name: "Sauce" },
    ];
}

class Lot extends models.Model {
    _name = "stock.lot";
    name = fields.Char();
    product_id = fields.Many2one({ relation: "product.product" });
    _records = [
        { id: 1, name: "T1", product_id: 1 },
        { id: 2, name: "S1", product_id: 2 },
        ...Array.from({ length: 20 }, (_, index) => ({
            id: 10 + index,
            name: `A${index}-T1`,
            product_id: 1,
        })),
    ];
    _views = {
        form: `<form><field name="name"/></form>`,
        list: `<list><field name="name"/></list>`,
        search: `<search/>`,
    };
}

/** What each test of the page needs: the models, and a clock one hour ahead of UTC. */
export function defineTrace() {
    defineMailModels();
    defineModels([Product, Lot]);
    beforeEach(() => {
        asked.length = 0;
        mockTimeZone(+1);
        // Lots as the server finds them: the exact number first, then those that contain it.
        onRpc("traceability.graph", "find_traceable", function ({ args: [text] }) {
            const lots = this.env["stock.lot"].search_read([["name", "ilike", text]], ["name"]);
            lots.sort((a, b) => (b.name === text) - (a.name === text));
            return lots.slice(0, 8).map(({ id, name }) => ({
                model: "stock.lot",
                id,
                name,
                kind: "Lot/Serial",
                detail: "Tomato",
            }));
        });
    });
}

/** The words that come with an answer, as far as the tests look at them. */
export const LABELS = {
    event_kinds: { receipt: "Receipt", delivery: "Delivery", return: "Return" },
    gap_kinds: {
        consumed_without_lot: "Used in production without a lot",
        moved_without_lot: "Moved without a lot",
    },
    reasons: { not_paired: "Which into which is not recorded" },
    states: {
        expired: "Expired",
        remove: "To Remove",
        best_before: "Past Best Before Date",
        alert: "Alert",
        fresh: "Fresh",
    },
    certainties: { certain: "Certain", possible: "Possible" },
    balance: {
        received: "Received",
        produced: "Produced",
        shipped: "Shipped",
        on_hand: "On Hand",
        remainder: "Unexplained",
    },
    directions: { upstream: "Upstream", downstream: "Downstream" },
};
export const node = (id, product, name, values = {}) => ({
    key: `lot:${id}`,
    lot_id: id,
    lot_name: name,
    product_id: id,
    product_name: product,
    depth: 0,
    quantity_on_hand: 2.5,
    uom: "kg",
    expiration_date: null,
    state: null,
    ...values,
});
export const link = (parent, child, values = {}) => ({
    parent: `lot:${parent}`,
    child: `lot:${child}`,
    quantity: 5,
    reference: "WH/MO/00001",
    model: "mrp.production",
    res_id: 3,
    date: "2026-03-01 12:00:00",
    certainty: "certain",
    ...values,
});
export const event = (id, kind, values = {}) => ({
    move_line_id: 9,
    node: `lot:${id}`,
    kind,
    date: "2026-03-02 23:30:00",
    reference: "WH/OUT/00001",
    model: "stock.picking",
    res_id: 4,
    location_from: "WH/Stock",
    location_to: "Customers",
    partner_id: 7,
    partner_name: "Bistro",
    quantity: 1000.5,
    uom: "kg",
    ...values,
});
/** Tomatoes became sauce, the sauce a box; the sauce was delivered. */
export const story = (values = {}) => ({
    roots: [2],
    nodes: [
        node(2, "Sauce", "S1", { state: "alert", expiration_date: "2026-12-31 23:30:00" }),
        node(1, "Tomato", "T1"),
        node(3, "Box", "B1"),
        node(4, "Pallet", "P1"),
    ],
    links: [link(1, 2), link(2, 3, { certainty: "possible" }), link(3, 4), link(4, 2)],
    events: [event(2, "delivery"), event(1, "receipt", { reference: "WH/IN/00001" })],
    gaps: [],
    truncated: false,
    ...values,
});

/** The questions that the page has asked the server. */
export const asked = [];

/** Open the page as a form's button does; the server gives this answer, if any. */
export async function openTrace(
    answer = story(),
    params = { model: "stock.lot", ids: [2] },
    mode = "tree",
) {
    if (answer) {
        onRpc(params.model || "stock.lot", "get_traceability", ({ args, kwargs }) => {
            asked.push([...args, kwargs.direction, ...(kwargs.limit ? [] : ["everything"])]);
            return { labels: LABELS, ...answer };
        });
    }
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        tag: "product_traceability.trace",
        type: "ir.actions.client",
        path: "traceability",
        params,
    });
    await animationFrame();
    if (queryFirst(`.o_trace_mode_${mode}`)) {
        await contains(`.o_trace_mode_${mode}`).click();
    }
}
