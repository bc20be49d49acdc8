import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";
import { allChanged, changeList } from "@product_traceability/assign/change_list";

// These buttons change the list and leave the wizard open; core closes a dialog after a button.
const STAY = new Set([
    "action_generate",
    "action_propose_stock",
    "action_read_text",
    "action_read_file",
    "action_remove_errors",
    "action_clear",
    "action_next",
    "action_back",
]);

export class AssignFormController extends FormController {
    async beforeExecuteActionButton(params) {
        const { root } = this.model;
        if (!STAY.has(params.name)) {
            await allChanged(root);
            return super.beforeExecuteActionButton(params);
        }
        await changeList(root, params.name);
        return false;
    }
}

registry.category("views").add("stock_lot_assign_form", {
    ...formView,
    Controller: AssignFormController,
});
