import {
    assign,
    generate,
    open,
    paste,
    row,
    scanIntoWizard,
    upload,
} from "@product_traceability/../tests/tours/assign_steps";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("product_traceability.assign_on_manufacturing_order", {
    steps: () => [
        ...open(),
        // The units that the order makes.
        ...generate("TOUR-1", 1),
        ...paste("TOUR-2\nTOUR-3"),
        row("TOUR-3", "New"),
        ...upload("SN\r\nTOUR-4\r\n"),
        row("TOUR-4", "New"),
        // A component that lies elsewhere in stock.
        ...scanIntoWizard("MOTOR-9", "MOTOR-9: 1 of 4 Units"),
        ...assign(),
        { trigger: "button[name=button_mark_done]:enabled", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});
