import { readFileSync } from "node:fs"
import { enableCompileCache, registerHooks, stripTypeScriptTypes } from "node:module"
import { fileURLToPath } from "node:url"

// Compiled code is kept in the system's folder for temporary files: a later start is quicker.
enableCompileCache()

const root = new URL("../", import.meta.url).href
const faces = {
  ablate: new URL("../dsl/index.ts", import.meta.url).href,
  "ablate/implement": new URL("../runtime/implement/index.ts", import.meta.url).href,
  "ablate/paper": new URL("../reports/paper/tables.ts", import.meta.url).href,
}

const isTyped = (url, { format }) => url.endsWith(".ts") && format === "commonjs-typescript"

// Experiment files find the language and the Effect that it is made with wherever they lie, and the
// package's own TypeScript loads from node_modules too, where Node by itself refuses to strip types.
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier in faces) return { url: faces[specifier], shortCircuit: true }
    return /^effect(\/|$)/.test(specifier)
      ? next(specifier, { ...context, parentURL: import.meta.url })
      : next(specifier, context)
  },
  load: (url, context, next) =>
    url.startsWith(root) && url.endsWith(".ts") && url.includes("/node_modules/")
      ? {
          format: "module",
          source: stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8")),
          shortCircuit: true,
        }
      : // An experiment is a module, whatever the package.json beside it says.
        next(url, isTyped(url, context) ? { ...context, format: "module-typescript" } : context),
})
