import { registry } from "@web/core/registry";
import {
    assign,
    badge,
    generate,
    open,
    paste,
    pasteInto,
    row,
    scanIntoWizard,
    source,
    upload,
    validate,
} from "./assign_steps";

registry.category("web_tour.tours").add("product_traceability.assign_generate", {
    steps: () => [
        ...open(),
        ...generate("TOUR-08"),
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
        ...paste("P1\r\nP1\r\nP2\r\n"),
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
        ...paste(Array.from({ length: 10_000 }, (_, index) => `BIG-${10_000 + index}`).join("\n")),
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
        ...upload("SN;Quantity\r\nF1;1\r\nF2;1\r\nF3;1\r\n"),
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
        pasteInto(".modal .o_data_row .o_field_widget[name=lot_name] input", "C1\nC2\nC3"),
        { trigger: ".modal .o_data_row:eq(2) .o_data_cell[name=lot_name]:contains(C3)" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_delivery_column", {
    steps: () => [
        { trigger: "button:contains(Details)", run: "click" },
        { trigger: ".modal .o_data_row .o_data_cell[name=quant_id]:contains(S01)", run: "click" },
        pasteInto(".modal .o_data_row .o_field_widget[name=quant_id] input", "S03\nS04"),
        { trigger: ".modal .o_data_row .o_data_cell[name=quant_id]:contains(S03)" },
        { trigger: ".modal .o_data_row .o_data_cell[name=quant_id]:contains(S04)" },
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
                ".modal [name=source] .o_radio_item:has(input:checked):contains(Existing Lots)",
        },
        { trigger: ".modal .o_field_widget[name=text] textarea", run: "edit S03-S04" },
        { trigger: ".modal button[name=action_read_text]", run: "click" },
        row("S03", "Assigned"),
        ...paste("S05\nS06"),
        row("S06", "Assigned"),
        ...upload("SN\r\nS07\r\n"),
        row("S07", "Assigned"),
        ...scanIntoWizard("S08", "6 of 7 Units"),
        row("S08", "Existing"),
        ...source("Existing Lots"),
        { trigger: ".modal button[name=action_propose_stock]", run: "click" },
        row("S01", "Assigned"),
        ...assign(),
        ...validate(),
    ],
});
