import {
    assign,
    generate,
    open,
    paste,
    row,
    scanIntoWizard,
    upload,
    validate,
} from "@product_traceability/../tests/tours/assign_steps";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("product_traceability.assign_on_purchase_order", {
    steps: () => [
        ...open(),
        {
            content: "Number of SN is what is missing",
            trigger: ".modal .o_field_widget[name=count] input:value(6)",
        },
        ...generate("TOUR-08", 2),
        row("TOUR-09", "New"),
        ...paste("P1\nP2"),
        row("P2", "New"),
        ...upload("SN\r\nF1\r\n"),
        row("F1", "New"),
        ...scanIntoWizard("WEDGE-1", "6 of 6 Units"),
        ...assign(),
        {
            content: "The receipt has them",
            trigger: ".oe_stat_button[name=action_view_picking]",
            run: "click",
        },
        ...validate(),
    ],
});
