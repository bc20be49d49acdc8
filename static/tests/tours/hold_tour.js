import { registry } from "@web/core/registry";

const select = (name) => ({
    trigger: `.o_data_row:contains(${name}) .o_list_record_selector input`,
    run: "click",
});

registry.category("web_tour.tours").add("product_traceability.hold", {
    steps: () => [
        { trigger: ".o_searchview_input", run: "edit TOUR-HOLD" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_facet_value:contains(TOUR-HOLD)" },
        {
            content: "A plain list, not the groups that it opens with: its rows come last",
            trigger: ".o_searchview_facet:has(.o_facet_value:contains(Product)) .o_facet_remove",
            run: "click",
        },
        select("TOUR-HOLD-1"),
        select("TOUR-HOLD-2"),
        { trigger: ".o_control_panel button[name=action_hold]", run: "click" },
        {
            content: "Both lots are named",
            trigger: ".modal .o_data_row:contains(TOUR-HOLD-1) ~ .o_data_row:contains(TOUR-HOLD-2)",
        },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Laboratory" },
        { trigger: ".modal footer button[name=action_hold]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "The list says why",
            trigger: ".o_data_row:contains(TOUR-HOLD-1) [name=hold_reason]:contains(Laboratory)",
        },
        {
            trigger: ".o_data_row:contains(TOUR-HOLD-2) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "So does the lot",
            trigger: ".o_form_view .alert[name=on_hold]:contains(Laboratory)",
        },
        {
            content: "A clerk does not release it",
            trigger: ".o_form_view:not(:has(button[name=release]))",
        },
    ],
});

registry.category("web_tour.tours").add("product_traceability.release", {
    steps: () => [
        { trigger: ".o_form_view .alert[name=on_hold]:contains(Laboratory)" },
        { trigger: "button[name=release]", run: "click" },
        { trigger: ".modal:contains(Release this lot?) .btn-primary", run: "click" },
        { trigger: ".o_form_view button[name=action_hold]" },
        { trigger: ".o_form_view:not(:has(.alert[name=on_hold]))" },
    ],
});
