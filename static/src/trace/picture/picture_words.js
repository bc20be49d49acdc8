/** What the boxes of the picture say, and how they look: colours stand in the drawing itself, so
 * that a saved picture has them too. Each colour comes with a word: nothing is told by it alone. */
import { _t } from "@web/core/l10n/translation";
import { day, quantity, setCount, setSpan, word } from "../trace_format";

const LOOKS = {
    plain: { fill: "#ffffff", stroke: "#6c757d" },
    root: { fill: "#e7f1ff", stroke: "#0a58ca", width: 3 },
    alert: { fill: "#fff3cd", stroke: "#997404" },
    best_before: { fill: "#ffe5d0", stroke: "#984c0c" },
    remove: { fill: "#ffd2ad", stroke: "#984c0c" },
    expired: { fill: "#f8d7da", stroke: "#b02a37" },
    hold: { fill: "#e2d9f3", stroke: "#59359a" },
    untracked: { fill: "#ffffff", stroke: "#6c757d", dash: "2 3" },
    gap: { fill: "#fff5f5", stroke: "#b02a37", dash: "2 3" },
    fold: { fill: "#f1f3f5", stroke: "#6c757d", stacked: true },
    vendors: { fill: "#f8f9fa", stroke: "#495057", round: true },
    customers: { fill: "#f8f9fa", stroke: "#495057", round: true },
};

export const RED = "#b02a37";
const MORE = {
    vendors: (count) => _t("%s more vendors", count),
    customers: (count) => _t("%s more customers", count),
    gaps: (count) => _t("%s more gaps", count),
};

/** @returns {Object} fill, stroke and the like of a box */
export function look(box) {
    const { type, node } = box;
    if (type !== "lot" && type !== "set") {
        return LOOKS[type];
    }
    const own = node.hold ? LOOKS.hold : LOOKS[node.state] || LOOKS.plain;
    const state = type === "set" ? { ...own, stacked: true } : own;
    return box.isRoot ? { ...state, stroke: LOOKS.root.stroke, width: LOOKS.root.width } : state;
}

function flags({ node, gaps }, labels) {
    return [
        node?.hold && _t("On hold"),
        node?.state && node.state !== "fresh" && word(labels, "states", node.state),
        gaps === 1 && _t("One gap"),
        gaps > 1 && _t("%s gaps", gaps),
    ].filter(Boolean);
}

/**
 * The states that a picture shows in a colour of their own, for its legend.
 *
 * @param {Iterable<Object>} nodes
 * @returns {Object[]} the worst first: `name`, `label`, `fill`, `stroke`
 */
export function legend(nodes, labels) {
    const shown = new Set([...nodes].filter((node) => !node.hold).map((node) => node.state));
    return ["expired", "remove", "best_before", "alert"]
        .filter((name) => shown.has(name))
        .map((name) => ({ name, label: word(labels, "states", name), ...LOOKS[name] }));
}

/** @returns {{caption: string, name: string, note: string, isAlarm: boolean}} the lines of a box */
export function words(box, labels) {
    const { type, node, gap } = box;
    const alarms = flags(box, labels).map(String);
    switch (type) {
        case "vendors":
            return { caption: _t("Vendor"), name: box.name, note: "" };
        case "customers":
            return { caption: _t("Customer"), name: box.name, note: "" };
        case "gap":
            return {
                caption: gap.product_name,
                name: _t("No lot"),
                note: quantity(gap.quantity, gap.uom),
                isAlarm: true,
            };
        case "set": {
            const nodes = box.members.map((member) => member.node);
            const note = [setSpan(nodes), ...alarms].join(", ");
            return { caption: node.product_name, name: setCount(nodes), note, isAlarm: false };
        }
        case "fold": {
            const more = MORE[box.group] || ((count) => _t("%s more lots", count));
            const note = alarms.join(", ");
            return { caption: box.name, name: more(box.members.length), note, isAlarm: !!note };
        }
    }
    const stock = node.quantity_on_hand
        ? _t("%s on hand", quantity(node.quantity_on_hand, node.uom))
        : "";
    return {
        caption: node.product_name,
        name: node.lot_name || _t("No lot"),
        note: alarms.join(", ") || stock,
        isAlarm: Boolean(alarms.length),
    };
}

/** @returns {string} all there is to say of a box, for the pointer and for screen readers */
export function title(box, labels) {
    const { caption, name, note } = words(box, labels);
    const expires = box.node?.expiration_date;
    return [
        caption,
        name,
        note,
        expires && _t("expires %s", day(expires)),
        box.gap && word(labels, "gap_kinds", box.gap.kind),
        box.gap?.reference,
    ]
        .filter(Boolean)
        .map(String)
        .join(", ");
}

/** @returns {string} what an arrow stands for */
export function arrowTitle(arrow, labels) {
    const references = [...arrow.references].filter(Boolean);
    const documents = references.slice(0, 5).join(", ") + (references.length > 5 ? " …" : "");
    const kind = arrow.isReturn
        ? word(labels, "event_kinds", "return")
        : arrow.isGap
          ? _t("Gap")
          : "";
    return [kind, documents, !arrow.certain && word(labels, "certainties", "possible")]
        .filter(Boolean)
        .map(String)
        .join(", ");
}
