/**
 * What each customer got of what was asked about and of what became of it.
 *
 * Nothing here knows the screen. A total is of one product in its own unit, so that kilograms are
 * never added to pieces.
 */

// What went to customers and came back.
const KINDS = new Set(["delivery", "return"]);

/** @returns {Set<string>} the keys of what was asked about and of what became of it */
export function withDescendants(index) {
    const found = new Set(index.roots.map((node) => node.key));
    const bundles = new Set();
    // A set hands out what is added to it on the way.
    for (const key of found) {
        for (const link of index.linksByParent.get(key) || []) {
            found.add(link.child);
        }
        for (const bundle of index.bundlesByParent.get(key) || []) {
            if (!bundles.has(bundle)) {
                bundles.add(bundle);
                bundle.children.forEach((child) => found.add(child));
            }
        }
    }
    return found;
}

/**
 * Add up by customer and product.
 *
 * @param {Object} index what `indexAnswer` made of the answer
 * @returns {Object[]} in the order of customers, then products: `key`, `partnerId`, `customer`
 *  (the location where no partner is known), `product`, `uom`, `certainty`, `lots`, `delivered`,
 *  `returned`, `net`
 */
export function customerTotals(index) {
    const nodes = [...withDescendants(index)].map((key) => index.nodes.get(key)).filter(Boolean);
    const events = nodes.flatMap((node) =>
        (index.events.get(node.key) || []).map((event) => ({ node, event })),
    );
    // On the other side is what went back to a vendor.
    const moved = events.filter(({ event }) => KINDS.has(event.kind) && event.side !== "upstream");
    const totals = new Map();
    // Goods that go from a vendor to a customer, or back, name both.
    const add = ({ node, event }, place, name, end) => {
        const { certainty } = event;
        const partnerId = event[`${end}_partner_id`] || event.partner_id;
        const key = JSON.stringify([partnerId || place, node.product_id, certainty]);
        if (!totals.has(key)) {
            const customer = event[`${end}_partner_name`] || event.partner_name || place;
            const start = { lots: new Set(), delivered: 0, returned: 0 };
            const { product_name: product, uom } = node;
            totals.set(key, { key, partnerId, customer, product, uom, certainty, ...start });
        }
        const total = totals.get(key);
        total[name] += event.quantity;
        total.lots.add(node.key);
    };
    for (const each of moved) {
        if (each.event.sign < 0) {
            add(each, each.event.location_from, "returned", "from");
        } else {
            add(each, each.event.location_to, "delivered", "to");
        }
    }
    return [...totals.values()]
        .map((total) => ({
            ...total,
            lots: total.lots.size,
            net: total.delivered - total.returned,
        }))
        .sort((a, b) => a.customer.localeCompare(b.customer) || a.product.localeCompare(b.product));
}
