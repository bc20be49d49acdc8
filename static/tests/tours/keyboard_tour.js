import { registry } from "@web/core/registry";
import { find, keys, onScanPage, openFromForm, tabTo, told, type } from "./keyboard_steps";

const tours = registry.category("web_tour.tours");
const MOTOR = "9501101530003";

const receive = [
    onScanPage,
    ...type(MOTOR, "product", "Scan the lot or serial number"),
    ...type("K-1", "done", "1 of 1 Units"),
    ...type("9501101530010", "product", "Scan the lot or serial number"),
    ...type("L-1", "quantity", "How many?"),
    {
        content: "The question takes the focus",
        trigger: "#o_scan_quantity:focus",
        run: "press Escape",
    },
    told("undone", "Nothing was recorded"),
    onScanPage,
    ...type("L-1", "quantity", "How many?"),
    { trigger: "#o_scan_quantity:focus", run: "edit 2.5 && press Enter" },
    told("done", "2.5 of 4 Units"),
    onScanPage,
    tabTo(".o_scan_page_plus"),
    keys("Enter"),
    told("done", "3.5 of 4 Units"),
    onScanPage,
    tabTo(".o_scan_page_scans li:nth-child(1) .o_scan_page_undo", "Shift+Tab"),
    keys("Enter"),
    told("undone", "L-1: undone"),
    onScanPage,
    ...type("0109501101530004" + "10LOT-1", "error", "check digit"),
    tabTo(".o_scan_page_plain", "Shift+Tab"),
    keys("Enter"),
    { trigger: "#o_scan_quantity:focus", run: "edit 1.5 && press Enter" },
    told("done", "4 of 4 Units"),
    onScanPage,
    tabTo(".o_scan_page_finish"),
    keys("Enter"),
    told("done", "is done."),
    tabTo(".o_scan_page_close", "Shift+Tab"),
    keys("Enter"),
    { trigger: ".o_form_view [name=name]:contains(/IN/)" },
];

// A delivery or an internal transfer, from what is reserved.
const transfer = [
    onScanPage,
    ...type("K-9", "error", "no product of this document"),
    ...type("K-1", "done", "1 of 1 Units"),
    ...type("K-1", "error", "already scanned"),
    tabTo(".o_scan_page_finish"),
    keys("Enter"),
    told("done", "is done."),
];

tours.add("product_traceability.keyboard_receipt", {
    steps: () => [...openFromForm, ...receive],
});
tours.add("product_traceability.keyboard_receipt_narrow", {
    steps: () => [...find(MOTOR), ...receive],
});
tours.add("product_traceability.keyboard_delivery", {
    steps: () => [...openFromForm, ...transfer],
});
tours.add("product_traceability.keyboard_internal_narrow", {
    steps: () => [...find(MOTOR), ...transfer],
});
