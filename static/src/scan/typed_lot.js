import { patch } from "@web/core/utils/patch";
import { SMLX2ManyField } from "@stock/fields/stock_move_line_x2_many_field";
import { StockPickFrom } from "@stock/widgets/stock_pick_from";
import { useExternalListener } from "@odoo/owl";

const COLUMNS = ["lot_id", "quant_id"];

/**
 * A lot/serial number that is typed where one is to be chosen, and left without choosing, is kept
 * as typed: saving finds the lot, or names the one that does not exist. Else the one that was
 * reserved would come back in silence, and be delivered.
 */
patch(SMLX2ManyField.prototype, {
    setup() {
        super.setup();
        const listen = (name, handler) =>
            useExternalListener(document, name, handler.bind(this), { capture: true });
        listen("input", this.onTypeLot);
        listen("focusout", this.onLeaveLot);
    },

    lotColumn(target) {
        const cell = target.closest?.(".o_field_widget[name]");
        const column = cell?.getAttribute("name");
        const isHere = cell?.closest(`.o_field_widget[name=${this.props.name}]`);
        const isMove = this.props.record.resModel === "stock.move";
        return isHere && isMove && COLUMNS.includes(column) ? column : null;
    },

    onTypeLot({ target }) {
        const column = this.lotColumn(target);
        const line = column && this.list.editedRecord;
        if (line && "lot_name" in line.activeFields) {
            const before = line.data[column]?.id;
            this.typedLot = { line, column, before, target, text: target.value.trim() };
        }
    },

    async onLeaveLot({ target, relatedTarget }) {
        const typed = this.typedLot;
        // In the list of suggestions one is about to be chosen.
        if (typed?.target !== target || relatedTarget?.closest(".o-autocomplete--dropdown-menu")) {
            return;
        }
        this.typedLot = null;
        const { line, column, before, text } = typed;
        // What was chosen by a key is being written.
        await line.model.mutex.getUnlockedDef();
        if (text && (line.data[column]?.id || false) === (before || false)) {
            await line.update({ lot_name: text, [column]: false, lot_id: false });
        }
    },
});

patch(StockPickFrom.prototype, {
    _quant_display_name() {
        const { lot_id, lot_name } = this.props.record.data;
        const name = super._quant_display_name();
        return !lot_id && lot_name ? [name, lot_name].filter(Boolean).join(" - ") : name;
    },
});
