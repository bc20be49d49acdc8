/**
 * Serial numbers of one product that went the same way, shown as one: "2,000 serial numbers,
 * HUM-00001 to HUM-02000".
 *
 * Nothing here knows the screen.
 */

/** From how many on they are shown as one; fewer are read one by one. */
export const SET_FROM = 10;

const byName = new Intl.Collator("en", { numeric: true });

/**
 * Which nodes of a trace may be shown as one with others, and with which.
 *
 * @param {Object} index what `indexAnswer` made of the answer
 * @param {Map[]} linkMaps the links to compare, by the node at their near end
 * @param {Map[]} bundleMaps the bundles, likewise
 * @param {(event: Object) => boolean} isShown which movements to compare
 * @returns {(node: Object) => string} what is equal for two that look alike, "" for one that
 *  stands alone: no serial number, or one with a gap
 */
export function makeLikeness(index, linkMaps, bundleMaps, isShown = () => true) {
    const known = new Map();
    const gaps = new Set(index.gaps.map((gap) => gap.node));
    const compute = (node) => {
        if (node.tracking !== "serial" || gaps.has(node.key)) {
            return "";
        }
        const { product_id: product, company_id: company, depth, state, hold, certainty } = node;
        const events = (index.events.get(node.key) || []).filter(isShown);
        const links = linkMaps.flatMap((links) => links.get(node.key) || []);
        const bundles = bundleMaps.map((bundles) => bundles.get(node.key) || []);
        return JSON.stringify([
            bundles.map((found) => found.map((bundle) => bundle.number)),
            [product, company, depth, state, hold, certainty, node.expiration_date],
            [node.until, node.since],
            events.map((event) => [
                ...[event.kind, event.model, event.res_id, event.certainty, event.partner_id],
                ...[event.location_from, event.location_to, event.quantity],
            ]),
            links.map((link) => [
                ...(link.parent === node.key ? ["", link.child] : [link.parent, ""]),
                ...linkLikeness(link),
            ]),
        ]);
    };
    return (node) => {
        if (!known.has(node.key)) {
            known.set(node.key, compute(node));
        }
        return known.get(node.key);
    };
}

/** What two links have in common that lead the same way. */
export const linkLikeness = (link) => [link.model, link.res_id, link.certainty, link.reason];

/**
 * Put what looks alike together, at the place of the first.
 *
 * @param {Object[]} items
 * @param {(item: Object) => string} likenessOf equal for those that look alike, "" for one alone
 * @returns {Object[]} the items, and {members} for many that look alike
 */
export function gather(items, likenessOf) {
    if (items.length < SET_FROM) {
        return items;
    }
    const likenesses = items.map(likenessOf);
    const groups = new Map();
    items.forEach((item, number) => {
        const likeness = likenesses[number];
        const members = groups.get(likeness);
        if (members) {
            members.push(item);
        } else {
            groups.set(likeness, [item]);
        }
    });
    const isMany = (likeness) => likeness && groups.get(likeness).length >= SET_FROM;
    return items.flatMap((item, number) => {
        const likeness = likenesses[number];
        if (!isMany(likeness)) {
            return [item];
        }
        const members = groups.get(likeness);
        return members[0] === item ? [{ members }] : [];
    });
}

/** A name as what stands around its last number, and that number. */
function parseName(name) {
    const [, start, digits, end] = /^(.*?)([0-9]{1,15})([^0-9]*)$/s.exec(name) || [];
    return { series: JSON.stringify([start, digits?.length, end]), number: Number(digits) };
}

/**
 * From which lot to which some run.
 *
 * @returns {{first: string, last: string, isWhole: boolean}} isWhole: none between them is missing
 */
export function span(nodes) {
    const names = nodes.map((node) => node.lot_name).sort(byName.compare);
    const parsed = names.map(parseName);
    const [start, end] = [parsed[0], parsed.at(-1)];
    return {
        first: names[0],
        last: names.at(-1),
        isWhole:
            parsed.every(({ series }) => series === start.series) &&
            end.number - start.number === names.length - 1,
    };
}

const sum = (items) => items.reduce((total, item) => total + item.quantity, 0);

/** One movement for those of many lots. */
export function mergeEvents(events) {
    return { ...events[0], quantity: sum(events) };
}

/**
 * One link for those of many lots, all of one document.
 *
 * Each link says how much of its parent was used. Several that share a parent may all tell of the
 * same use: together they are no more than the document took of it.
 */
export function mergeLinks(index, links) {
    const [link] = links;
    let quantity = sum(links);
    if (links.every(({ parent }) => parent === link.parent)) {
        const taken = (index.events.get(link.parent) || []).filter(
            ({ kind, model, res_id: id }) =>
                kind === "consumption" && model === link.model && id === link.res_id,
        );
        quantity = Math.min(quantity, taken.length ? sum(taken) : link.quantity);
    }
    return { ...link, quantity };
}
