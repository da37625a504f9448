import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { writeNifti } from "../../runtime/data/formats/nifti/write.ts"
import { ablate, temporaryFolder } from "./ablate.ts"

interface Choices {
  readonly patch?: number
  readonly levels?: string
  readonly regions?: string
  readonly label?: string
  readonly task?: string
  readonly test?: number
}

/** An experiment file on BraTS2023, sound unless told otherwise. */
const experimentFile = ({
  patch = 8,
  levels = "1, 2",
  regions = '"WT"',
  label = "idh",
  task = "idh",
  test = 1,
}: Choices = {}): string => `
import { adam, brats2023, classification, dice, experiment, grid, levels, linearProbe, m2mae,
  positionMask, scratch, segmentation, table, unetr, vit } from "ablate"
const optimizer = adam({ lr: 1e-3 })
const idh = { csv: "$IDH", id: "ID", column: "IDH", negative: ["wildtype"], positive: ["mutant"] }
const base = experiment({
  name: "bad",
  dataset: brats2023({ root: "$BRATS2023", labels: { idh }, split: { test: ${test}, seed: 0 } }),
  encoder: vit({ crop: 16, patch: ${patch}, width: 16, depth: 2, heads: 2 }),
  pretraining: m2mae({ mask: [positionMask()], pbt: levels(${levels}), epochs: 1, batch: 1, optimizer }),
  tasks: {
    glioma: segmentation({ network: unetr(), regions: [${regions}], metrics: [dice()], epochs: 1, optimizer }),
    "${task}": classification({ label: "${label}", network: linearProbe(), optimizer }),
  },
  seeds: [0],
})
export const results = table({ name: "results", study: grid(base, { pretraining: [scratch(), base.pretraining] }), columns: ["${task}.auc"] })
`

const written = (folder: string, choices: Choices = {}): string => {
  writeFileSync(join(folder, "bad.ts"), experimentFile(choices))
  return "bad.ts"
}

