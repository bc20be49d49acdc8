import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";

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
    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    async beforeExecuteActionButton(params) {
        if (!STAY.has(params.name)) {
            return super.beforeExecuteActionButton(params);
        }
        const record = this.model.root;
        if (await record.save()) {
            await this.orm.call(record.resModel, params.name, [[record.resId]]);
            await record.load();
        }
        return false;
    }
}

registry.category("views").add("stock_lot_assign_form", {
    ...formView,
    Controller: AssignFormController,
});
