/**
 * A part of a trace: what a filter asks for, and the way to it from where the trace began.
 *
 * Plain functions over the engine's answer; nothing here knows the screen or asks the server.
 */
import { groupBy, movementType } from "../trace_tree";

/** A filter that lets everything pass; `from` and `until` are moments in UTC as the answer has. */
export const NO_FILTER = Object.freeze({
    text: "",
    kinds: [],
    products: [],
    companies: [],
    from: "",
    until: "",
});

/** @returns {boolean} whether a filter leaves anything out */
export function isFiltering(filter) {
    return Object.values(filter).some((value) => value.length);
}

const has = (list, value) => !list.length || list.includes(value);

function matchesText(text, ...words) {
    return words.some((word) => word && word.toLowerCase().includes(text));
}

/** Which movements a filter asks for, the text left out. */
function isWanted(labels, event, filter) {
    return (
        has(filter.kinds, movementType(labels, event)) &&
        has(filter.companies, event.company_id) &&
        (!filter.from || event.date >= filter.from) &&
        (!filter.until || event.date <= filter.until)
    );
}

/** What may be searched of a movement, beside its lot. */
const eventWords = (event) => [
    event.reference,
    event.partner_name,
    event.from_partner_name,
    event.location_from,
    event.location_to,
];

/** @returns {Map<string, string[]>} the documents that tie each node to others */
function documentsOf(answer) {
    const ends = answer.links.flatMap(({ parent, child, reference }) => [
        { key: parent, reference },
        { key: child, reference },
    ]);
    for (const { parents, children, reference } of answer.bundles || []) {
        ends.push(...[...parents, ...children].map((key) => ({ key, reference })));
    }
    const byNode = groupBy(ends, "key");
    return new Map([...byNode].map(([key, links]) => [key, links.map((end) => end.reference)]));
}

/**
 * Which nodes a filter asks for, and which of their movements.
 *
 * @returns {Map<string, Object[]>} the movements that match, by the key of each node that matches
 */
function findMatches(answer, filter) {
    const text = filter.text.trim().toLowerCase();
    const { kinds, companies, from, until } = filter;
    const labels = answer.labels || {};
    const asksEvents = isFiltering({ kinds, companies, from, until });
    const events = groupBy(answer.events, "node");
    const documents = documentsOf(answer);
    const matches = new Map();
    for (const node of answer.nodes.filter((each) => has(filter.products, each.product_id))) {
        const { key, lot_name: lot, product_name: product } = node;
        const isNamed = !text || matchesText(text, lot, product, ...(documents.get(key) || []));
        const found = (events.get(key) || []).filter(
            (event) =>
                isWanted(labels, event, filter) &&
                (isNamed || matchesText(text, ...eventWords(event))),
        );
        if (found.length || (isNamed && !asksEvents)) {
            matches.set(key, found);
        }
    }
    return matches;
}

/** Every node that one can come from to one of `keys`, themselves too; ends in loops. */
function waysTo(keys, answer, from, to) {
    const back = groupBy(answer.links, to);
    const [starts, ends] = from === "parent" ? ["parents", "children"] : ["children", "parents"];
    const bundles = (answer.bundles || []).map((bundle) => [new Set(bundle[ends]), bundle[starts]]);
    const found = new Set(keys);
    // A set hands out what is added to it on the way.
    for (const key of found) {
        for (const link of back.get(key) || []) {
            found.add(link[from]);
        }
        for (const [near, far] of bundles) {
            if (near.has(key)) {
                far.forEach((other) => found.add(other));
                near.clear();
            }
        }
    }
    return found;
}

/** A bundle between the lots that are kept, or nothing. */
function restrictBundle(bundle, kept) {
    const places = [...bundle.parents.keys()].filter((place) => kept.has(bundle.parents[place]));
    const children = bundle.children.filter((key) => kept.has(key));
    const [parents, quantities] = [bundle.parents, bundle.quantities].map((values) =>
        places.map((place) => values[place]),
    );
    return places.length && children.length ? [{ ...bundle, parents, quantities, children }] : [];
}

function restrict(answer, matches, kept) {
    return {
        ...answer,
        nodes: answer.nodes.filter((node) => kept.has(node.key)),
        links: answer.links.filter((link) => kept.has(link.parent) && kept.has(link.child)),
        bundles: (answer.bundles || []).flatMap((bundle) => restrictBundle(bundle, kept)),
        events: [...matches].flatMap(([key, events]) => (kept.has(key) ? events : [])),
    };
}

/**
 * Leave out of a trace what a filter does not ask for.
 *
 * @param {Object} answer what `get_traceability` returns
 * @param {typeof NO_FILTER} filter
 * @returns {{upstream: Object, downstream: Object, whole: Object, count: number}} the answer as each
 *  tree and as the picture shows it, and how many lots match
 */
export function filterAnswer(answer, filter) {
    if (!isFiltering(filter)) {
        return { upstream: answer, downstream: answer, whole: answer, count: answer.nodes.length };
    }
    const matches = findMatches(answer, filter);
    const rootIds = new Set(answer.roots);
    const isRoot = (node) => node.lot_id && rootIds.has(node.lot_id);
    const roots = answer.nodes.filter(isRoot).map((node) => node.key);
    // Upstream leads from a root over children to parents: the ways to a match run down from it.
    const upstream = new Set([...waysTo(matches.keys(), answer, "child", "parent"), ...roots]);
    const downstream = new Set([...waysTo(matches.keys(), answer, "parent", "child"), ...roots]);
    const reach = (from, to) => waysTo(roots, answer, from, to);
    const onWayUp = intersect(upstream, reach("parent", "child"));
    const onWayDown = intersect(downstream, reach("child", "parent"));
    return {
        upstream: restrict(answer, matches, onWayUp),
        downstream: restrict(answer, matches, onWayDown),
        whole: restrict(answer, matches, new Set([...onWayUp, ...onWayDown])),
        count: matches.size,
    };
}

const intersect = (a, b) => new Set([...a].filter((item) => b.has(item)));
