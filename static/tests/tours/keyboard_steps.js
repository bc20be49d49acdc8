/** What is done without a mouse: the focus is seen, and goes where the work is. */

import { hotkey } from "./assign_steps";

export const keys = (...pressed) => ({
    content: `Press ${pressed.join()}`,
    trigger: "body",
    async run({ press }) {
        for (const key of pressed) {
            await press(key);
        }
    },
});

export const tabTo = (selector, key = "Tab") => ({
    content: `${selector} is reached by ${key}, and it is seen`,
    trigger: `${selector}:enabled`,
    async run({ press }) {
        for (let times = 0; times < 30; times++) {
            if (document.activeElement.matches(selector)) {
                const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
                if (outlineStyle === "none" && boxShadow === "none") {
                    throw new Error(`${selector} has the focus, which nobody sees`);
                }
                return;
            }
            await press(key);
        }
        throw new Error(`${key} does not reach ${selector}`);
    },
});

/** From a document's form, where the screen is wide enough for its buttons. */
export const openFromForm = [
    { trigger: "button[name=action_scan]" },
    hotkey("s", true),
    { trigger: ".o_scan_page:not(.o_scan_start) h2" },
];

/** From the page that finds documents, by what the document waits for. */
export const find = (text) => [
    { trigger: ".o_scan_start .o_scan_page_input:focus", run: `edit ${text} && press Enter` },
    { trigger: ".o_scan_page:not(.o_scan_start) h2" },
];

export const told = (kind, text) => ({
    content: `It says ${text}`,
    trigger: `.o_scan_page_status[data-kind=${kind}]:contains(${text})`,
});

export const onScanPage = {
    content: "The box for codes has the focus",
    trigger: ".o_scan_page_input:focus",
};

export const type = (text, kind, answer) => [
    { trigger: ".o_scan_page_input:focus", run: `edit ${text} && press Enter` },
    told(kind, answer),
    ...(kind === "quantity" ? [] : [onScanPage]),
];
