import { press, waitUntil } from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";
import { readContrast } from "./trace_contrast";

const tours = registry.category("web_tour.tours");
const root = (name) => ({ trigger: `.o_trace_root_lot:contains(${name})` });
const PICK = ".o_trace_pick input";

/** Type into the search of the page and take what it finds. */
const find = (text, kind, label = text) => [
    { content: `Type ${text}`, trigger: PICK, run: `edit ${text}` },
    {
        content: `Take the ${kind}`,
        trigger: `.o-autocomplete--dropdown-item a:contains(${label}):contains(${kind})`,
        run: "click",
    },
];

tours.add("product_traceability.trace_find", {
    steps: () => [
        ...find("TOM-100", "Lot/Serial"),
        root("TOM-100"),
        ...find("ORDER-77", "Transfer", "/OUT/"),
        root("MEAL-1"),
        ...find("PACK-77", "Package"),
        root("MEAL-2"),
        ...find("Grand Hotel", "Contact"),
        root("MEAL-3"),
        {
            content: "A scanner types a GS1 label and Enter, faster than any answer",
            trigger: PICK,
            run: "edit 010950110153000310TOM-100 && press Enter",
        },
        root("TOM-100"),
        {
            content: "Many lots at once",
            trigger: PICK,
            run: "edit MEAL",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Choose several lots)",
            run: "click",
        },
        { trigger: ".modal .o_data_row:contains(MEAL-1) .o_list_record_selector", run: "click" },
        { trigger: ".modal .o_data_row:contains(MEAL-2) .o_list_record_selector", run: "click" },
        { trigger: ".modal .o_select_button", run: "click" },
        { trigger: ".o_trace_roots:has(:contains(MEAL-1)):has(:contains(MEAL-2))" },
    ],
});

const rows = ".o_trace_downstream tbody tr";
const choose = (list, name) => [
    { trigger: `.o_trace_filter_${list} input`, run: "click" },
    { trigger: `.o_select_menu_item:contains(${name})`, run: "click" },
];
const clear = [
    { trigger: ".o_trace_clear", run: "click" },
    { trigger: ".o_trace_filter:not(:has(.o_trace_clear))" },
];

tours.add("product_traceability.trace_filters", {
    steps: () => [
        root("TOM-100"),
        { trigger: `${rows}:contains(MEAL-1)` },
        { content: "By words", trigger: ".o_trace_search", run: "edit MEAL-7" },
        { trigger: ".o_trace_found:contains(1 found)" },
        { trigger: `.o_trace_downstream:has(tr:contains(MEAL-7)):not(:has(tr:contains(MEAL-1)))` },
        ...clear,
        ...choose("kinds", "Delivery"),
        {
            content: "By kind of movement",
            trigger: `.o_trace_downstream:has(tr:contains(Delivery)):not(:has(tr:contains(MEAL-9)))`,
        },
        ...clear,
        ...choose("products", "Paste"),
        {
            content: "By product",
            trigger: `.o_trace_downstream:has(tr:contains(Paste)):not(:has(tr:contains(MEAL-1)))`,
        },
        ...clear,
        ...choose("companies", "Other Works"),
        {
            content: "By company",
            trigger: ".o_trace_upstream:has(tr:contains(Hill Farm)):not(:has(tr:contains(Green)))",
        },
        ...clear,
        {
            content: "By date: before there was anything",
            trigger: "input.o_trace_filter_until, .o_trace_filter_until input",
            run: "edit 01/31/2020 && press Enter",
        },
        { trigger: ".o_trace_found:contains(0 found)" },
        ...clear,
        { trigger: `${rows}:contains(MEAL-1)` },
    ],
});

const box = (words) => `.o_trace_box[aria-label*='${words}']`;
const seen = {};
const note = () => {
    seen.transform = document.querySelector(".o_trace_drawing").getAttribute("transform");
};
const expectMoved = async () => {
    const before = seen.transform;
    const hasMoved = () => {
        note();
        return seen.transform !== before;
    };
    await waitUntil(hasMoved, { message: "the picture did not move", timeout: 5000 });
};
const save = (kind) => [
    { content: `Save it as ${kind}`, trigger: `.o_trace_${kind}`, run: "click" },
    {
        trigger: "body",
        run: () => waitUntil(() => seen.saved.includes(kind), { timeout: 5000 }),
    },
];

