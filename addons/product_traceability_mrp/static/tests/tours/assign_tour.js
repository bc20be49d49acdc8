import {
    generate,
    lot,
    next,
    paste,
    row,
    scanIntoWizard,
    upload,
} from "@product_traceability/../tests/tours/assign_steps";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("product_traceability.assign_on_manufacturing_order", {
    steps: () => [
        {
            content: "Produce All asks for serial numbers first",
            trigger: "button[name=button_mark_done]:enabled",
            run: "click",
        },
        { trigger: ".modal .o_assignment_progress:contains(1 of 2 products)" },
        // The units that the order makes.
        ...generate("TOUR-1", 1),
        ...paste("TOUR-2\nTOUR-3"),
        row("TOUR-3", "New"),
        ...upload("SN\r\nTOUR-4\r\n"),
        row("TOUR-4", "New"),
        // A component that lies elsewhere in stock.
        ...next("2 of 2 products"),
        lot("M1"),
        ...scanIntoWizard("MOTOR-9", "MOTOR-9: 1 of 4 Units"),
        lot("MOTOR-9"),
        ...next("Summary of 2 products"),
        {
            content: "Produce All goes on by itself",
            trigger: ".modal footer button:contains(Assign and Produce All)",
            run: "click",
        },
        { trigger: ".modal button[name=action_produce]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});
