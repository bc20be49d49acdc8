/** Steps in *Assign Serial Numbers*, which the tours of each document put together. */

import { inputFiles } from "@web/../tests/utils";

export const open = (where = ".o_form_view") => [
    {
        content: "Open the wizard",
        trigger: `${where} button[name=action_assign_serials]:contains(Assign Serial Numbers)`,
        run: "click",
    },
    { trigger: ".modal .o_stock_lot_assign" },
];

export const source = (name) => [
    { trigger: `.modal [name=source] label:contains(${name})`, run: "click" },
    { trigger: `.modal [name=source] .o_radio_item:has(input:checked):contains(${name})` },
];

export const generate = (first, count) => [
    ...source("Generate"),
    { trigger: ".modal label:contains(First SN)" },
    { trigger: ".modal label:contains(Number of SN)" },
    { trigger: ".modal .o_field_widget[name=first_number] input", run: `edit ${first}` },
    ...(count
        ? [{ trigger: ".modal .o_field_widget[name=count] input", run: `edit ${count}` }]
        : []),
    { trigger: ".modal button[name=action_generate]", run: "click" },
    row(first),
];

export const pasteInto = (selector, text) => ({
    content: "Paste a list",
    trigger: selector,
    run() {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        this.anchor.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
        );
    },
});

export const paste = (text) => [
    ...source("Paste"),
    pasteInto(".modal .o_field_widget[name=text] textarea", text),
];

/** Check, and wait until the list is there: then nothing is left to check. */
export const check = (action) => [
    { trigger: `.modal button[name=${action}]`, run: "click" },
    { trigger: `.modal:not(:has(button[name=${action}]))` },
];

export const upload = (text) => [
    ...source("File"),
    { trigger: ".modal a[href*=assignment_template]" },
    {
        content: "Choose a file",
        trigger: ".modal .o_field_widget[name=file] .o_select_file_button",
        async run() {
            const file = new File([text], "list.csv", { type: "text/csv" });
            await inputFiles(".modal .o_field_widget[name=file] input[type=file]", [file]);
        },
    },
    ...check("action_read_file"),
];

/** What a keyboard-wedge scanner does: it types, wherever the focus is, and ends with Enter. */
export function wedge(text) {
    return () => {
        document.activeElement?.blur();
        for (const key of [...text, "Enter"]) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }
    };
}

export const scan = (text, kind, answer, where = "") => [
    { content: `Scan ${text}`, trigger: `${where} .o_scan_box_input`, run: wedge(text) },
    {
        content: `It says ${answer}`,
        trigger: `${where} .o_scan_box_status[data-kind=${kind}]:contains(${answer})`,
    },
];

export const scanIntoWizard = (text, answer) => scan(text, "done", answer, ".modal");

export function row(name, ...words) {
    const has = [name, ...words].map((word) => `:contains(${word})`).join("");
    return { trigger: `.modal .o_assignment_rows tbody tr${has}` };
}

export const badge = (text) => ({ trigger: `.modal .o_assignment_rows .badge:contains(${text})` });

/** Go on, to the second of three products or, after the last one, to the summary. */
export const next = (where) => [
    { trigger: ".modal footer button[name=action_next]", run: "click" },
    { trigger: `.modal .o_assignment_progress:contains(${where})` },
];

/** A lot in the list of stock, ticked or not. */
export const lot = (name, isTicked = true) => ({
    trigger: `.modal .o_assignment_stock tr:contains(${name}) input${isTicked ? ":checked" : ":not(:checked)"}`,
});

export const tick = (name, counter) => [
    {
        trigger: `.modal .o_assignment_stock tr:contains(${name}) input[type=checkbox]`,
        run: "click",
    },
    { trigger: `.modal .o_assignment_stock:contains(${counter})` },
];

/** What nobody needs a mouse for. */
export const hotkey = (key, shiftKey = false) => ({
    content: `Press Alt+${key}`,
    trigger: "body",
    run() {
        const target = document.activeElement || document.body;
        for (const type of ["keydown", "keyup"]) {
            target.dispatchEvent(
                new KeyboardEvent(type, { key, altKey: true, shiftKey, bubbles: true }),
            );
        }
    },
});

export const assign = () => [
    {
        content: "Assign",
        trigger: ".modal footer button[name=action_assign]:contains(Assign Serial Numbers)",
        run: "click",
    },
    {
        content: "It says what it did, for some seconds",
        trigger: ".o_notification:contains(Assigned) .o_notification_close",
        run: "click",
    },
    { trigger: "body:not(:has(.modal))" },
];

export const validate = () => [
    { trigger: "button[name=button_validate]", run: "click" },
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
];
