// Writes the references that citeproc-js makes of CSL-JSON: a key, a tab and HTML on each line.
// node references.js ITEMS STYLE LOCALES
const fs = require("fs");
const CSL = require("citeproc");

const [itemsFile, styleFile, locales] = process.argv.slice(2);
const items = new Map(JSON.parse(fs.readFileSync(itemsFile, "utf8")).map((item) => [item.id, item]));
const retrieveLocale = (language) => {
    const file = `${locales}/locales-${language}.xml`;
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : false;
};
const system = { retrieveLocale, retrieveItem: (id) => items.get(id) };
const engine = new CSL.Engine(system, fs.readFileSync(styleFile, "utf8"), "en-US");
engine.updateItems([...items.keys()]);
const [parameters, entries] = engine.makeBibliography();
const lines = entries.map((entry, at) => {
    const body = entry.trim().replace(/<div class="csl-(entry|left-margin|right-inline)">|<\/div>/g, " ");
    return `${parameters.entry_ids[at][0]}\t${body.replace(/\s+/g, " ").trim()}\n`;
});
process.stdout.write(lines.sort().join(""));
