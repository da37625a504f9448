import { readFileSync } from "node:fs"
import { registerHooks, stripTypeScriptTypes } from "node:module"
import { fileURLToPath } from "node:url"

const root = new URL("../", import.meta.url).href
const faces = {
  ablate: new URL("../dsl/index.ts", import.meta.url).href,
  "ablate/implement": new URL("../runtime/implement.ts", import.meta.url).href,
}

// Experiment files find the language wherever they lie, and the package's own TypeScript loads
// from node_modules too, where Node by itself refuses to strip types.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier in faces ? { url: faces[specifier], shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url.startsWith(root) && url.endsWith(".ts") && url.includes("/node_modules/")
      ? {
          format: "module",
          source: stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8")),
          shortCircuit: true,
        }
      : next(url, context),
})
