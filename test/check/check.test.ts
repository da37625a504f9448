import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { checkFile } from "../../runtime/check/check.ts"

/** A sound experiment on generated volumes; `base` and `table` are there for the rest of a file. */
const prelude = `import { adam, arms, bootstrap, dice, experiment, grid, lines, losses, reconstructions, mae, m2mae, levels, modalityMask, patchMask, phantom,
  positionMask, scratch, segmentation, simmim, table, transunet, unet3d, unetr, vit, wilcoxon, zip } from "ablate"
const optimizer = adam({ lr: 1e-3 })
export const training = { epochs: 2, batch: 4, optimizer }
export const base = experiment({
  name: "tiny",
  dataset: phantom({ size: 24, subjects: 10, seed: 0, split: { test: 3, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 4, heads: 4 }),
  pretraining: m2mae({ mask: [modalityMask(), positionMask(), patchMask()], pbt: levels(2, 4), ...training }),
  tasks: { lesion: segmentation({ network: unetr({ features: 4 }), regions: ["WT", "TC"], metrics: [dice()], epochs: 2, optimizer }) },
  seeds: [0],
})
const columns = ["lesion.dice.WT"] as const
`
const first = prelude.split("\n").length

interface Told {
  readonly what: string
  readonly file: string
  readonly line: number | undefined
  readonly hint: string
}

