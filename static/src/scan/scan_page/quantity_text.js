import { localization } from "@web/core/l10n/localization";

// Anything longer is a barcode.
const QUANTITY = /^([0-9]{1,7})(?:([.,])([0-9]{1,4}))?$/;

/** @returns {string} a quantity as the user's language writes it */
export function showQuantity(quantity) {
    return String(Math.round(quantity * 10000) / 10000).replace(".", localization.decimalPoint);
}

/**
 * @param {string} text as typed; either mark is taken for the decimal one, unless it is the one
 *      between thousands and three digits follow it
 * @returns {number|null} null when it is no quantity
 */
export function readQuantity(text) {
    const [, whole, mark, part = ""] = QUANTITY.exec(text.trim()) || [];
    if (!whole) {
        return null;
    }
    const isThousands =
        mark && mark === localization.thousandsSep && mark !== localization.decimalPoint;
    return Number(isThousands && part.length === 3 ? whole + part : `${whole}.${part}`);
}
