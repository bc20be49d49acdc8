/**
 * How the trace page writes: dates and numbers in the user's way, icons and colours. The words for
 * the keys of an answer (kinds, states, reasons ...) come with it, in `labels`.
 */
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { span } from "./trace_sets";
import { movementType } from "./trace_tree";

export const EVENT_ICONS = {
    receipt: "fa-sign-in",
    delivery: "fa-truck",
    return: "fa-undo",
    internal: "fa-exchange",
    production: "fa-cogs",
    consumption: "fa-cog",
    scrap: "fa-trash-o",
    adjustment: "fa-pencil",
};

/** The colours of a lot's states, as in the list of lots. */
export const STATE_CLASSES = {
    expired: "text-bg-danger",
    remove: "text-bg-warning",
    best_before: "text-bg-warning",
    alert: "text-bg-warning",
    fresh: "text-bg-success",
};

/**
 * @param {Object} labels what the answer has of them
 * @param {string} part such as "event_kinds"
 * @returns {string} the word for a key, or the key that an addon gave no word
 */
export function word(labels, part, key) {
    return labels[part]?.[key] ?? key ?? "";
}

/** @returns {string} what a movement is called: an unbuild by its document */
export function eventWord(labels, event) {
    const type = movementType(labels, event);
    return word(labels, type === event.kind ? "event_kinds" : "documents", type);
}

/** @param {string | null} date in UTC, as the server writes it */
export function dateTime(date) {
    // Seconds only make the column wide.
    const format = localization.dateTimeFormat.replace(/\W?ss/, "");
    return date ? formatDateTime(deserializeDateTime(date), { format }) : "";
}

/** @param {string | null} date in UTC, as the server writes it */
export function day(date) {
    return date ? formatDate(deserializeDateTime(date)) : "";
}

/** @param {string | null} date of a day, as the server writes it */
export function date(day) {
    return day ? formatDate(deserializeDate(day)) : "";
}

/** @returns {string} number and unit; no zeros that say nothing (5, not 5.00) */
export function quantity(value, uom) {
    return `${formatFloat(value, { digits: [16, 6], trailingZeros: false })} ${uom || ""}`.trim();
}

/** @returns {string} such as 2,000 */
export function whole(number) {
    return formatFloat(number, { digits: [16, 0] });
}

/** @returns {string} what many serial numbers, shown as one, are called */
export function setCount(nodes) {
    return _t("%s serial numbers", whole(nodes.length));
}

/** @returns {string} from where to where they run; "…" where some between are not among them */
export function setSpan(nodes) {
    const { first, last, isWhole } = span(nodes);
    return isWhole ? _t("%(first)s to %(last)s", { first, last }) : `${first} … ${last}`;
}

/** @returns {string} both */
export function setName(nodes) {
    return `${setCount(nodes)}, ${setSpan(nodes)}`;
}

/** @returns {string} a movement's quantity, below 0 when it takes back what others gave */
export function signedQuantity({ quantity: moved, sign, uom }) {
    return quantity(sign < 0 ? -moved : moved, uom);
}
