/** For jest, which cannot `require` this package as Node itself can: it is an ES module. Only downloads under another name need it; the program has none. */
exports.create = (name) => `attachment; filename="${name}"`;
