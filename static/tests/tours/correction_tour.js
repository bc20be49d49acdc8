import { registry } from "@web/core/registry";

const because = (reason) => ({
    trigger: ".modal .o_field_widget[name=reason] textarea",
    run: `edit ${reason}`,
});

const rightNumber = (recorded, right) => [
    {
        trigger: `.modal .o_data_row:contains(${recorded}) td[name=new_lot_id]`,
        run: "click",
    },
    { trigger: ".modal .o_data_row td[name=new_lot_id] input", run: `edit ${right}` },
    { trigger: `.o-autocomplete--dropdown-item a:contains(${right})`, run: "click" },
];

const apply = () => [
    { trigger: ".modal button[name=action_apply]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

registry.category("web_tour.tours").add("product_traceability.correct_transfer", {
    steps: () => [
        { trigger: "button[name=action_correct]", run: "click" },
        because("Read from the label"),
        {
            content: "It was shipped by now",
            trigger: ".modal:not(:has(button[name=action_apply]))",
        },
        ...rightNumber("TOUR-M1", "TOUR-M3"),
        {
            content: "A refusal is shown before anything is written, and nothing can be applied",
            trigger: ".modal .alert-danger:contains(TOUR-M3)",
        },
        { trigger: ".modal:not(:has(button[name=action_apply]))" },
        ...rightNumber("TOUR-M1", "TOUR-M2"),
        {
            content: "Movements before and after",
            trigger: ".modal [name=preview] tr:contains(TOUR-M1):contains(TOUR-M2)",
        },
        { trigger: ".modal [name=preview] tr:contains(TRW/Stock):contains(TOUR-M2)" },
        ...apply(),
        {
            content: "The transfer tells of its correction",
            trigger: "button[name=action_view_corrections]:contains(1)",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=reason]:contains(Read from the label)",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=before]:contains(TOUR-M1)" },
        { trigger: ".o_form_view .o_field_widget[name=after]:contains(TOUR-M2)" },
    ],
});

registry.category("web_tour.tours").add("product_traceability.correct_lot", {
    steps: () => [
        { trigger: "button[name=action_correct]", run: "click" },
        because("Letter O typed for zero"),
        { trigger: ".modal label:contains(Typo in a lot)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=new_name] input",
            run: "edit TOUR-M2 && press Tab",
        },
        {
            content: "A number that is taken is told at once",
            trigger: ".modal .alert-danger:contains(already exists)",
        },
        {
            trigger: ".modal .o_field_widget[name=new_name] input",
            run: "edit TOUR-M10 && press Tab",
        },
        {
            content: "Number before and after",
            trigger: ".modal [name=preview] tr:contains(TOUR-M1O):contains(TOUR-M10)",
        },
        ...apply(),
        { trigger: ".o_breadcrumb:contains(TOUR-M10)" },
    ],
});

registry.category("web_tour.tours").add("product_traceability.correct_swapped", {
    steps: () => [
        {
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)", run: "click" },
        { trigger: ".o-dropdown-item:contains(Correct the Record)", run: "click" },
        because("The parcels were mixed up"),
        { trigger: ".modal label:contains(swapped)", run: "click" },
        { trigger: ".modal .o_field_widget[name=lot_id] input", run: "edit TOUR-M1" },
        { trigger: ".o-autocomplete--dropdown-item a:contains(TOUR-M1)", run: "click" },
        { trigger: ".modal .o_field_widget[name=other_lot_id] input", run: "edit TOUR-M3" },
        { trigger: ".o-autocomplete--dropdown-item a:contains(TOUR-M3)", run: "click" },
        {
            trigger: ".modal [name=preview] tr:contains(TOUR-M1):contains(TOUR-M3)",
        },
        ...apply(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.log_of_corrections", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains(The parcels were mixed up)" },
        { trigger: "body:not(:has(.o_list_button_add))" },
    ],
});

registry.category("web_tour.tours").add("product_traceability.found_elsewhere", {
    steps: () => [
        { trigger: ".o_data_row button[name=action_apply_inventory]", run: "click" },
        { trigger: ".modal [name=preview] tr:contains(M-1):contains(TRW/Stock)" },
        { trigger: ".modal button[name=action_move]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_data_row:not(:has(button[name=action_apply_inventory]))" },
    ],
});

registry.category("web_tour.tours").add("product_traceability.correct_quantity_and_date", {
    steps: () => [
        { trigger: "button[name=action_correct]", run: "click" },
        because("Counted again"),
        { trigger: ".modal label:contains(Quantity of a receipt)", run: "click" },
        { trigger: ".modal .o_data_row td[name=new_quantity]", run: "click" },
        {
            trigger: ".modal .o_data_row td[name=new_quantity] input",
            run: "edit 8 && press Tab",
        },
        { trigger: ".modal [name=preview] tr:contains(10):contains(8)" },
        ...apply(),
        { trigger: "button[name=action_correct]", run: "click" },
        because("Delivery note says so"),
        { trigger: ".modal label:contains(Wrong effective date)", run: "click" },
        { trigger: ".modal .o_field_widget[name=new_date] input", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=new_date] input",
            run: "edit 03/02/2026 18:00 && press Tab",
        },
        { trigger: ".modal [name=preview] tr:contains(Correct date)" },
        ...apply(),
        {
            trigger: "button[name=action_view_corrections]:contains(2)",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Wrong effective date)" },
        { trigger: "button[name=action_check_log]", run: "click" },
        { trigger: ".o_notification:contains(unchanged since they were written)" },
    ],
});
