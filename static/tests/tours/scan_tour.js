import { registry } from "@web/core/registry";
import { scan, validate, wedge } from "./assign_steps";

const told = (kind, text) => `.o_scan_box_status[data-kind=${kind}]:contains(${text})`;

registry.category("web_tour.tours").add("product_traceability.scan_receipt", {
    steps: () => [
        ...scan("SN-1", "error", "Scan the product first"),
        {
            trigger: ".o_notification:contains(Scan the product first) .o_notification_close",
            run: "click",
        },
        ...scan("9501101530003", "product", "Scan the lot or serial number"),
        ...scan("SN-1", "done", "1 of 2 Units"),
        ...scan("SN-1", "error", "already scanned"),
        {
            trigger: ".o_notification:contains(already scanned) .o_notification_close",
            run: "click",
        },
        ...scan("]C1010950110153000321SN-2", "done", "2 of 2 Units"),
        ...scan("0109501101530010172912313004\x1d10LOT-1", "done", "4 of 4 Units"),
        { trigger: "body:not(:has(.modal)):not(:has(.o_notification))" },
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.scan_delivery", {
    steps: () => [
        ...scan("SN-2", "done", "1 of 1 Units"),
        ...scan("NOBODY", "error", "no product of this document has this lot/serial number"),
        { trigger: ".o_notification:contains(NOBODY) .o_notification_close", run: "click" },
        ...scan("LOT-1", "done", "1 of 3 Units"),
        ...scan("LOT-1", "done", "2 of 3 Units"),
        ...scan("LOT-1", "done", "3 of 3 Units"),
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.scan_in_wizard", {
    steps: () => [
        { trigger: "button[name=action_assign_serials]", run: "click" },
        {
            content: "The wizard waits for scans at once",
            trigger: ".modal .o_scan_box_input:focus",
        },
        {
            content: "Scan into the wizard, not into the transfer behind it",
            trigger: ".modal .o_stock_lot_assign",
            run: wedge("010950110153000321SN-7"),
        },
        { trigger: `.modal ${told("done", "1 of 2 Units")}` },
        { trigger: ".modal .o_assignment_rows td:contains(SN-7)" },
        {
            trigger: ".modal .o_stock_lot_assign",
            run: wedge("010950110153000321SN-8"),
        },
        { trigger: `.modal ${told("done", "2 of 2 Units")}` },
        { trigger: ".modal button[name=action_assign]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.scan_in_details", {
    steps: () => [
        { trigger: "button:contains(Details)", run: "click" },
        { trigger: ".modal .o_scan_box_input:focus" },
        ...scan("SN-31", "done", "1 of 2 Units", ".modal"),
        { trigger: ".modal .o_data_row .o_data_cell[name=lot_name]:contains(SN-31)" },
        ...scan("010950110153000321SN-32", "done", "2 of 2 Units", ".modal"),
        { trigger: ".modal .o_data_row .o_data_cell[name=lot_name]:contains(SN-32)" },
        ...scan("SN-31", "error", "already scanned", ".modal"),
        { trigger: ".o_notification_close", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)):not(:has(.o_notification))" },
        ...validate(),
    ],
});
