import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { useEffect } from "@odoo/owl";

/** Pasted lines go straight to the list: a text area of ten thousand lines would freeze the tab. */
export class AssignmentText extends TextField {
    setup() {
        super.setup();
        this.orm = useService("orm");
        useEffect(
            (el) => {
                const onPaste = this.onPaste.bind(this);
                el?.addEventListener("paste", onPaste);
                return () => el?.removeEventListener("paste", onPaste);
            },
            () => [this.textareaRef.el],
        );
    }

    async onPaste(ev) {
        const text = ev.clipboardData?.getData("text/plain") || "";
        if (!text.trim().includes("\n")) {
            return;
        }
        ev.preventDefault();
        const { record } = this.props;
        if (await record.save()) {
            await this.orm.call(record.resModel, "add_text", [[record.resId], text]);
            await record.load();
        }
    }
}

registry.category("fields").add("assignment_text", {
    ...textField,
    component: AssignmentText,
});
