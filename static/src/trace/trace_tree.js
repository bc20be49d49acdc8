/**
 * The trace as two trees of rows, built from the engine's answer only as far as it is unfolded.
 *
 * Nothing here knows the screen. A row is a plain object that keeps its identity while the page
 * lives: {uid, type: "node" | "set" | "event" | "more", level, parent, ...}. A set stands for many
 * serial numbers that went the same way.
 */
import { gather, linkLikeness, makeLikeness, mergeEvents, mergeLinks } from "./trace_sets";

export const UPSTREAM = "upstream";
export const DOWNSTREAM = "downstream";

/** How many children of a kind a row shows before it asks; and the rows a tree shows at once. */
export const CHILDREN_SHOWN = 80;
export const ROWS_SHOWN = 200;

const LEVELS_UNFOLDED = 2;
// Where movements stand that name no side themselves.
const EVENT_KINDS = {
    [UPSTREAM]: new Set(["receipt", "production", "return", "adjustment"]),
    [DOWNSTREAM]: new Set(["delivery", "consumption", "scrap", "return", "adjustment", "internal"]),
};

/**
 * @returns {string} what words and filters know a movement by: its kind, or the document that has
 *  a word of its own for what it uses and makes, as an unbuild has
 */
export function movementType(labels, { kind, model }) {
    const isOrder = kind === "production" || kind === "consumption";
    return isOrder && labels.documents?.[model] ? model : kind;
}

/** @returns {Map<string, Object[]>} the bundles by the keys that one field of theirs lists */
function groupByEach(bundles, field) {
    const groups = new Map();
    for (const bundle of bundles) {
        for (const key of bundle[field]) {
            groups.set(key, [...(groups.get(key) || []), bundle]);
        }
    }
    return groups;
}

/** @returns {Map} the items by the value of one field, in their order */
export function groupBy(items, field) {
    const groups = new Map();
    for (const item of items) {
        const group = groups.get(item[field]);
        if (group) {
            group.push(item);
        } else {
            groups.set(item[field], [item]);
        }
    }
    return groups;
}

/**
 * Index the engine's answer, so that each row finds its children without a search.
 *
 * A bundle stands for links from each of its parents to each of its children: `number` names it, and
 * `taken` says how much of each parent it used.
 *
 * @param {Object} answer what `get_traceability` returns
 * @returns {{roots: Object[], nodes: Map, linksByParent: Map, linksByChild: Map,
 *  bundles: Object[], bundlesByParent: Map, bundlesByChild: Map, events: Map, gaps: Object[],
 *  labels: Object}}
 */
export function indexAnswer(answer) {
    const rootIds = new Set(answer.roots);
    const bundles = (answer.bundles || []).map((bundle, number) => ({
        ...bundle,
        number,
        taken: new Map(bundle.parents.map((key, place) => [key, bundle.quantities[place]])),
    }));
    return {
        bundles,
        bundlesByParent: groupByEach(bundles, "parents"),
        bundlesByChild: groupByEach(bundles, "children"),
        roots: answer.nodes.filter((node) => node.lot_id && rootIds.has(node.lot_id)),
        nodes: new Map(answer.nodes.map((node) => [node.key, node])),
        linksByParent: groupBy(answer.links, "parent"),
        linksByChild: groupBy(answer.links, "child"),
        events: groupBy(answer.events, "node"),
        gaps: answer.gaps,
        labels: answer.labels || {},
    };
}

/**
 * Make one of the two trees. It holds which rows are unfolded; {@link visibleRows} reads it.
 *
 * @param {ReturnType<typeof indexAnswer>} index
 * @param {"upstream" | "downstream"} direction
 */
export function makeTree(index, direction) {
    const tree = { index, direction, fold: "default", shown: ROWS_SHOWN, lastUid: 0 };
    const isUp = direction === UPSTREAM;
    tree.likenessOf = makeLikeness(
        index,
        [isUp ? index.linksByChild : index.linksByParent],
        [isUp ? index.bundlesByChild : index.bundlesByParent],
        (event) => isOnSide(event, tree.direction),
    );
    tree.top = newRow(tree, { type: "top", level: 0, parent: null });
    tree.top.groups = [
        lotsGroup(
            tree,
            index.roots.map((node) => ({ node, link: null })),
        ),
    ];
    return tree;
}

function newRow(tree, values) {
    return { uid: ++tree.lastUid, open: null, groups: null, sameAs: null, ...values };
}

function newGroup(items, toRow, name, shown = CHILDREN_SHOWN) {
    return { items, toRow, name, rows: [], shown, more: null };
}

/** Lots below a row, those that went the same way as one. */
function lotsGroup(tree, items) {
    const likeness = ({ node, link }) => {
        const own = tree.likenessOf(node);
        return own && JSON.stringify([own, link && linkLikeness(link)]);
    };
    const toRow = (item) => (item.members ? setValues(tree, item.members) : nodeValues(item));
    return newGroup(gather(items, likeness), toRow, "lots");
}

const nodeValues = ({ node, link }) => ({ type: "node", node, link });

function setValues(tree, members) {
    const [{ node, link }] = members;
    return {
        type: "set",
        members,
        node,
        nodes: members.map((member) => member.node),
        key: `set:${members.map((member) => member.node.key).join()}`,
        link:
            link &&
            mergeLinks(
                tree.index,
                members.map((member) => member.link),
            ),
    };
}

function linksOf(tree, node) {
    const { linksByChild, linksByParent } = tree.index;
    return (tree.direction === UPSTREAM ? linksByChild : linksByParent).get(node.key) || [];
}

function bundlesOf(tree, node) {
    const { bundlesByChild, bundlesByParent } = tree.index;
    return (tree.direction === UPSTREAM ? bundlesByChild : bundlesByParent).get(node.key) || [];
}

