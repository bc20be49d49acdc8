import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { playScanSound } from "@product_traceability/scan/scan_sound";
import { readQuantity } from "@product_traceability/scan/scan_page/quantity_text";
import { ScanQueue } from "@product_traceability/scan/scan_queue";
import { reactive } from "@odoo/owl";

const LOOKS_LIKE_GS1 = "LooksLikeGs1";
const SESSION_EXPIRED = "SessionExpiredException";
export const PLACES = ["location_id", "location_dest_id", "package_id"];
const SAID = ["quantity", "accept", "is_plain"];

/** @returns {Object} a scan with all that was said of it, to be sent once more */
function said(item) {
    const names = ["text", "again", ...SAID].filter((name) => item[name]);
    return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** @returns {Object} an action as a button of a form would get it, where a method names modes alone */
function withViews(action) {
    const modes = action.view_mode?.split(",") || [];
    const views = modes.map((mode, at) => [(!at && action.view_id) || false, mode]);
    return action.views || !modes.length ? action : { ...action, views };
}

/** The scans of one document: sent one after the other, and what the server answers to them. */
export class ScanWork {
    /**
     * @param {Object} orm service
     * @param {string} model of the document
     * @param {number} id of the document
     */
    constructor(orm, model, id) {
        Object.assign(this, { orm, model, id });
        this.state = reactive({
            page: null,
            kind: "",
            message: "",
            flash: 0,
            refused: [],
            ask: null,
            doubted: null,
            looksLikeGs1: null,
        });
        // Neither another user of the device nor another database gets what waits.
        const name = [session.db, user.userId, model, id].join();
        this.queue = new ScanQueue(name, (item) => this.send(item));
    }

    /** What was scanned before: the product, and locations and package by their role. */
    get memory() {
        return this.queue.state.memory;
    }

    get last() {
        return this.state.page.scans[0];
    }

    async load() {
        this.state.page = await this.orm.call(this.model, "get_scan_page", [[this.id]], {
            product_id: this.memory.productId,
        });
    }

    // -- what its user does ---------------------------------------------------------------------
    scan(text) {
        const { ask } = this.state;
        if (ask) {
            const quantity = readQuantity(text);
            if (quantity !== null) {
                return this.answerQuantity(quantity);
            }
            if (text === ask.text) {
                ask.scans++;
                ask.quantity = ask.scans;
                return;
            }
            // The next code says that the quantity asked about is right.
            this.answerQuantity(ask.quantity);
        }
        if (this.state.doubted?.text === text) {
            return this.accept();
        }
        Object.assign(this.state, { doubted: null, looksLikeGs1: null });
        if (!this.queue.state.items.length) {
            this.state.refused = [];
        }
        return this.queue.add({ text });
    }

    /** One more of what was scanned last. */
    plus() {
        const { lot, text, product_id } = this.last;
        return this.queue.add({
            text: lot || text,
            is_plain: Boolean(lot),
            again: product_id,
            quantity: 1,
        });
    }

    minus() {
        return this.undo(this.last.key, 1);
    }

    undo(key, quantity = null) {
        return this.queue.add({ undo: key, quantity });
    }

    answerQuantity(quantity) {
        const { said } = this.state.ask;
        this.state.ask = null;
        this.queue.add({ ...said, quantity }, true);
        return this.queue.resume();
    }

    skipQuantity() {
        this.state.ask = null;
        this.tell("undone", _t("Nothing was recorded."));
        return this.queue.resume();
    }

    accept() {
        const said = this.state.doubted;
        this.state.doubted = null;
        return this.queue.add({ ...said, accept: true });
    }

    usePlain() {
        const text = this.state.looksLikeGs1;
        this.state.looksLikeGs1 = null;
        return this.queue.add({ text, is_plain: true });
    }

    clearPlace(name) {
        delete this.memory.places[name];
        this.queue.store();
    }

    /**
     * End the work on the document, once all scans are there; a second click meanwhile does nothing.
     *
     * @returns {Promise<Object|void>} an action to go on with
     */
    async finish() {
        if (this.isFinishing) {
            return;
        }
        this.isFinishing = true;
        try {
            return await this.end();
        } finally {
            this.isFinishing = false;
        }
    }

    async end() {
        await this.queue.flush();
        if (this.queue.state.items.length || this.state.ask) {
            return this.tell("error", _t("Not all scans are recorded yet."));
        }
        try {
            const { method, context } = this.state.page.finish;
            const action = await this.orm.call(this.model, method, [[this.id]], { context });
            if (action && typeof action === "object") {
                return withViews(action);
            }
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.tell("error", error.data?.message || error.message);
        }
        await this.load();
        if (!this.state.page.is_open) {
            this.tell("done", _t("%s is done.", this.state.page.name));
        }
    }

    // -- sending --------------------------------------------------------------------------------
    /** @returns {Promise<boolean>} whether what waits behind can go on */
    async send(item) {
        try {
            const answer = await this.call(item);
            return !this.queue.isClosed && this.take(item, answer);
        } catch (error) {
            // Who has to log in first sends it afterwards.
            const isKept = error.exceptionName?.endsWith(SESSION_EXPIRED);
            if (error instanceof ConnectionLostError || !(error instanceof RPCError) || isKept) {
                throw error;
            }
            const message = error.data?.message || error.message;
            const isDoubtful = error.exceptionName?.endsWith(LOOKS_LIKE_GS1);
            this.state.looksLikeGs1 = isDoubtful ? item.text : null;
            const { key, text } = item;
            const others = this.state.refused.filter((refused) => refused.key !== key);
            this.state.refused = [{ key, text, message }, ...others];
            this.tell("error", message);
            // Somebody else may have closed the document.
            await this.load();
            return true;
        }
    }

    call(item) {
        const silent = this.orm.silent;
        if (item.undo) {
            return silent.call(this.model, "undo_scan", [[this.id], item.undo], {
                quantity: item.quantity,
            });
        }
        const options = { product_id: item.again || this.memory.productId };
        for (const name of PLACES) {
            options[name] = this.memory.places[name]?.id || null;
        }
        for (const name of SAID) {
            if (item[name]) {
                options[name] = item[name];
            }
        }
        return silent.call(this.model, "scan_page", [[this.id], item.text, item.key], options);
    }

    take(item, answer) {
        this.memory.productId = answer.product_id || null;
        this.state.page = answer.page;
        if (answer.place) {
            this.memory.places[answer.role] = answer.place;
        }
        if (answer.kind === "quantity") {
            const { lot, unit, proposed } = answer;
            const { text } = item;
            this.state.ask = { said: said(item), text, lot, unit, quantity: proposed, scans: 1 };
        } else if (answer.kind === "warning") {
            this.state.doubted = said(item);
        }
        this.tell(answer.kind, answer.message);
        return answer.kind !== "quantity";
    }

    tell(kind, message) {
        Object.assign(this.state, { kind, message });
        this.state.flash++;
        playScanSound(kind);
        window.navigator.vibrate?.(kind === "error" || kind === "warning" ? [80, 60, 80] : 40);
    }
}
