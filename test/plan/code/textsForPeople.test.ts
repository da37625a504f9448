import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest"
import { hashCode } from "../../../runtime/plan/code/codeClosure.ts"

/** A mask as somebody outside the package writes it: a definition, and the module that draws. */
const files = {
  "stripes.ts": `
import { defaulted, defineMask, Ratio, required as needed } from "ablate"
export const stripes = defineMask({
  kind: "stripes",
  doc: "Masks 7 stripes.",
  implementation: import.meta.resolve("./stripes.draw.ts"),
  fields: {
    ratio: defaulted(Ratio, 0.5, "Share of 7 stripes.", "paper 7"),
    width: needed(Ratio, \`Width of \${1 + 1} of 7 stripes.\`),
  },
})`,
  "stripes.draw.ts": `
import { datasetError, fault } from "ablate/implement"
import { helper } from "./helper.ts"
import { stripes } from "./stripes.ts"
const again = "Say 7 again."
const unit = (count: number) => {
  if (count === 1) return "voxel of 7"
  return \`voxels \${again.replace("7", "9")} of 7\`
}
const refused = (what: string, hint: string) => fault({ what: what + unit(7), hint })
const refusals = [refused("one 7", "hint 7"), refused("two 7", again)]
const refuse = (count: number) =>
  datasetError(
    fault({
      what: count > 7 ? "more than 7" : \`\${count} of 7: \${new Error("7").message}\`,
      where: { field: "7" },
      expected: "7 " + "at most",
      hint: "take 7",
    }),
  )
export default { definition: stripes, refuse, refusals, draw: () => helper }`,
  "helper.ts": `export const helper = 1`,
}
type File = keyof typeof files

// The package's own sources are read once; that a cache changes no hash is for codeCache.test.ts.
const cacheFolder = mkdtempSync(join(tmpdir(), "ablate-texts-cache-"))
afterAll(() => rmSync(cacheFolder, { recursive: true }))

let root = ""
type Changes = Partial<Record<File, string>>

/** The hash of the mask as each of the edits makes it. */
const hashes = async (...edited: readonly Changes[]) => {
  const addresses = edited.map((changed, index) => {
    const folder = join(root, String(index))
    mkdirSync(folder, { recursive: true })
    for (const [name, content] of Object.entries({ ...files, ...changed }))
      writeFileSync(join(folder, name), content)
    return pathToFileURL(join(folder, "stripes.draw.ts")).href
  })
  const found = await Effect.runPromise(
    hashCode(addresses, join(cacheFolder, "code")).pipe(Effect.provide(NodeServices.layer)),
  )
  return addresses.map((address) => found.get(address))
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ablate-texts-"))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const edit = (file: File, from: string, to: string) => {
  expect(files[file]).toContain(from)
  return { [file]: files[file].replace(from, to) }
}

/** An edit of a text, made on top of another edit. */
const both = (file: File, ...edits: readonly (readonly [from: string, to: string])[]) => ({
  [file]: edits.reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replace(from, to)
  }, files[file]),
})

const texts: readonly (readonly [what: string, file: File, from: string, to: string])[] = [
  ["the doc of a component", "stripes.ts", "Masks 7", "Masks 8"],
  ["the doc of a field", "stripes.ts", "Share of 7", "Share of 8"],
  ["the source of a default", "stripes.ts", "paper 7", "paper 8"],
  ["the doc of a field under another name", "stripes.ts", "of 7 stripes.`", "of 8 stripes.`"],
  ["what is wrong", "stripes.draw.ts", '"more than 7"', '"more than 8"'],
  ["a text with values in it", "stripes.draw.ts", "of 7: ", "of 8: "],
  ["what was expected", "stripes.draw.ts", '"7 "', '"8 "'],
  ["a hint", "stripes.draw.ts", "take 7", "take 8"],
  [
    "what a function of the module returns for a text",
    "stripes.draw.ts",
    "voxel of 7",
    "voxel of 8",
  ],
  ["what a function of the module makes a text of", "stripes.draw.ts", "one 7", "one 8"],
]

