import { Mutex } from "@web/core/utils/concurrency";

/** The changes of one wizard: each waits for those before, however fast a person clicks. */
function changesOf({ model }) {
    model.listChanges ||= new Mutex();
    return model.listChanges;
}

/**
 * Let a method of a wizard change its list on the server, and show what it is then.
 *
 * The form asks the server: a field that is gone before the answer would never get it.
 *
 * @param {Object} record the wizard; what was typed in it is saved before
 * @param {string} method
 * @param {...any} args of the method
 */
export function changeList(record, method, ...args) {
    return changesOf(record).exec(async () => {
        if (await record.save()) {
            await record.model.orm.call(record.resModel, method, [[record.resId], ...args]);
            await record.load();
        }
    });
}

/** @returns {Promise} settled when all changes that were clicked are shown */
export function allChanged(record) {
    return changesOf(record).getUnlockedDef();
}