/** Faults of a file that begins with the prelude, beside other files; lines count from its own. */
const told = async (
  code: string,
  files: Readonly<Record<string, string>> = {},
  scale?: string,
): Promise<readonly Told[]> => {
  const folder = mkdtempSync(join(tmpdir(), "check-"))
  for (const [name, text] of Object.entries({ ...files, "experiment.ts": prelude + code })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const checked = checkFile(join(folder, "experiment.ts"), process.env, { scale }).pipe(
    Effect.as([]),
    Effect.catch(({ faults }) => Effect.succeed(faults)),
  )
  const faults = await Effect.runPromise(checked)
  return faults.map(({ what, where: { file = "", line }, hint = "" }) => {
    const isOwn = file.endsWith("/experiment.ts")
    return {
      what,
      file: file.slice(folder.length + 1),
      line: line === undefined || !isOwn ? line : line - first + 1,
      hint,
    }
  })
}

const seconds = 120_000

describe("check finds, where it is written,", { timeout: seconds }, () => {
  it("an import of a file that is not there, with the one that was meant", async () => {
    const files = { "sizes.ts": "export const depth = 4\n" }
    const study = 'export const t = table({ name: "t", study: grid(base, {}), columns })'
    const hints = await Promise.all(
      ["./size.ts", "./sizes", "sizez"].map(async (module) => {
        const [found] = await told(`import { depth } from "${module}"\n${study}\nvoid depth`, files)
        return [found?.line, found?.hint]
      }),
    )
    expect(hints).toEqual([
      [1, 'did you mean "./sizes.ts"?'],
      [1, 'write "./sizes.ts"'],
      [1, "install it: npm install sizez; or correct the name"],
    ])
  })

  it("an import of a package that is not there, or of a module that a package does not have", async () => {
    const files = {
      "node_modules/there/package.json": '{ "name": "there", "exports": { ".": "./index.js" } }',
      "node_modules/there/index.js": "export {}\n",
    }
    const study = 'export const t = table({ name: "t", study: grid(base, {}), columns })'
    const imports = [
      'import "csv-parser/sync"',
      'import other from "@some/where/else"',
      'import sync from "there/sync"',
      'import implement from "ablate/implemnt"',
    ]
    const found = await told(
      `${imports.join("\n")}\n${study}\nvoid [other, sync, implement]`,
      files,
    )
    expect(found.map(({ line, hint }) => [line, hint])).toEqual([
      [1, "install it: npm install csv-parser; or correct the name"],
      [2, "install it: npm install @some/where; or correct the name"],
      [3, "correct the name: there is installed, and has no such module"],
      [4, "write one of ablate, ablate/implement, ablate/paper"],
    ])
  })

  it("a factor of a helper's record that is no field, through a table made in a loop", async () => {
    const found = await told(
      `import { factors } from "./lib/factors.ts"
export const tables = [1, 2].map((n) => table({ name: \`t\${n}\`, study: grid(base, factors), columns }))`,
      { "lib/factors.ts": `export const factors = {\n  "tasks.lesion.epoch": [1, 2],\n}\n` },
    )
    expect(found).toEqual([
      expect.objectContaining({
        what: 'factor "tasks.lesion.epoch" is no field of the experiment',
        file: "lib/factors.ts",
        line: 2,
      }),
    ])
    const beside = await told(
      `import { factors } from "./lib/factors.ts"
const study = grid(base, factors)
export const tables = { t: table({ name: "t", study, columns }) }`,
      {
        "lib/factors.ts": `export const factors = {\n  seeds: [[0]],\n  "tasks.lesion.epoch": [1, 2],\n}\n`,
      },
    )
    expect(beside).toEqual([
      expect.objectContaining({
        what: 'factor "tasks.lesion.epoch" is no field of the experiment',
        file: "lib/factors.ts",
        line: 3,
        hint: 'did you mean "tasks.lesion.epochs"?',
      }),
    ])
  })

  it("a field of an arm: at its value, a wrong name at the name, with the one that was meant", async () => {
    const code = (field: string, value: number) => `const study = arms(base, {
  Base: {},
  Short: { "${field}":
    ${value} },
})
export const t = table({ name: "t", study, columns })`
    const [value, ...others] = await told(code("pretraining.epochs", 0))
    expect(value).toMatchObject({ line: 4, what: 'epochs is 0 (arms: "Short")' })
    expect(others).toEqual([])
    expect(await told(code("pretraining.epoch", 2))).toEqual([
      expect.objectContaining({
        line: 3,
        what: '"pretraining.epoch" is no field of the experiment',
        hint: 'did you mean "pretraining.epochs"?',
      }),
    ])
  })

  it("factors that are a class's or an interface's, with what makes a record of them", async () => {
    const found = await told(`class Widths { readonly "encoder.width" = [24, 48] as const }
interface Depths { readonly "encoder.depth": readonly [2, 4] }
const depths: Depths = { "encoder.depth": [2, 4] }
export const a = table({ name: "a", study: grid(base, new Widths()), columns })
export const b = table({ name: "b", study: grid(base, depths), columns })
export const c = table({ name: "c", study: grid(base, { ...new Widths(), ...depths }), columns })`)
    expect(found.map(({ line, hint }) => [line, hint])).toEqual([
      [4, "spread it into one: { ...value }"],
      [5, "spread it into one: { ...value }"],
    ])
  }, 120_000)

  it("an experiment of type any where a study belongs", async () => {
    const found = await told(`const hidden: any = base
export const t = table({ name: "t", study: hidden, columns: ["lesion.dice.WT"] })`)
    expect(found).toEqual([
      expect.objectContaining({
        line: 2,
        what: "table t is of something that is no study: it has no arms",
        hint: expect.stringContaining("study: arms(base, { Base: {} })"),
      }),
    ])
  })

  it("a value of a JSON file", async () => {
    const found = await told(
      `import conf from "./conf.json" with { type: "json" }
export const t = table({ name: "t", study: grid(base, { "encoder.patch": conf.patches }), columns })`,
      { "conf.json": `{\n  "patches": [4,\n    7]\n}\n` },
    )
    expect(found).toEqual([
      expect.objectContaining({
        file: "conf.json",
        line: 3,
        what: expect.stringContaining("7x7x7"),
      }),
    ])
  })

  it("what two fields do not fit in: at the one of a factor or a scale, else at the later", async () => {
    const found = await told(`const two = vit({
  crop: 16,
  patch: 4,
  heads: 5,
  width: 24,
  depth: 4,
})
const wide = experiment({ ...base, encoder: two })
export const a = table({ name: "a", study: grid(wide, {}), columns })
export const b = table({ name: "b", study: grid(base, {
  "encoder.width": { fits: 24, not: 26 } }), columns })
export const c = table({ name: "c", study: grid(base, {
  "dataset.size": { fits: 24, not: 12 } }), columns, populations: "several" })`)
    expect(found.map(({ line, what }) => [line, what.replace(/ \(arms: .*/, "")])).toEqual([
      [5, "5 heads do not divide a width of 24"],
      [11, "4 heads do not divide a width of 26"],
      [13, "a crop of 16x16x16 is larger than the volumes of 12x12x12"],
    ])
    expect(found[0]?.hint).toMatch(
      /^use a width of 25; encoder.heads is written at .*experiment.ts:\d+:10$/,
    )
    const networks = await told(
      `const alone = experiment({
  ...base,
  tasks: { lesion: { ...base.tasks.lesion, network: unet3d() } },
  scales: { large: { "encoder.crop": 24 }, small: {
    "encoder.crop": 8 } },
})
export const t = table({ name: "t", study: grid(alone, {}), columns })`,
      {},
      "small",
    )
    expect(networks.map(({ line, what }) => [line, what])).toEqual([
      [5, "at scale small: unet3d halves a crop of 8x8x8 voxels below one voxel"],
    ])
  })

  it("heads and width of one network that do not fit, and names the other of the two", async () => {
    const [found] = await told(`const network = transunet({
  width: 24,
  heads: 5,
})
const alone = experiment({ ...base, tasks: { lesion: { ...base.tasks.lesion, network } } })
export const t = table({ name: "t", study: grid(alone, {}), columns })`)
    expect(found).toMatchObject({ line: 3, what: "5 heads do not divide a width of 24" })
    expect(found?.hint).toMatch(
      /^use a width of 25; tasks.lesion.network.width is written at .*experiment.ts:\d+:10$/,
    )
  })

  it("an argument of a function that makes experiments", async () => {
    const [fault] =
      await told(`const make = (epochs: number) => experiment({ ...base, pretraining: mae({ ...training, epochs }) })
export const t = table({ name: "t", study: grid(make(0), { "encoder.depth": [4] }), columns })`)
    expect(fault).toMatchObject({ line: 2, what: expect.stringContaining("epochs is 0") })
  })

  it("an index past the end of a list, while one inside of it is a field", async () => {
    const code = (index: number) =>
      `export const t = table({ name: "t", study: grid(base, { "pretraining.mask.${index}.ratio": [0.25, 0.5] }), columns })`
    expect(await told(code(1))).toEqual([])
    expect(await told(code(3))).toEqual([
      expect.objectContaining({ what: expect.stringContaining("is no field"), line: 1 }),
    ])
  })

  it("two targets of one name; names that no file can have", async () => {
    const found =
      await told(`const study = grid(base, { pretraining: { a: scratch(), b: base.pretraining } })
export const one = { x: table({ name: "Main", study, columns }), y: table({ name: "main", study, columns }) }
export const other = table({ name: "a/b", study, columns })`)
    expect(found.map(({ line, what }) => [line, what])).toEqual([
      [2, 'the names "main" and "Main" differ in capitals or in how accents are written alone'],
      [3, 'a table is called "a/b"'],
    ])
  })

  // Table III of M2-MAE has a row without a mask.
  it("a Pyramid Barlow Twins without a mask, and not where the mask is a factor", async () => {
    const faults = await told(`
const bare = { ...base, pretraining: { ...base.pretraining, mask: [] } }
export const one = table({ name: "one", study: grid(bare, { "pretraining.batch": [2, 4] }), columns })
export const two = table({ name: "two", study: grid(bare, { "pretraining.pbt": { none: [] }, }), columns })
export const none = table({ name: "none", study: grid(base, { "pretraining.mask": { none: [], position: [positionMask()] } }), columns })
export const named = table({ name: "named", study: arms(base, { none: { "pretraining.mask": [] }, all: {} }), columns })
export const off = table({ name: "off", study: grid(bare, { "pretraining.loss": { mse: { mse: 1, adversarial: 0, pbt: 0 } } }), columns })`)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ line: 2 })
    expect(faults[0]?.what).toContain("nothing is masked")
    expect(faults[0]?.what).toContain('arms: "2" and "4"')
    expect(faults[0]?.hint).toContain("make the mask a factor")
  }, 120_000)

  it("a pre-training under a network that does not use the encoder", async () => {
    const found =
      await told(`const alone = experiment({ ...base, tasks: { lesion: { ...base.tasks.lesion, network: unet3d() } } })
export const t = table({ name: "t", study: grid(alone, { pretraining: { Scratch: scratch(), MAE: mae(training) } }), columns })`)
    expect(found).toEqual([
      expect.objectContaining({
        line: 2,
        what: expect.stringMatching(/"Scratch" and "MAE" are the same run: no network/),
      }),
    ])
  })

  it.each([
    [
      "a position mask that would leave nothing",
      "m2mae({ ...base.pretraining, mask: [positionMask({ ratio: 0.999 })] })",
      "0.016 to 0.984",
    ],
    [
      "a patch mask of more than two of three",
      "m2mae({ ...base.pretraining, mask: [modalityMask(), patchMask({ ratio: 0.8 })] })",
      "0.333 to 0.667",
    ],
    ["a share of tokens that is none", "mae({ ...training, ratio: 0.001 })", "0.016 to 0.984"],
  ])("%s", async (_, value, bounds) => {
    const found = await told(`const pretraining = ${value}
export const t = table({ name: "t", study: grid(base, { pretraining: { x: pretraining } }), columns })`)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ line: 1, what: expect.stringContaining("cannot be reached") })
    expect(bounds).toContain(found[0]?.hint.replace("use ", ""))
  })

  it("fields that differ from one evaluation to the next, such as the year", async () => {
    const found = await told(
      `export const t = table({ name: "t", study: grid(base, { seeds: { now: [new Date().getFullYear()] } }), columns })`,
    )
    expect(found).toEqual([
      expect.objectContaining({
        line: 1,
        what: expect.stringMatching(/seeds\.0 is \d+ in one evaluation/),
      }),
    ])
  })

  it("keys that JavaScript puts in another order, and not those in order", async () => {
    const code = (record: string) =>
      `export const t = table({ name: "t", study: grid(base, { "encoder.depth": ${record} }), columns })`
    expect(await told(code("{ deep: 8, 4: 4 }"))).toEqual([
      expect.objectContaining({
        line: 1,
        hint: expect.stringContaining('[["deep", ...], ["4", ...]]'),
      }),
    ])
    expect(await told(code("{ 4: 4, 8: 8, deep: 12 }"))).toEqual([])
  })

  it("columns twice and none at all, and a crop larger than the volumes", async () => {
    const found = await told(`const study = grid(base, { "encoder.crop": { large: 32 } })
export const t = table({ name: "t", study, columns: ["lesion.dice.WT", "lesion.dice.WT"] })
export const u = table({ name: "u", study, columns: [] })`)
    expect(found.map(({ what }) => what)).toEqual([
      "a crop of 32x32x32 is larger than the volumes of 24x24x24",
      'table t has the column "lesion.dice.WT" twice',
      "table u has no columns",
    ])
  })
})