describe("texts for people", () => {
  it.each(texts)("%s changes no hash", async (_, file, from, to) => {
    const [before, after] = await hashes({}, edit(file, from, to))
    expect(after).toBe(before)
  })

  it.each([
    ["the kind of a component", "stripes.ts", '"stripes"', '"lines"'],
    ["a default", "stripes.ts", "0.5", "0.6"],
    ["what is computed for a doc", "stripes.ts", "1 + 1", "1 + 2"],
    ["the place of a fault", "stripes.draw.ts", 'field: "7"', 'field: "8"'],
    ["what decides between two texts", "stripes.draw.ts", "count > 7", "count > 8"],
    ["a constant that is computed with", "stripes.draw.ts", "Say 7", "Say 8"],
    ["what decides what a function returns", "stripes.draw.ts", "count === 1", "count === 2"],
    ["what is computed for a text", "stripes.draw.ts", 'Error("7")', 'Error("8")'],
  ] as const)("%s counts", async (_, file, from, to) => {
    const [before, after] = await hashes({}, edit(file, from, to))
    expect(after).not.toBe(before)
  })

  it("does not count the address of an implementation: what lies there is hashed by itself", async () => {
    const moved = edit("stripes.ts", "./stripes.draw.ts", "./helper.ts")
    const [before, after] = await hashes({}, moved)
    expect(after).toBe(before)
  })
})

// Each makes a result of a text that is outside: `read` reads it, and the text must count.
const reads: readonly (readonly [what: string, read: string])[] = [
  ["a doc by its name", "() => stripes.doc.length"],
  ["a doc of a field", "() => Number(stripes.fields.ratio.doc)"],
  ["a source in brackets", `() => stripes.fields.ratio["source"]`],
  ["a source by destructuring", "() => (({ source }) => source)(stripes.fields.ratio)"],
  ["a doc by reflection", `() => Reflect.get(stripes, "doc")`],
  ["a doc by a path", `() => "fields.ratio.doc".split(".").reduce((at, key) => at[key], stripes)`],
  ["what a fault says", "() => refuse(1).faults[0].what"],
  ["what a fault expects", "() => (([{ expected }]) => expected)(refuse(1).faults)"],
  ["the message of an error", "() => refuse(1).message"],
]

describe("a text that code reads counts", () => {
  it.each(reads)("%s", async (_, read) => {
    const reading = both("stripes.draw.ts", ["() => helper", read])
    const [text = ""] = Object.values(reading)
    const edited = texts.map(([, file, from, to]) => ({
      ...reading,
      ...(file === "stripes.draw.ts" ? { [file]: text.replace(from, to) } : edit(file, from, to)),
    }))
    const found = await hashes(reading, ...edited)
    expect(new Set(found).size).toBe(1 + texts.length)
  })

  it("in whatever file of the closure it reads", async () => {
    const helper = { "helper.ts": "export const helper = (field: { doc: string }) => field.doc" }
    const changed = edit("stripes.ts", "Masks 7", "Masks 8")
    const [before, after] = await hashes(helper, { ...helper, ...changed })
    expect(after).not.toBe(before)
  })

  it("is found by no enumeration", async () => {
    const { defaulted, defineMask, Ratio } = await import("../../../dsl/index.ts")
    const field = defaulted(Ratio, 0.5, "Share of 7 stripes.", "paper 7")
    const mask = defineMask({ kind: "a", doc: "7", implementation: "a", fields: { field } })
    expect(mask.doc + field.doc + field.source).toBe("7Share of 7 stripes.paper 7")
    for (const object of [field, mask, { ...field }, { ...mask }])
      expect(JSON.stringify(Object.entries(object))).not.toContain("7")
    for (const key in field) expect(key).not.toMatch(/doc|source/)
  })
})

