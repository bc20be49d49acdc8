/** What the trace page writes: dates and numbers in the user's way, and the names of kinds. */
import { deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

export const EVENTS = {
    receipt: { label: _t("Receipt"), icon: "fa-sign-in" },
    delivery: { label: _t("Delivery"), icon: "fa-truck" },
    return: { label: _t("Return"), icon: "fa-undo" },
    internal: { label: _t("Internal transfer"), icon: "fa-exchange" },
    production: { label: _t("Production"), icon: "fa-cogs" },
    consumption: { label: _t("Consumption"), icon: "fa-cog" },
    scrap: { label: _t("Scrap"), icon: "fa-trash-o" },
    adjustment: { label: _t("Inventory adjustment"), icon: "fa-pencil" },
};

export const STATES = {
    ok: { label: _t("Fresh"), className: "text-bg-success" },
    alert: { label: _t("Alert"), className: "text-bg-warning" },
    expired: { label: _t("Expired"), className: "text-bg-danger" },
};

export const GAPS = {
    consumed_without_lot: _t("Used in production without lot"),
    produced_without_lot: _t("Produced without lot"),
    moved_without_lot: _t("Moved without lot"),
    without_origin: _t("Neither received nor made"),
    unbalanced: _t("Quantities do not add up"),
    negative_stock: _t("Less than nothing in stock"),
};

/** Why a link is certain, or only possible. */
export const REASONS = {
    only_lot_made: _t("It went into this lot alone"),
    only_lot_used: _t("No other lot of the product was used"),
    same_number: _t("One company sent this number to the other"),
    document: _t("The document names both"),
    not_paired: _t("Several lots went into several; none recorded which into which"),
    untracked: _t("Through goods without lot, followed by place and date"),
};

/** The parts of a lot's balance: what came, what left, what is there, what is not explained. */
export const BALANCE = {
    received: _t("Received"),
    produced: _t("Produced"),
    returned: _t("Returned"),
    adjusted: _t("Adjusted"),
    consumed: _t("Consumed"),
    shipped: _t("Shipped"),
    scrapped: _t("Scrapped"),
    in_transit: _t("In transit"),
};

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

/** @returns {string} number and unit; no zeros that say nothing (5, not 5.00) */
export function quantity(value, uom) {
    return `${formatFloat(value, { digits: [16, 6], trailingZeros: false })} ${uom || ""}`.trim();
}