describe("check runs a file only when it compiles, and not for ever:", { timeout: seconds }, () => {
  it("a file with a fault of types does nothing", async () => {
    const mark = join(mkdtempSync(join(tmpdir(), "mark-")), "ran")
    const found = await told(`import { writeFileSync } from "node:fs"
writeFileSync(${JSON.stringify(mark)}, "")
const wrong: number = "1"
export const t = table({ name: "t", study: grid(base, {}), columns })`)
    expect(found).toEqual([expect.objectContaining({ line: 3 })])
    expect(existsSync(mark)).toBe(false)
  })

  it.each([
    [
      "a call of process.exit",
      "const stop = () => process.exit(0)\nstop()",
      1,
      "process.exit() ends the process",
    ],
    ["an await that nothing ends", "\nawait new Promise(() => {})", 2, "this await did not end"],
    ["an error", "const parts: string[][] = []\nparts[0].join()", 2, "TypeError"],
    [
      "a promise that is rejected and that nobody waits for",
      '\nvoid Promise.reject(new Error("lost"))',
      2,
      "Error: lost",
    ],
    [
      "a rejection by what is no Error",
      '\nvoid Promise.reject("lost")',
      2,
      "'lost' was thrown, which is no Error",
    ],
    [
      "a process that the system ends",
      '\nprocess.kill(process.pid, "SIGKILL")',
      2,
      "ended by SIGKILL; it was here",
    ],
    [
      "an endless loop",
      "const spin = (): void => {\n  for (;;) Math.sqrt(2)\n}\nspin()",
      2,
      "did not end within",
    ],
  ])("%s", async (_, code, line, what) => {
    const [fault] = await told(
      `${code}\nexport const t = table({ name: "t", study: grid(base, {}), columns })`,
    )
    expect(fault).toMatchObject({ line, what: expect.stringContaining(what) })
  })

  it("an enum, which Node cannot strip, and an import that Node cannot find", async () => {
    expect(await told("enum Kind { A, B }\nexport {}")).toEqual([
      expect.objectContaining({ line: 1, hint: expect.stringContaining("as const") }),
    ])
    expect(
      await told(
        'import a from "./a.json" with { type: "json" }\nimport { W } from "./w.ts"\n@Object.seal\nclass A { w: W = a }\nvoid A',
        { "a.json": '{\n  "x": 1,\n}', "w.ts": "export type W = object\n" },
      ),
    ).toMatchObject([
      { line: 3, what: "Expected double-quoted property name" },
      { line: 2, hint: "write: import { type Name }" },
      { line: 3, what: "a decorator is no JavaScript that Node runs" },
    ])
    expect(
      await told('import { x } from "./other.js"\nvoid x', { "other.ts": "export const x = 1\n" }),
    ).toEqual([expect.objectContaining({ line: 1, hint: 'write "./other.ts"' })])
    expect(
      await told('import { x } from "@lib/other.ts"\nvoid x', {
        "lib/other.ts": "export const x = 1\n",
        "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
      }),
    ).toEqual([expect.objectContaining({ line: 1, hint: 'write "./lib/other.ts"' })])
  })

  it.each([
    ["wait for it: export const t = await ...", "Promise.resolve(made)"],
    ["export what it holds as a list: export const t = [...]", 'new Map([["t", made]])'],
    ["call the function: export const results = t(...)", "() => made"],
  ])("exports that hold no table: %s", async (hint, value) => {
    const code = `const made = table({ name: "t", study: grid(base, {}), columns })\nexport const t = ${value}`
    expect(await told(code)).toEqual([expect.objectContaining({ hint })])
  })
})