// Each has the shape of a text for people, and is none.
const impostors: readonly {
  readonly what: string
  readonly file: File
  readonly edits: readonly (readonly [from: string, to: string])[]
}[] = [
  {
    what: "a function of the module's own that is called defaulted",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse", "function defaulted(...all) { return all }\nconst refuse"],
      ["() => helper", `() => defaulted(1, 2, "7 a", "7 b")`],
    ],
  },
  {
    what: "a function of another module that is called defaulted",
    file: "stripes.draw.ts",
    edits: [
      ["import { helper }", "import { helper as defaulted, helper }"],
      ["() => helper", `() => defaulted(1, 2, "7 a", "7 b")`],
    ],
  },
  {
    what: "a parameter that is called defaulted",
    file: "stripes.ts",
    edits: [
      [
        "export const",
        `export const sum = (defaulted) => defaulted(1, 2, "7 a", "7 b")\nexport const`,
      ],
    ],
  },
  {
    what: "a function of the module's own that is called fault",
    file: "stripes.draw.ts",
    edits: [
      ["import { datasetError, fault }", "import { datasetError, fault as other }"],
      ["const refuse", `const fault = (parts) => parts.of\nconst refuse`],
      ["() => helper", `() => fault({ what: "7 a" })`],
    ],
  },
  {
    what: "a parameter that is called fault",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => ((fault) => fault({ what: "7 a" }))(helper)`]],
  },
  {
    what: "a function of another module that is called fault",
    file: "stripes.draw.ts",
    edits: [
      ["import { datasetError, fault }", "import { datasetError }"],
      ["import { helper }", "import { helper as fault, helper }"],
      ["() => helper", `() => fault({ what: "7 a" })`],
    ],
  },
  {
    what: "a fault as a literal, in an error",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => datasetError({ what: "7 a", where: {} })`]],
  },
  {
    what: "the place of a fault",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => fault({ what: "7", where: { file: "7 a" } })`]],
  },
  {
    what: "another property of a fault",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => fault({ what: "7", other: "7 a" })`]],
  },
  {
    what: "what is spread into a fault",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => fault({ ...{ what: "7 a" } })`]],
  },
  {
    what: "a second argument of fault",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => fault({ what: "7" }, { what: "7 a" })`]],
  },
  {
    what: "a constant of which a text is made, and a result",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `const said = "7 a"\nconst refuse =`],
      ["() => helper", `() => [fault({ what: said }), said.length]`],
    ],
  },
  {
    what: "a constant of which a text is made, and that others see",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `export const said = "7 a"\nconst refuse =`],
      ["() => helper", `() => fault({ what: said })`],
    ],
  },
  {
    what: "a constant that is exported under another name",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `const said = "7 a"\nexport { said as other }\nconst refuse =`],
      ["() => helper", `() => fault({ what: said })`],
    ],
  },
  {
    what: "a constant of which a text is made, in a module that evaluates texts",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `const said = "7 a"\nconst refuse =`],
      ["() => helper", `() => [fault({ what: said }), eval("said")]`],
    ],
  },
  {
    what: "a variable that has a text at first",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `let said = "7 a"\nconst refuse =`],
      ["() => helper", `() => fault({ what: said })`],
    ],
  },
  {
    what: "a constant beside a parameter of its name",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `const said = "7 a"\nconst refuse =`],
      ["() => helper", `() => ((said) => fault({ what: said }))(helper)`],
    ],
  },
  {
    what: "what a function is given that makes a text and a result of it",
    file: "stripes.draw.ts",
    edits: [
      [
        "const refuse =",
        `const told = (said) => [fault({ what: said }), said.length]\nconst refuse =`,
      ],
      ["() => helper", `() => told("7 a")`],
    ],
  },
  {
    what: "what a function is given beside the parameter of a text",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `const told = (said, n) => [fault({ what: said }), n]\nconst refuse =`],
      ["() => helper", `() => told("7", "7 a")`],
    ],
  },
  {
    what: "what a function is given that is called by others too",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `const told = (said) => fault({ what: said })\nconst refuse =`],
      ["() => helper", `() => [told("7 a"), helper(told)]`],
    ],
  },
  {
    what: "what a function is given whose parameter is another one inside it",
    file: "stripes.draw.ts",
    edits: [
      [
        "const refuse =",
        `const told = (said) => [(said) => fault({ what: said }), eval("said")]\nconst refuse =`,
      ],
      ["() => helper", `() => told("7 a")`],
    ],
  },
  {
    what: "what a function returns to a text and to a result",
    file: "stripes.draw.ts",
    edits: [
      ["const refuse =", `const told = () => "7 a"\nconst refuse =`],
      ["() => helper", `() => [fault({ what: told() }), told().length]`],
    ],
  },
  {
    what: "what a function inside one returns",
    file: "stripes.draw.ts",
    edits: [
      [
        "const refuse =",
        `const told = () => [1].map(() => { return "7 a" }).length\nconst refuse =`,
      ],
      ["() => helper", `() => fault({ what: told() })`],
    ],
  },
  {
    what: "an object like a fault",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => ({ what: "7 a" })`]],
  },
  {
    what: "an object like a declaration",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => ({ doc: "7 a" })`]],
  },
  {
    what: "what a function is given on its way into a fault",
    file: "stripes.draw.ts",
    edits: [["() => helper", `() => fault(helper({ what: "7 a" }))`]],
  },
  {
    what: "another property of a declaration",
    file: "stripes.ts",
    edits: [['kind: "stripes",', 'kind: "stripes", docs: "7 a",']],
  },
  {
    what: "a default that is a text",
    file: "stripes.ts",
    edits: [["defaulted(Ratio, 0.5,", 'defaulted(Ratio, "7 a",']],
  },
]

describe("what is no text for people counts", () => {
  it.each(impostors)("$what", async ({ file, edits }) => {
    const made = both(file, ...edits)
    const [text = ""] = Object.values(made)
    expect(text).toContain("7 a")
    const [before, after] = await hashes(made, { [file]: text.replace("7 a", "8 a") })
    expect(after).not.toBe(before)
  })
})
