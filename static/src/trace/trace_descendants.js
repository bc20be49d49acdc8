/** What became of what was asked about. Nothing here knows the screen. */

/** @returns {Set<string>} the keys of what was asked about and of what became of it */
export function withDescendants(index) {
    const found = new Set(index.roots.map((node) => node.key));
    const bundles = new Set();
    // A set hands out what is added to it on the way.
    for (const key of found) {
        for (const link of index.linksByParent.get(key) || []) {
            found.add(link.child);
        }
        for (const bundle of index.bundlesByParent.get(key) || []) {
            if (!bundles.has(bundle)) {
                bundles.add(bundle);
                bundle.children.forEach((child) => found.add(child));
            }
        }
    }
    return found;
}