describe("check tells what would pass in silence:", { timeout: seconds }, () => {
  it("a list of regions and a record of tasks that are empty, not the columns that read them", async () => {
    const found =
      await told(`const none = experiment({ ...base, tasks: { lesion: segmentation({ network: unetr({ features: 4 }),
  regions: [],
  metrics: [dice()], epochs: 2, optimizer }) } })
export const t = table({ name: "t", study: grid(none, {}), columns })
const bare = experiment({ ...base,
  tasks: {} })
export const u = table({ name: "u", study: grid(bare, {}), columns })`)
    expect(found.map(({ line, what }) => [line, what])).toEqual([
      [2, "no region is named"],
      [6, "the experiment has no task"],
    ])
  })

  it("a record beside tables that is one but for its constructor, and not the options of one", async () => {
    const found = await told(`const study = grid(base, {})
export const options = { name: "t", study, columns }
export const t = table(options)
export const more = [
  { name: "u", study, columns },
]`)
    expect(found.map(({ line, what }) => [line, what])).toEqual([
      [5, "more.0 has the name and the study of a table or a figure, and is none"],
    ])
  })

  it("a promise of a table beside a table, and not one of something else", async () => {
    const found = await told(`const study = grid(base, {})
export const t = table({ name: "t", study, columns })
const later = async (name: string) => table({ name, study, columns })
export const u = later("u")
export const more = {
  v: later("v"),
}
export const size = Promise.resolve(3)
export const never = new Promise(() => {})`)
    expect(found.map(({ line, what, hint }) => [line, what, hint])).toEqual([
      [
        4,
        "u is a promise of a table or a figure, and is none",
        "wait for it: export const u = await ...",
      ],
      [
        6,
        "more.v is a promise of a table or a figure, and is none",
        "wait for it: write `await` before it",
      ],
    ])
  })
})

