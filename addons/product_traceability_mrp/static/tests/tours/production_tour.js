import { registry } from "@web/core/registry";
import {
    find,
    keys,
    onScanPage,
    tabTo,
    type,
} from "@product_traceability/../tests/tours/keyboard_steps";

const tours = registry.category("web_tour.tours");
const openTab = { trigger: ".nav-link:contains(Pairing)", run: "click" };
const paired = (...names) => ({
    trigger: `.o_field_widget[name=pairing_ids] .o_data_row${names
        .map((name) => `:contains(${name})`)
        .join("")}`,
});
const scan = (text) => [
    { trigger: ".o_pairing_scan_input", run: `edit ${text}` },
    { trigger: ".o_pairing_scan_input", run: "press Enter" },
];
const told = (kind, text) => ({
    trigger: `.o_pairing_scan_message.alert-${kind}:contains(${text})`,
});

tours.add("product_traceability_mrp.pair_in_sequence", {
    steps: () => [
        { trigger: "button[name=button_mark_done]:visible", run: "click" },
        { trigger: ".modal:contains(not recorded yet) button[name=action_produce]" },
        { trigger: ".modal button[name=action_pair_in_sequence]", run: "click" },
        {
            content: "Produce All goes on by itself",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
        openTab,
        paired("B1", "M1"),
        paired("B2", "M2"),
    ],
});

tours.add("product_traceability_mrp.pair_by_scan", {
    steps: () => [
        openTab,
        { trigger: "button[name=action_scan_pairs]", run: "click" },
        told("info", "Scan the first unit"),
        ...scan("M1"),
        told("danger", "scan the unit that it goes into first"),
        ...scan("B1"),
        told("success", "B1: scan its Motor"),
        ...scan("M2"),
        told("success", "complete"),
        ...scan("B2"),
        ...scan("M2"),
        told("danger", "paired with B1 already"),
        ...scan("M1"),
        { trigger: ".o_pairing_scan_done:contains(2)" },
        { trigger: ".modal .btn-close", run: "click" },
        paired("B1", "M2"),
        paired("B2", "M1"),
    ],
});

tours.add("product_traceability_mrp.keyboard_order", {
    steps: () => [
        ...find("M1"),
        onScanPage,
        ...type("M1", "done", "1 of 2 Units"),
        ...type("M3", "done", "2 of 2 Units"),
        ...type("9501101530041", "product", "Scan the lot or serial number"),
        ...type("B1", "done", "1 of 2 Units"),
        ...type("B2", "done", "2 of 2 Units"),
        tabTo(".o_scan_page_finish"),
        keys("Enter"),
        {
            content: "It asks for pairs, as the order does",
            trigger: ".modal button[name=action_pair_in_sequence]",
        },
        tabTo(".modal button[name=action_pair_in_sequence]"),
        keys("Enter"),
        { trigger: ".o_scan_page_message:contains(is closed)" },
    ],
});
