import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const back = { trigger: ".o_breadcrumb .o_back_button", run: "click" };
const page = { trigger: ".o_trace_page .o_trace_root_lot" };
const menu = (section, name, shown) => [
    { trigger: `.o_menu_sections button:contains(${section})`, run: "click" },
    { trigger: `.o-dropdown--menu .dropdown-item:contains(${name})`, run: "click" },
    { trigger: `.o_breadcrumb .active:contains(${shown})` },
];

/** What the picture shows at first is neither cut by its frame nor below the window's end. */
function expectInSight() {
    const frame = document.querySelector(".o_trace_frame").getBoundingClientRect();
    const end = Math.min(frame.bottom, window.innerHeight);
    for (const box of document.querySelectorAll(".o_trace_box")) {
        const { left, right, top, bottom } = box.getBoundingClientRect();
        if (left < frame.left || right > frame.right || top < frame.top || bottom > end) {
            throw new Error(`${box.getAttribute("aria-label")} is out of sight`);
        }
    }
}

// Any access error is a dialog, which none of the steps finds a way around.
tours.add("product_traceability.trace_as_auditor", {
    steps: () => [
        { trigger: ".o_trace_root_lot:contains(AUDIT-1)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name]:contains(AUDIT-1)" },
        back,
        page,
        { trigger: ".o_trace_upstream a:contains(/IN/)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name]:contains(/IN/)" },
        back,
        page,
        { trigger: ".o_trace_tab_customers", run: "click" },
        { trigger: ".o_trace_customer:contains(Corner Shop) td:first-child a", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name]:contains(Corner Shop)" },
        back,
        {
            content: "The tab is still there, without buttons that write",
            trigger: ".o_trace_customers:not(:has(.o_trace_message))",
        },
        { trigger: ".o_trace_tab_stock", run: "click" },
        {
            trigger: ".o_trace_stock:not(:has(.o_trace_hold)) .o_trace_left a:contains(/OUT/)",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=name]:contains(/OUT/)" },
        ...menu("Operations", "Receipts", "Receipts"),
        ...menu("Operations", "Deliveries", "Deliveries"),
    ],
});

tours.add("product_traceability.trace_actions", {
    steps: () => [
        { content: "All of it is in sight", trigger: ".o_trace_box_lot", run: expectInSight },
        { trigger: ".o_trace_tab_trace", run: "click" },
        { content: "By keyboard", trigger: ".o_trace_tab_trace", run: "press ArrowRight" },
        {
            trigger:
                ".o_trace_customer:contains(Corner Shop):contains(shop@example.com):contains(3 Units)",
        },
        { trigger: ".o_trace_tab_customers:focus", run: "press ArrowRight" },
        { trigger: ".o_trace_left:contains(MEAL-1):contains(/OUT/):contains(Corner Shop)" },
        { trigger: ".o_trace_hold", run: "click" },
        { trigger: ".modal .o_data_row:contains(MEAL-1)" },
        { trigger: ".modal [name=transfers]:contains(/OUT/)" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Glass found" },
        { trigger: ".modal footer button[name=action_hold]", run: "click" },
        { trigger: ".o_trace_left:contains(MEAL-1):contains(On Hold)" },
        { trigger: ".o_trace_tab_customers", run: "click" },
        { trigger: ".o_trace_message", run: "click" },
        {
            content: "Who cannot be reached is named",
            trigger: ".modal .alert:contains(Grand Hotel)",
        },
        { trigger: ".modal .o_data_row:contains(Corner Shop):contains(BAD-1)" },
        { trigger: ".modal footer button[name=action_send]", run: "click" },
        { trigger: ".o_notification:contains(One customer is sent a message)" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "An unknown code is said and the box stays ready",
            trigger: ".o_trace_pick input",
            run: "edit NOBODY-KNOWS && press Enter",
        },
        { trigger: ".o_trace_unknown:contains(NOBODY-KNOWS)" },
        {
            trigger: ".o_trace_pick input:focus",
            run() {
                const { selectionStart, selectionEnd, value } = this.anchor;
                if (selectionStart || selectionEnd !== value.length || !value) {
                    throw new Error("the text is not selected");
                }
            },
        },
    ],
});