/** The links that a bundle stands for, from a row's node; from many nodes as one. */
function linksOfBundle(tree, bundle, nodes) {
    const { taken, children, reference, model, res_id, date, certainty, reason } = bundle;
    const link = { reference, model, res_id, date, certainty, reason };
    if (tree.direction === UPSTREAM) {
        const child = nodes[0].key;
        return [...taken].map(([parent, quantity]) => ({ ...link, parent, child, quantity }));
    }
    const parent = nodes[0].key;
    const quantity = nodes.reduce((total, node) => total + taken.get(node.key), 0);
    return children.map((child) => ({ ...link, parent, child, quantity }));
}

function eventsOf(tree, node) {
    const events = tree.index.events.get(node.key) || [];
    return events.filter((event) => isOnSide(event, tree.direction));
}

/** @returns {boolean} whether a movement stands in a tree; goods that came and left at once in both */
export function isOnSide({ side, kind }, direction) {
    return side ? [direction, "both"].includes(side) : EVENT_KINDS[direction].has(kind);
}

/** Give a row its groups of children: what happened to the lot, then the lots it leads to. */
function groupsOf(tree, row) {
    if (!row.groups) {
        const end = tree.direction === UPSTREAM ? "parent" : "child";
        const toEvent = (event) => ({ type: "event", event });
        const links = [
            ...together(row, linksOf, tree, (parts) => mergeLinks(tree.index, parts)),
            ...bundlesOf(tree, row.node).flatMap((bundle) =>
                linksOfBundle(tree, bundle, row.nodes || [row.node]),
            ),
        ];
        row.groups = [
            newGroup(together(row, eventsOf, tree, mergeEvents), toEvent, "movements"),
            lotsGroup(
                tree,
                links.map((link) => ({ node: tree.index.nodes.get(link[end]), link })),
            ),
        ];
        if (row.type === "set") {
            const toMember = (member) => ({ ...nodeValues(member), open: false });
            row.groups.push(newGroup(row.members, toMember, "members", 0));
        }
    }
    return row.groups;
}

/** What a node has of something; of a set, what each of its nodes has, as one. */
function together(row, partsOf, tree, merge) {
    if (row.type !== "set") {
        return partsOf(tree, row.node);
    }
    const [first, ...others] = row.nodes.map((node) => partsOf(tree, node));
    return first.map((part, number) => merge([part, ...others.map((parts) => parts[number])]));
}

/** Only as many rows are made as are shown: the others wait for *Show more*. */
function childrenOf(tree, row) {
    const children = [];
    for (const group of groupsOf(tree, row)) {
        const wanted = Math.min(group.shown, group.items.length);
        while (group.rows.length < wanted) {
            const values = group.toRow(group.items[group.rows.length]);
            group.rows.push(newRow(tree, { level: row.level + 1, parent: row, ...values }));
        }
        children.push(...group.rows);
        if (wanted < group.items.length) {
            const values = { type: "more", level: row.level + 1, parent: row, group };
            group.more = group.more || newRow(tree, values);
            group.more.remaining = group.items.length - wanted;
            children.push(group.more);
        }
    }
    return children;
}

/** @returns {boolean} whether a row has anything to unfold */
export function hasChildren(tree, row) {
    return (
        row.type === "set" ||
        (row.type === "node" &&
            [linksOf, bundlesOf, eventsOf].some((partsOf) => partsOf(tree, row.node).length))
    );
}

/** What is unfolded once: a node, or many as one. */
const keyOf = (row) => row.key || row.node?.key;

/** @returns {boolean} whether a row is to be unfolded, whatever else the tree shows */
export function isOpen(tree, row) {
    return (
        row.open ?? (tree.fold === "default" ? row.level <= LEVELS_UNFOLDED : tree.fold === "all")
    );
}

/** @returns {boolean} whether nothing at all is recorded in this tree's direction */
export function isEmpty(tree) {
    return !tree.index.roots.some((node) => hasChildren(tree, { type: "node", node }));
}

/**
 * The rows to show, from top to bottom. A node unfolded further up is not unfolded again: its row
 * names that one in `sameAs`. That also ends loops.
 *
 * @returns {{rows: Object[], isCut: boolean}} isCut: there are more than the tree shows at once
 */
export function visibleRows(tree) {
    const rows = [];
    const unfolded = new Map();
    const stack = childrenOf(tree, tree.top).reverse();
    while (stack.length && rows.length < tree.shown) {
        const row = stack.pop();
        rows.push(row);
        row.canOpen = hasChildren(tree, row);
        row.sameAs = (row.canOpen && unfolded.get(keyOf(row))) || null;
        row.isOpen = row.canOpen && !row.sameAs && isOpen(tree, row);
        if (row.isOpen) {
            unfolded.set(keyOf(row), row);
            stack.push(...childrenOf(tree, row).reverse());
        }
    }
    return { rows, isCut: Boolean(stack.length) };
}

/** Unfold or fold one row. */
export function setOpen(row, open) {
    row.open = open;
}

/** Unfold or fold every row, those not built yet as well. */
export function foldAll(tree, fold) {
    tree.fold = fold;
    tree.shown = ROWS_SHOWN;
    const stack = [tree.top];
    while (stack.length) {
        const row = stack.pop();
        row.open = null;
        for (const group of row.groups || []) {
            stack.push(...group.rows);
        }
    }
}

/** Answer a click on a *Show more* row; what it brings is shown, however many rows there are. */
export function showMore(tree, row) {
    row.group.shown += CHILDREN_SHOWN;
    tree.shown += CHILDREN_SHOWN;
}

/** Answer a click on the line that ends a tree cut short. */
export function showMoreRows(tree) {
    tree.shown += ROWS_SHOWN;
}
