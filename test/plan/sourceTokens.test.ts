import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ts } from "ts-morph"
import { describe, expect, it } from "vitest"
import { sourceTokens } from "../../runtime/plan/sourceTokens.ts"

const read = (source: string) => sourceTokens(ts, source)

/** Leaves of TypeScript's own syntax tree: an independent reading of the same tokens. */
const leaves = (source: string): readonly string[] => {
  const file = ts.createSourceFile("a.ts", source, {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  })
  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file)
    if (children.length > 0) children.forEach(visit)
    else if (ts.isStringLiteral(node)) texts.push(JSON.stringify(node.text))
    else if (node.end > node.getStart(file)) {
      const text = node.getText(file)
      // Type arguments may end like an operator: the scanner leaves ">" and what follows apart.
      texts.push(...(/^>[>=]+$/.test(text) ? text.split("") : [text]))
    }
  }
  visit(file)
  return texts
}

const tricky = [
  "const a = x[i]! / 2 // mean\nconst b = f(x) / 3 /* third */",
  "if (x) /'/.test(y) // it's",
  "const c = `a ${ { b: `${1 / 2}` }.b } // no comment` // comment",
  "const d = a.return / b, e = this / 2, f = typeof /x/",
  'for (const r of [/[/*]/g, /"/]) r.lastIndex++ / 2',
  "const g = (a as number) / 2 < 3 && h<string>(1) / 2 > 1",
]

describe("sourceTokens", () => {
  it.each(tricky)("reads %j as TypeScript's parser does", (source) => {
    expect(read(source).text).toBe(leaves(source).join(" "))
  })

  it("reads every file of the repository as TypeScript's parser does", () => {
    const root = join(import.meta.dirname, "../..")
    const files = ["dsl", "runtime", "reports"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => join(root, folder, name)),
    )
    expect(files.length).toBeGreaterThan(50)
    for (const file of files) {
      const source = readFileSync(file, "utf8")
      expect({ file, text: read(source).text }).toEqual({ file, text: leaves(source).join(" ") })
    }
  })

  it("does not see comments, layout and quotes", () => {
    const one = read(
      `import { a } from "./a.ts" // why\nexport const f = (x: number) => {\n  return x / a\n}`,
    )
    const other = read(
      `/** Doc. */\nimport { a } from './a.ts'\nexport const f = (x: number) => { return x /* by */ / a }`,
    )
    expect(one.text).toBe(other.text)
    expect(one.text).not.toBe(read(one.text.replace("x / a", "x * a")).text)
  })

  it("finds what is imported when the module runs", () => {
    const source = `
      import { a, type B } from "./a.ts"
      import type { C } from "./types.ts"
      import "./effects.ts"
      import * as d from "package"
      import type from "./type.ts"
      export { e } from "./e.ts"
      export type { F } from "./f-types.ts"
      export * from "./g.ts"
      const h = await import("./h.ts")
      const i = require("other")
      type J = typeof import("./j-types.ts")
      const k = new URL("./k.wasm", import.meta.url)
      const folder = new URL("../", import.meta.url)
      const from = "./text.ts"
      // import "./comment.ts"
    `
    expect(read(source).imports).toEqual([
      "./a.ts",
      "./effects.ts",
      "package",
      "./type.ts",
      "./e.ts",
      "./g.ts",
      "./h.ts",
      "other",
      "./j-types.ts",
    ])
    expect(read(source).files).toEqual(["./k.wasm"])
  })
})
