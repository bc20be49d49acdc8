import { TraceTables } from "@product_traceability/trace/tables/trace_tables";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";

patch(TraceTables.prototype, {
    setup() {
        super.setup();
        this.state.canRecall = false;
        user.hasGroup("product_traceability_recall.group_coordinator").then(
            (has) => (this.state.canRecall = has),
        );
    },
});
