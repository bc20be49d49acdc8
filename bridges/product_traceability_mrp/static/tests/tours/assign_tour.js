import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("product_traceability.assign_on_manufacturing_order", {
    steps: () => [
        { trigger: "button[name=action_assign_serials]", run: "click" },
        {
            content: "The units that the order makes",
            trigger: ".modal .o_field_widget[name=first_number] input",
            run: "edit TOUR-1",
        },
        { trigger: ".modal button[name=action_generate]", run: "click" },
        { trigger: ".modal .o_assignment_rows td:contains(TOUR-2)" },
        {
            content: "A component that lies elsewhere in stock",
            trigger: ".modal .o_scan_box_input",
            run: "edit M5 && press Enter",
        },
        { trigger: ".modal .o_scan_box_status:contains(M5: 1 of 2 Units)" },
        { trigger: ".modal button[name=action_assign]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=button_mark_done]:enabled", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});