describe("check takes what people write in TypeScript:", { timeout: seconds }, () => {
  it("spreads with one field changed, pairs, default exports, in a package of CommonJS", async () => {
    const found = await told(
      `const full = base.tasks.lesion
const changed = experiment({ ...base, tasks: { lesion: { ...full, optimizer: { ...optimizer, lr: 2e-3 } } } })
export default table({ name: "a", study: grid(changed, { "tasks.lesion": { full, longer: { ...full, epochs: 3 } } }), columns })
export const pairs = table({ name: "b", study: grid(base, { "pretraining.pbt": [["4", [4]], ["2", [2]]] }), columns })`,
      { "package.json": '{ "type": "commonjs" }' },
    )
    expect(found).toEqual([])
  })

  it("the project's own options and types", async () => {
    const found = await told(
      `const text: string = null
export const t = table({ name: text ?? process.env["NAME"] ?? "t", study: grid(base, {}), columns })`,
      { "tsconfig.json": '{ "compilerOptions": { "strictNullChecks": false } }' },
    )
    expect(found).toEqual([])
  })

  it("options of a project that writes its JavaScript elsewhere; a helper in CommonJS it does not", async () => {
    const options = { outDir: "dist", rootDir: "src", composite: true, moduleResolution: "bundler" }
    const found = await told(
      `import { depth } from "./lib.cts"
export const t = table({ name: "t", study: grid(base, { "encoder.depth": [depth] }), columns })`,
      {
        "tsconfig.json": JSON.stringify({ compilerOptions: options }),
        "lib.cts": "\nexport const depth = 4\n",
      },
    )
    expect(found).toEqual([
      {
        what: "a .cts file is CommonJS to Node, which has no import and no export",
        file: "lib.cts",
        line: 2,
        hint: "give it a name that ends in .ts",
      },
    ])
  })
})