tours.add("product_traceability.trace_picture", {
    steps: () => [
        root("TOM-100"),
        { trigger: ".o_trace_mode_picture", run: "click" },
        { trigger: ".o_trace_page:not(:has(.o_trace_table))" },
        { content: "Unfold the meals", trigger: ".o_trace_box_fold", run: "click" },
        { trigger: ".o_trace_picture:not(:has(.o_trace_box_fold))" },
        { trigger: `${box("MEAL-9")}`, run: note },
        { trigger: ".o_trace_zoom_in", run: "click" },
        { trigger: ".o_trace_drawing", run: expectMoved },
        { trigger: ".o_trace_zoom_out", run: "click" },
        { trigger: ".o_trace_drawing", run: expectMoved },
        { trigger: ".o_trace_fit", run: "click" },
        {
            content: "Listen for what is saved",
            trigger: ".o_trace_arrow_possible",
            run() {
                seen.saved = [];
                const make = URL.createObjectURL;
                URL.createObjectURL = (blob) => {
                    seen.saved.push(blob.type.includes("png") ? "png" : "svg");
                    return make.call(URL, blob);
                };
            },
        },
        ...save("svg"),
        ...save("png"),
        { trigger: ".o_trace_mode_tree", run: "click" },
        { content: "Fold the tree", trigger: ".o_trace_collapse", run: "click" },
        { trigger: ".o_trace_downstream tbody:not(:has(tr:contains(MEAL-1)))" },
        { trigger: ".o_trace_expand", run: "click" },
        { trigger: `${rows}:contains(MEAL-1)` },
        { trigger: ".o_trace_mode_picture", run: "click" },
        { content: "A click opens the vendor", trigger: box("Green Farm"), run: "click" },
        { trigger: "body:has(.o_form_view) .o_breadcrumb:contains(Green Farm)" },
    ],
});

/** Press the Tab key until something has the focus; nothing else leads there. */
const tabTo = (selector) => ({
    content: `Tab to ${selector}`,
    trigger: "body",
    async run() {
        const passed = [];
        for (let count = 0; count < 80; count++) {
            if (document.activeElement.matches(selector)) {
                return;
            }
            passed.push(document.activeElement.className);
            await press("Tab");
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        throw new Error(`Tab never comes to ${selector}, but to ${passed.join(", ")}`);
    },
});
const keys = (selector, ...names) => [
    { trigger: selector, run: () => {} },
    ...names.map((name) => ({ content: name, trigger: "body", run: () => press(name) })),
];

tours.add("product_traceability.trace_by_keyboard", {
    steps: () => [
        { content: "The cursor waits in the search", trigger: `${PICK}:focus` },
        { trigger: PICK, run: "edit TOM-100 && press Enter" },
        root("TOM-100"),
        tabTo(".o_trace_mode_both"),
        tabTo(".o_trace_search"),
        { trigger: ".o_trace_search:focus", run: "edit MEAL-7" },
        { trigger: ".o_trace_found:contains(1 found)" },
        tabTo(".o_trace_clear"),
        ...keys(".o_trace_clear:focus", "Enter"),
        { trigger: ".o_trace_filter:not(:has(.o_trace_clear))" },
        tabTo(".o_trace_downstream tr"),
        ...keys(`${rows}:first-child:focus`, "ArrowDown"),
        { trigger: `${rows}:not(:first-child):focus` },
        tabTo(".o_trace_box"),
        ...keys(`${box("TOM-100")}:focus`, "ArrowRight"),
        ...keys(".o_trace_box:focus:not([aria-label*='TOM-100'])", "ArrowLeft"),
        ...keys(`${box("TOM-100")}:focus`, "Enter"),
        { content: "Enter opens the lot", trigger: ".o_form_view .o_field_widget[name=name]" },
    ],
});

const readable = (where) => ({
    content: "Every text can be read",
    trigger: where,
    run() {
        const { checked, poor } = readContrast(document.querySelector(".o_trace_page"));
        if (checked < 3 || poor.length) {
            throw new Error(`of ${checked} texts these are too faint: ${poor.join("; ")}`);
        }
    },
});

// Ends on the page, so that who started it can look at it.
tours.add("product_traceability.trace_for_everybody", {
    steps: () => [
        readable(".o_trace_welcome"),
        { trigger: PICK, run: "edit TOM-100" },
        { trigger: ".o-autocomplete--dropdown-item a:contains(TOM-100)", run: "click" },
        readable(".o_trace_root_lot"),
        { trigger: ".o_trace_mode_picture", run: "click" },
        readable(".o_trace_page:not(:has(.o_trace_table)) .o_trace_box_fold"),
        { trigger: ".o_trace_mode_tree", run: "click" },
        { trigger: ".o_trace_search", run: "edit MEAL" },
        readable(".o_trace_found"),
        {
            content: "Both where there is room for both, as at the start",
            trigger: ".o_trace_mode_picture",
            run() {
                const both = document.querySelector(".o_trace_mode_both");
                (both.checkVisibility() ? both : this.anchor).click();
            },
        },
        { trigger: ".o_trace_picture" },
    ],
});
