import { registry } from "@web/core/registry";

const row = (text, rest = "") => `.o_data_row:contains(${text})${rest}`;

registry.category("web_tour.tours").add("product_traceability_audit.first_day", {
    steps: () => [
        { trigger: ".o_control_panel button[name=action_run]", run: "click" },
        {
            content: "A gap of each kind is counted",
            trigger: row("Stock without lots", " .o_data_cell[name=count]:contains(1)"),
        },
        { trigger: row("Stock without lots", " button[name=action_open_findings]"), run: "click" },
        {
            content: "Fixing it asks for the serial numbers",
            trigger: `.o_list_view ${row("Tour Motor", " button[name=action_mend]")}`,
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=first_number] input", run: "edit TM-0001" },
        { trigger: ".modal footer button[name=action_identify]", run: "click" },
        { trigger: ".o_notification:contains('TM-0001 to TM-0003')" },
        { trigger: "body:not(:has(.modal)) .o_back_button, .breadcrumb-item:last a", run: "click" },
        { trigger: ".o_form_view button[name=action_run]", run: "click" },
        {
            content: "The new audit finds no more, and says what there was",
            trigger: row("Stock without lots", " .o_data_cell[name=count]:contains(0)"),
        },
        {
            trigger: row("Stock without lots", " .o_data_cell[name=previous_count]:contains(1)"),
        },
        { trigger: ".o_form_view button[name=action_readiness]", run: "click" },
        {
            content: "Nothing is left that strict rules would refuse",
            trigger: ".o_form_view:contains(Nothing would be refused)",
        },
        { trigger: ".o_form_view button[name=action_switch_on].btn-primary", run: "click" },
        { trigger: ".alert-success:contains(Strict Traceability is on)" },
    ],
});

const tick = (lot) => ({ trigger: row(lot, " .o_list_record_selector input"), run: "click" });

registry.category("web_tour.tours").add("product_traceability_audit.common_cause", {
    steps: () => [
        { trigger: ".o_group_header:contains(Meal)", run: "click" },
        ...["BAD-0", "BAD-1", "BAD-2", "BAD-3"].map(tick),
        { trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)", run: "click" },
        { trigger: ".o-dropdown--menu .o_menu_item:contains(Find Common Cause)", run: "click" },
        { trigger: `.o_field_widget[name=bad_ids] ${row("BAD-0")}` },
        {
            content: "Good lots are scanned, one after the other",
            trigger: ".o_field_widget[name=good_numbers] textarea",
            run: ({ edit }) => edit("GOOD-0\nGOOD-1\nGOOD-7"),
        },
        { trigger: "button[name=action_find]", run: "click" },
        {
            content: "A wrong number is named",
            trigger: ".modal:contains(GOOD-7) .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=good_numbers] textarea",
            run: ({ edit }) => edit("GOOD-0\nGOOD-1\nGOOD-2\nGOOD-3"),
        },
        { trigger: "button[name=action_find]", run: "click" },
        {
            content: "The lot that all bad ones share comes first",
            trigger: ".o_field_widget[name=cause_ids] .o_data_row:first:contains(T-GUILTY)",
        },
        {
            trigger: ".o_field_widget[name=cause_ids] .o_data_row:first button[name=action_trace]",
            run: "click",
        },
        { trigger: ".o_trace_root_lot:contains(T-GUILTY)" },
    ],
});