describe("check at a scale", { timeout: seconds }, () => {
  it("places what is wrong at the scale's setting, or at the field where the scale leaves it", async () => {
    const code = (settings: string) => `const scaled = experiment({
  ...base,
  scales: {
    smoke: ${settings},
  },
})
export const t = table({ name: "t", study: grid(scaled, { "encoder.depth": [4, 8] }), columns })`
    expect(await told(code('{ "pretraining.batch": 400 }'), {}, "smoke")).toEqual([
      expect.objectContaining({
        line: 4,
        what: expect.stringMatching(/^at scale smoke: a batch of 400 is larger/),
      }),
    ])
    expect(await told(code('{ "dataset.subjects": 5 }'), {}, "smoke")).toEqual([
      expect.objectContaining({ what: expect.stringMatching(/^at scale smoke: a batch of/) }),
    ])
    expect(await told(code('{ "pretraining.epochs": 1 }'), {}, "smok")).toEqual([
      expect.objectContaining({ hint: 'did you mean "smoke"?' }),
    ])
  })
})

describe(
  "check finds what a record declared elsewhere hides from the compiler:",
  { timeout: seconds },
  () => {
    it("options of figures, intervals and tests", async () => {
      const found = await told(`const study = grid(base, { "encoder.depth": [4, 8] })
const shown = { subject: 3 }
export const f = reconstructions({ name: "f", study, ...shown })
const resampled = { samples: 200, sample: 500 }
export const t = table({ name: "t", study, columns, interval: bootstrap({ ...resampled }) })
export const g = losses({ name: "g", study, ...shown })`)
      expect(found.map(({ line, what, hint }) => [line, what, hint])).toEqual([
        [2, 'reconstructions has no field "subject"', 'did you mean "subjects"?'],
        [2, 'losses has no field "subject"', expect.any(String)],
        [4, 'bootstrap has no field "sample"', 'did you mean "samples"?'],
      ])
    })

    const foundIn = (record: string) =>
      told(`const depths = [8, 4]
export const t = table({ name: "t", study: grid(base, { "encoder.depth": ${record} }), columns })
void depths`)

    it.each([
      ["Object.fromEntries", "Object.fromEntries(depths.map((depth) => [depth, depth]))"],
      ["computed names", "{ [`8`]: 8, [`4`]: 4 }"],
      [
        "a reduction",
        "depths.reduce<Record<string, number>>((all, depth) => ({ ...all, [depth]: depth }), {})",
      ],
      ["spreads", '{ ...{ "8": 8 }, ...{ "4": 4 } }'],
    ])("keys that JavaScript reorders, of %s", async (_, record) => {
      const hint = expect.stringContaining('[["8", ...], ["4", ...]]')
      expect(await foundIn(record)).toEqual([expect.objectContaining({ line: 2, hint })])
    })

    it("keys that JavaScript reorders, given one by one in a loop, and not those in order", async () => {
      const filled = (order: string) => `const byDepth: Record<string, number> = {}
for (const depth of [${order}]) byDepth[String(depth)] = depth
export const t = table({ name: "t", study: grid(base, { "encoder.depth": byDepth }), columns })`
      const hint = expect.stringContaining('[["8", ...], ["4", ...]]')
      expect(await told(filled("8, 4"))).toEqual([expect.objectContaining({ line: 3, hint })])
      expect(await told(filled("4, 8"))).toEqual([])
    })

    it("not those of a record that is no factor, whatever it holds", async () => {
      expect(
        await told(`const makers = Object.fromEntries([[16, () => 4], [8, () => 8]])
export const t = table({ name: "t", study: grid(base, { "encoder.depth": [makers[16]!()] }), columns })`),
      ).toEqual([])
    })

    it("not keys that are in order", async () => {
      for (const record of [
        "Object.fromEntries([4, 8].map((depth) => [depth, depth]))",
        "[4, 8].reduce<Record<string, number>>((all, depth) => ({ ...all, [depth]: depth }), {})",
      ])
        expect(await foundIn(record)).toEqual([])
    })
  },
)
