import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const open = (where = ".o_form_view") => [
    {
        content: "Open the wizard",
        trigger: `${where} button[name=action_assign_serials]:contains(Assign Serial Numbers)`,
        run: "click",
    },
    { trigger: ".modal .o_stock_lot_assign" },
];

const source = (name) => [
    { trigger: `.modal [name=source] label:contains(${name})`, run: "click" },
    { trigger: `.modal [name=source] .o_radio_item:has(input:checked):contains(${name})` },
];

const paste = (selector, text) => ({
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

const row = (name, state) => ({
    trigger: `.modal .o_assignment_rows tbody tr:contains(${name}):contains(${state})`,
});

const badge = (text) => ({ trigger: `.modal .o_assignment_rows .badge:contains(${text})` });

const assign = () => [
    {
        content: "Assign",
        trigger: ".modal footer button[name=action_assign]:contains(Assign Serial Numbers)",
        run: "click",
    },
    { trigger: "body:not(:has(.modal))" },
];

const validate = () => [
    { trigger: "button[name=button_validate]", run: "click" },
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
];

registry.category("web_tour.tours").add("product_traceability.assign_generate", {
    steps: () => [
        ...open(),
        { trigger: ".modal label:contains(First SN)" },
        { trigger: ".modal label:contains(Number of SN)" },
        { trigger: ".modal .o_field_widget[name=first_number] input", run: "edit TOUR-08" },
        { trigger: ".modal button[name=action_generate]", run: "click" },
        row("TOUR-08", "New"),
        row("TOUR-10", "New"),
        badge("New 3"),
        ...assign(),
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_paste", {
    steps: () => [
        ...open(),
        ...source("Paste"),
        paste(".modal .o_field_widget[name=text] textarea", "P1\r\nP1\r\nP2\r\n"),
        badge("New 2"),
        badge("Duplicate 1"),
        {
            content: "Only what is wrong is shown",
            trigger: ".modal .o_assignment_rows tbody:not(:has(tr:eq(1))) tr:contains(Duplicate)",
        },
        {
            content: "Take it out",
            trigger: ".modal .o_assignment_rows button[aria-label='Remove this row']",
            run: "click",
        },
        { trigger: ".modal .o_assignment_rows tbody tr:eq(1):contains(P2)" },
        {
            content: "Type one more",
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: "edit P3",
        },
        { trigger: ".modal button[name=action_read_text]", run: "click" },
        badge("New 3"),
        ...assign(),
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_ten_thousand", {
    steps: () => [
        ...open(),
        ...source("Paste"),
        paste(
            ".modal .o_field_widget[name=text] textarea",
            Array.from({ length: 10_000 }, (_, index) => `BIG-${10_000 + index}`).join("\n"),
        ),
        badge("New 10000"),
        {
            content: "A page of them is drawn, never all",
            trigger: ".modal .o_assignment_rows tbody:not(:has(tr:eq(80))):has(tr:eq(79))",
        },
        { trigger: ".modal .o_assignment_rows .o_pager_next", run: "click" },
        row("BIG-10080", "New"),
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_file", {
    steps: () => [
        ...open(),
        ...source("File"),
        { trigger: ".modal a[href*=assignment_template]" },
        {
            content: "Choose a file",
            trigger: ".modal .o_field_widget[name=file] .o_select_file_button",
            async run() {
                const file = new File(["SN;Quantity\r\nF1;1\r\nF2;1\r\nF3;1\r\n"], "list.csv", {
                    type: "text/csv",
                });
                await inputFiles(".modal .o_field_widget[name=file] input[type=file]", [file]);
            },
        },
        { trigger: ".modal button[name=action_read_file]", run: "click" },
        badge("New 3"),
        ...assign(),
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_column", {
    steps: () => [
        { trigger: "button:contains(Details)", run: "click" },
        { trigger: ".modal th:contains(Lot/Serial Number Name)" },
        { trigger: ".modal .o_data_row:eq(0) .o_data_cell[name=lot_name]", run: "click" },
        paste(".modal .o_data_row .o_field_widget[name=lot_name] input", "C1\nC2\nC3"),
        { trigger: ".modal .o_data_row:eq(2) .o_data_cell[name=lot_name]:contains(C3)" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_delivery", {
    steps: () => [
        { trigger: "button:contains(Details)", run: "click" },
        ...open(".modal"),
        {
            trigger:
                ".modal [name=source] .o_radio_item:has(input:checked):contains(Existing lots)",
        },
        { trigger: ".modal .o_field_widget[name=text] textarea", run: "edit S03-S04" },
        { trigger: ".modal button[name=action_read_text]", run: "click" },
        row("S03", "Assigned"),
        row("S04", "Existing"),
        { trigger: ".modal button[name=action_propose_stock]", run: "click" },
        row("S01", "Assigned"),
        ...assign(),
        ...validate(),
    ],
});
