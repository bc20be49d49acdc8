import {
    assign,
    lot,
    open,
    paste,
    row,
    scanIntoWizard,
    upload,
} from "@product_traceability/../tests/tours/assign_steps";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("product_traceability.assign_on_sales_order", {
    steps: () => [
        ...open(),
        { trigger: ".modal .o_scan_box_input", run: "edit TOUR-3 && press Enter" },
        lot("TOUR-3"),
        lot("TOUR-1", false),
        ...scanIntoWizard("TOUR-2", "2 of 5 Units"),
        lot("TOUR-2"),
        ...paste("TOUR-4\nTOUR-5"),
        row("TOUR-5"),
        ...upload("SN\r\nTOUR-10\r\n"),
        row("TOUR-10"),
        ...assign(),
    ],
});

const cell = (serial) => `.modal .o_data_row .o_data_cell[name=quant_id]:contains(${serial})`;

registry.category("web_tour.tours").add("product_traceability.type_in_detailed_operations", {
    steps: () => [
        { trigger: ".oe_stat_button[name=action_view_delivery]", run: "click" },
        { trigger: "button:contains('Details')", run: "click" },
        { content: "One line a unit, reserved", trigger: cell("TOUR-2") },
        { trigger: cell("TOUR-1"), run: "click" },
        {
            content: "Type the number of another unit in stock",
            trigger: ".modal .o_field_widget[name=quant_id] input",
            run: "edit TOUR-10",
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item > a:contains(TOUR-10)",
            run: "click",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=button_validate]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});