/** The same without the task that two subjects have too few classes for. */
const writtenToSegment = (folder: string): string => {
  const text = experimentFile()
    .replace(/^.*classification\(\{.*\n/m, "")
    .replace(/columns: .*\]/, 'columns: ["glioma.dice.WT"]')
  writeFileSync(join(folder, "bad.ts"), text)
  return "bad.ts"
}

const identity = (shift: number) =>
  [
    [1, 0, 0, shift],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ] as const

/** Two subjects in the challenge's layout, 8 voxels a side. */
const dataIn = async (folder: string): Promise<string> => {
  const root = join(folder, "data")
  for (const id of ["BraTS-GLI-00001-000", "BraTS-GLI-00002-000"]) {
    mkdirSync(join(root, id), { recursive: true })
    for (const part of ["t1n", "t1c", "t2w", "t2f", "seg"]) {
      const data = Uint8Array.from({ length: 512 }, (_, at) => (part === "seg" ? at % 4 : at % 97))
      await Effect.runPromise(
        writeNifti(join(root, id, `${id}-${part}.nii.gz`), {
          data,
          shape: [8, 8, 8],
          spacing: [1, 1, 1],
          affine: identity(0),
        }),
      )
    }
  }
  writeFileSync(join(folder, "idh.csv"), "ID,IDH\nBraTS-GLI-00001-000,wildtype\n")
  return root
}

const imageOf = (root: string, id: string, part: string): string =>
  join(root, id, `${id}-${part}.nii.gz`)

describe("bad input gets one clear message a fault,", { timeout: 120_000 }, () => {
  it("all faults of types of a file at once: region, label, level", async () => {
    const folder = temporaryFolder()
    const file = written(folder, { patch: 6, levels: "1, 3", regions: '"WX"', label: "idhh" })
    const { code, stderr } = await ablate(["check", file], folder, { BRATS2023: "", IDH: "" })
    expect(code).toBe(1)
    for (const line of [
      /'3' is not assignable to type '1 \| 2'\n {2}at bad\.ts:10:63/,
      /'"WX"' is not assignable to type '"WT" \| "TC" \| "ET"'\n {2}at bad\.ts:12:56/,
      /hint: did you mean "WT"\?/,
      /'"idhh"' is not assignable to type '"idh"'\n {2}at bad\.ts:13:36/,
      /3 faults/,
    ])
      expect(stderr).toMatch(line)
  })

  it("and all others at once: patch, unset variables", async () => {
    const folder = temporaryFolder()
    const file = written(folder, { patch: 6 })
    const { code, stderr } = await ablate(["check", file], folder, { BRATS2023: "", IDH: "" })
    expect(code).toBe(1)
    for (const line of [
      "error: the environment variable BRATS2023 is not set\n  at bad.ts:8:30  dataset.root",
      "error: the environment variable IDH is not set",
      "error: a patch of 6x6x6 does not divide a crop of 16x16x16\n  at bad.ts:9:35  encoder.patch",
      "3 faults",
    ])
      expect(stderr).toContain(line)
  })

  it("a network that does not work on the encoder, and an objective that does not", async () => {
    const folder = temporaryFolder()
    const text = experimentFile()
      .replace(/vit\(\{[^}]*\}\)/, "residualEncoder({ crop: 16, depth: 3 })")
      .replace(/m2mae\(.*\),\n/, "mae({ epochs: 1, batch: 1, optimizer }),\n")
      .replace("adam,", "adam, mae, residualEncoder,")
    writeFileSync(join(folder, "bad.ts"), text)
    const { code, stderr } = await ablate(["check", "bad.ts"], folder, {
      BRATS2023: folder,
      IDH: folder,
    })
    expect(code).toBe(1)
    for (const line of [
      'error: mae encodes visible tokens alone, but the encoder needs the whole image (arms: "mae")\n  at bad.ts:17:94  pretraining',
      "error: unetr reads layers of one grid, but the encoder's levels have 16x16x16, 8x8x8, 4x4x4\n  at bad.ts:12:37  tasks.glioma.network",
      "hint: use unetDecoder(), which reads levels of several resolutions",
    ])
      expect(stderr).toContain(line)
  })

  it("a file that is not there", async () => {
    const { code, stderr } = await ablate(["check", "nowhere.ts"], temporaryFolder())
    expect(code).toBe(1)
    expect(stderr).toContain("error: there is no file nowhere.ts")
  })

  it("a file that does not evaluate, with its line", async () => {
    const folder = temporaryFolder()
    writeFileSync(
      join(folder, "broken.ts"),
      "const parts: string[][] = []\nparts[0].join()\nexport {}\n",
    )
    const { code, stderr } = await ablate(["check", "broken.ts"], folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(/at broken\.ts:2:\d+/)
  })

  it("a wrong root, with what was found there", async () => {
    const folder = temporaryFolder()
    await dataIn(folder)
    const { code, stderr } = await ablate(["data", "check", writtenToSegment(folder)], folder, {
      BRATS2023: folder,
      IDH: join(folder, "idh.csv"),
    })
    // The parent of the folder of subjects will do.
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    const wrong = await ablate(["data", "check", "bad.ts"], folder, {
      BRATS2023: join(folder, "data/BraTS-GLI-00001-000"),
      IDH: join(folder, "idh.csv"),
    })
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain("error: no subject of BraTS2023-GLI in this folder")
    expect(wrong.stderr).toContain("give the folder above it")
  })

  it("files missing, cut off, and on another grid: all of them, by subject", async () => {
    const folder = temporaryFolder()
    const root = await dataIn(folder)
    const environment = { BRATS2023: root, IDH: join(folder, "idh.csv") }
    const cut = imageOf(root, "BraTS-GLI-00001-000", "t1c")
    writeFileSync(cut, readFileSync(cut).subarray(0, 60))
    await Effect.runPromise(
      writeNifti(imageOf(root, "BraTS-GLI-00002-000", "t2f"), {
        data: Uint8Array.from({ length: 512 }, (_, at) => at % 97),
        shape: [8, 8, 8],
        spacing: [1, 1, 1],
        affine: identity(5),
      }),
    )
    const damaged = await ablate(["data", "check", writtenToSegment(folder)], folder, environment)
    expect(damaged.code).toBe(1)
    expect(damaged.stderr).toContain("BraTS-GLI-00001-000-t1c.nii.gz  subject BraTS-GLI-00001-000")
    expect(damaged.stderr).toMatch(/lie on different grids: affines that differ by up to 5.00 mm/)
    expect(damaged.stderr).toContain("2 faults")

    rmSync(imageOf(root, "BraTS-GLI-00001-000", "t2w"))
    const missing = await ablate(["data", "check", "bad.ts"], folder, environment)
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain("error: no t2w image")
  })

  it("a split that leaves a part empty", async () => {
    const folder = temporaryFolder()
    const root = await dataIn(folder)
    const { code, stderr } = await ablate(["data", "check", written(folder, { test: 2 })], folder, {
      BRATS2023: root,
      IDH: join(folder, "idh.csv"),
    })
    expect(code).toBe(1)
    expect(stderr).toContain("no subject is left for training: all 2 are held out")
  })

  it("a scale and a selector that do not exist; a command used wrongly", async () => {
    const folder = temporaryFolder()
    const root = await dataIn(folder)
    const environment = { BRATS2023: root, IDH: join(folder, "idh.csv") }
    const file = written(folder)
    const scale = await ablate(["plan", file, "--scale", "tiny"], folder, environment)
    expect(scale.stderr).toContain('no experiment of the file declares a scale "tiny"')
    const selector = await ablate(["plan", file, "--only", "pretrian"], folder, environment)
    expect(selector.stderr).toContain('the selector "pretrian" names nothing in this plan')
    expect([scale.code, selector.code]).toEqual([1, 1])
    expect((await ablate(["run"], folder)).code).toBe(2)
    expect((await ablate(["frobnicate"], folder)).code).toBe(2)
  })
})

describe("the command line refuses with 2, and says what is allowed,", () => {
  it.each([
    [["run", "bad.ts", "--slots", "0"], "from 1 to 1024"],
    [["report", "bad.ts", "--format", "html,pdf"], "html, latex, md, csv"],
  ])("%j", async (words, allowed) => {
    const ended = await ablate(words, temporaryFolder())
    expect(ended.code).toBe(2)
    expect(ended.stdout + ended.stderr).toContain(allowed)
  })
})

it.each(["check", "plan"])("%s tells where a file cannot be parsed", async (command) => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, "open.ts"),
    'import { table } from "ablate"\nexport const x = table({\n',
  )
  const { code, stderr } = await ablate([command, "open.ts"], folder)
  expect(code).toBe(1)
  expect(stderr).toMatch(/'}' expected\.\s+at .*open\.ts:3:1/)
})
