import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { useExternalListener } from "@odoo/owl";
import { SMLX2ManyField } from "@stock/fields/stock_move_line_x2_many_field";

const COLUMNS = ["lot_name", "lot_id", "quant_id"];

/** Several lines pasted into the column of the numbers make as many lines, checked on the server. */
patch(SMLX2ManyField.prototype, {
    setup() {
        super.setup();
        this.action = useService("action");
        this.pasting = false;
        useExternalListener(document, "paste", this.onPasteNumbers.bind(this), { capture: true });
    },

    onPasteNumbers(ev) {
        const text = ev.clipboardData?.getData("text/plain") || "";
        const cell = ev.target.closest?.(".o_field_widget[name]");
        const { record, name } = this.props;
        const isColumn =
            cell &&
            COLUMNS.includes(cell.getAttribute("name")) &&
            cell.closest(`.o_field_widget[name=${name}]`);
        const isList = text.trim().includes("\n");
        if (isColumn && isList && record.resModel === "stock.move" && record.resId) {
            ev.preventDefault();
            ev.stopPropagation();
            this.assignPasted(text);
        }
    },

    async assignPasted(text) {
        const { record } = this.props;
        if (this.pasting) {
            return;
        }
        this.pasting = true;
        try {
            await this.list.leaveEditMode({ discard: true });
            if (!(await record.save())) {
                return;
            }
            const action = await this.orm.call(record.resModel, "assign_pasted", [
                [record.resId],
                text,
            ]);
            if (action) {
                await this.action.doAction(action);
            } else {
                await record.load();
            }
        } finally {
            this.pasting = false;
        }
    },
});
