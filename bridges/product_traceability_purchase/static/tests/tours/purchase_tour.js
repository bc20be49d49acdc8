import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("product_traceability.assign_on_purchase_order", {
    steps: () => [
        {
            content: "Give numbers from the order",
            trigger: "button[name=action_assign_serials]",
            run: "click",
        },
        {
            content: "First SN",
            trigger: ".modal .o_field_widget[name=first_number] input",
            run: "edit TOUR-08",
        },
        {
            content: "Number of SN is what is missing",
            trigger: ".modal .o_field_widget[name=count] input:value(3)",
        },
        { trigger: ".modal button[name=action_generate]", run: "click" },
        { trigger: ".modal .o_assignment_rows td:contains(TOUR-10)" },
        { trigger: ".modal button[name=action_assign]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "The receipt has them",
            trigger: ".oe_stat_button[name=action_view_picking]",
            run: "click",
        },
        { trigger: "button[name=button_validate]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});
