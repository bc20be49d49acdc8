import { registry } from "@web/core/registry";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { changeList } from "@product_traceability/assign/change_list";
import { useEffect } from "@odoo/owl";

/**
 * What is pasted goes straight to the list: nobody has to ask for its check, and a text area of
 * ten thousand lines would freeze the tab. What is typed waits for *Check*, or Ctrl+Enter.
 */
export class AssignmentText extends TextField {
    setup() {
        super.setup();
        useEffect(
            (el) => {
                const listeners = {
                    paste: this.onPaste.bind(this),
                    input: this.onInput.bind(this),
                    keydown: this.onKeydown.bind(this),
                };
                for (const [name, listener] of Object.entries(listeners)) {
                    el?.addEventListener(name, listener);
                }
                return () => {
                    for (const [name, listener] of Object.entries(listeners)) {
                        el?.removeEventListener(name, listener);
                    }
                };
            },
            () => [this.textareaRef.el],
        );
    }

    async onPaste(ev) {
        const pasted = ev.clipboardData?.getData("text/plain") || "";
        if (!pasted.trim()) {
            return;
        }
        ev.preventDefault();
        const { selectionStart, selectionEnd, value } = ev.target;
        await this.read(value.slice(0, selectionStart) + pasted + value.slice(selectionEnd));
    }

    /** *Check* is there as soon as there is something to check, and no longer. */
    onInput(ev) {
        const { record, name } = this.props;
        if (Boolean(ev.target.value.trim()) !== Boolean((record.data[name] || "").trim())) {
            record.update({ [name]: ev.target.value });
        }
    }

    async onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && ev.target.value.trim()) {
            ev.preventDefault();
            ev.stopPropagation();
            await this.read(ev.target.value);
        }
    }

    async read(text) {
        const { record, name } = this.props;
        this.textareaRef.el.value = "";
        await record.update({ [name]: false });
        await changeList(record, "add_text", text);
    }
}

registry.category("fields").add("assignment_text", {
    ...textField,
    component: AssignmentText,
});
