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
        useExternalListener(document, "focusin", (ev) => this.onFocusLot(ev), { capture: true });
        useExternalListener(document, "change", (ev) => this.onChangeLot(ev), { capture: true });
    },

    lotColumn(target) {
        const cell = target.closest?.(".o_field_widget[name]");
        const column = cell?.getAttribute("name");
        const isHere = cell?.closest(`.o_field_widget[name=${this.props.name}]`);
        const isMove = this.props.record.resModel === "stock.move";
        return isHere && isMove && COLUMNS.includes(column) ? column : null;
    },

    onFocusLot({ target }) {
        const column = this.lotColumn(target);
        if (column) {
            this.lotBefore = this.list.editedRecord?.data[column]?.id;
        }
    },

    async onChangeLot({ target }) {
        const column = this.lotColumn(target);
        const line = this.list.editedRecord;
        const text = target.value.trim();
        if (!column || !line || !text || !("lot_name" in line.activeFields)) {
            return;
        }
        const { lotBefore } = this;
        const shown = line.data[column]?.display_name;
        // A suggestion that was chosen is written in the same moment.
        await Promise.resolve();
        await line.model.mutex.getUnlockedDef();
        const isChosen = line.data[column] && line.data[column].id !== lotBefore;
        if (!isChosen && text !== shown && text !== line.data.lot_id?.display_name) {
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
