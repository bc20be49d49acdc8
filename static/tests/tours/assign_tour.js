import { registry } from "@web/core/registry";
import {
    assign,
    badge,
    check,
    generate,
    hotkey,
    lot,
    next,
    open,
    paste,
    pasteInto,
    row,
    scanIntoWizard,
    source,
    tick,
    upload,
    validate,
} from "./assign_steps";

registry.category("web_tour.tours").add("product_traceability.assign_generate", {
    steps: () => [
        ...open(),
        { trigger: ".modal .o_assignment_progress:contains(1 of 2 products)" },
        ...generate("TOUR-08"),
        row("TOUR-08", "New"),
        row("TOUR-10", "New"),
        badge("New 3"),
        ...next("2 of 2 products"),
        { trigger: ".modal label:contains(First Lot)" },
        { trigger: ".modal .o_field_widget[name=first_number] input", run: "edit LOT-1" },
        { trigger: ".modal button[name=action_generate]", run: "click" },
        row("LOT-1", "New"),
        ...next("Summary of 2 products"),
        {
            trigger:
                ".modal .o_assignment_summary tr:contains(Tomato):contains(5 Units):contains(Complete)",
        },
        { content: "Back to a product", trigger: ".modal .o_assignment_step", run: "click" },
        row("TOUR-08", "New"),
        { trigger: ".modal .o_assignment_to_summary", run: "click" },
        { trigger: ".modal .o_assignment_progress:contains(Summary of 2 products)" },
        ...assign(),
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_paste", {
    steps: () => [
        ...open(),
        {
            content: "Nothing to check yet",
            trigger: ".modal:not(:has(button[name=action_read_text]))",
        },
        ...paste("P1\r\nP1\r\nP2\r\n"),
        { trigger: ".modal .o_field_widget[name=notice]:contains(P1)" },
        badge("New 2"),
        badge("Duplicate 1"),
        {
            content: "Only what is wrong is shown",
            trigger: ".modal .o_assignment_rows tbody:not(:has(tr:eq(1))) tr:contains(Duplicate)",
        },
        {
            content: "Nothing is assigned as long as it is there",
            trigger: ".modal footer:not(:has(button[name=action_assign]))",
        },
        {
            content: "Take it out",
            trigger: ".modal .o_assignment_rows button:contains(Remove errors)",
            run: "click",
        },
        { trigger: ".modal .o_assignment_rows tbody tr:eq(1):contains(P2)" },
        {
            content: "Type one more",
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: "edit P3",
        },
        ...check("action_read_text"),
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
        {
            content: "One button to assign, and core's give way",
            trigger: ".modal:has(button[name=action_assign_serials]):not(:contains(Serials/Lots))",
        },
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
        { content: "What is reserved is ticked", trigger: ".modal:contains(7 of 7 selected)" },
        lot("S01"),
        lot("S08", false),
        ...source("Paste"),
        { trigger: ".modal .o_field_widget[name=text] textarea", run: "edit S03-S04" },
        ...check("action_read_text"),
        row("S03", "Assigned"),
        ...upload("SN\r\nS06\r\n"),
        row("S06", "Assigned"),
        ...scanIntoWizard("S08", "4 of 7 Units"),
        row("S08", "Existing"),
        ...source("Existing Lots"),
        lot("S08"),
        lot("S01", false),
        { trigger: ".modal button:contains(Select in Reservation Order)", run: "click" },
        { trigger: ".modal .o_assignment_stock:contains(7 of 7 selected)" },
        ...tick("S02", "6 of 7 selected"),
        ...tick("S07", "7 of 7 selected"),
        ...assign(),
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.assign_internal", {
    steps: () => [
        { trigger: "button[name=action_assign_serials]" },
        hotkey("N", true),
        { trigger: ".modal .o_assignment_progress:contains(1 of 2 products)" },
        lot("S01"),
        hotkey("q"),
        { trigger: ".modal .o_assignment_progress:contains(2 of 2 products)" },
        lot("T1"),
        { trigger: ".modal .o_assignment_take:value(5)", run: "edit 3 && press Tab" },
        { trigger: ".modal .o_assignment_stock:contains(3 of 5 selected)" },
        hotkey("q"),
        { trigger: ".modal .o_assignment_summary tr:contains(Tomato):contains(Incomplete)" },
        hotkey("b"),
        { trigger: ".modal .o_assignment_take:value(3)", run: "edit 5 && press Tab" },
        { trigger: ".modal .o_assignment_stock:contains(5 of 5 selected)" },
        hotkey("q"),
        { trigger: ".modal .o_assignment_summary tr:contains(Tomato):contains(Complete)" },
        hotkey("q"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_notification:contains(one serial number, Tomato: one lot (5 Units))" },
        hotkey("v"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});
