// Runs record.py under Pyodide, the CPython for Node: `node record.mjs DIRECTORY < cases.txt`, where the npm package `pyodide` is
// installed in DIRECTORY.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const main = createRequire(join(process.argv[2], "package.json")).resolve("pyodide");
const { loadPyodide } = await import(pathToFileURL(join(dirname(main), "pyodide.mjs")));
const python = await loadPyodide({ indexURL: dirname(main) });
const script = join(dirname(fileURLToPath(import.meta.url)), "record.py");
python.globals.set("script", readFileSync(script, "utf8"));
python.globals.set("cases", readFileSync(0, "utf8"));
console.log(python.runPython("space = {'__name__': 'record'}\nexec(script, space)\nspace['record'](cases)"));
