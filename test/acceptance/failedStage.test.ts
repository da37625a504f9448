import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { deflateSync } from "node:zlib"
import { Schema } from "effect"
import { expect, it } from "vitest"
import { processesNaming } from "../schedule/fixtures/processes.ts"
import { ablate, start, temporaryFolder, type Ended } from "./ablate.ts"

const study = `
import { adam, dice, experiment, grid, scratch, segmentation, table, unetr, vit, volumes } from "ablate"

const base = experiment({
  name: "scans",
  dataset: volumes({
    root: "data",
    modalities: { flair: "{id}/flair.mhd" },
    label: "{id}/seg.mhd",
    regions: { lesion: [1] },
    split: { test: 2, seed: 0 },
  }),
  encoder: vit({ crop: 16, patch: 8, width: 24, depth: 2, heads: 3 }),
  pretraining: scratch(),
  tasks: {
    lesion: segmentation({
      network: unetr({ features: 4 }),
      regions: ["lesion"],
      metrics: [dice()],
      optimizer: adam({ lr: 1e-3 }),
      epochs: 1,
      batch: 2,
    }),
  },
  seeds: [0],
})
export const results = table({
  name: "results",
  study: grid(base, { pretraining: { Scratch: scratch() } }),
  columns: ["lesion.dice.lesion"],
})
`

const size = 20
const header = (type: string, file: string) =>
  [
    "ObjectType = Image",
    "NDims = 3",
    `DimSize = ${size} ${size} ${size}`,
    `ElementType = ${type}`,
    "ElementSpacing = 1 1 1",
    "CompressedData = True",
    `ElementDataFile = ${file}`,
    "",
  ].join("\n")

/** Four subjects, the third of which has a byte of its compressed voxels changed. */
const writeScans = (folder: string): void => {
  for (let subject = 0; subject < 4; subject++) {
    const at = join(folder, `s${subject}`)
    mkdirSync(at, { recursive: true })
    const flair = Float32Array.from({ length: size ** 3 }, (_, voxel) => 1 + (voxel % 97))
    const seg = Uint8Array.from({ length: size ** 3 }, (_, voxel) => (voxel % 5 === 0 ? 1 : 0))
    const voxels = deflateSync(new Uint8Array(flair.buffer))
    if (subject === 2) voxels[voxels.length >> 1]! ^= 0xff
    writeFileSync(join(at, "flair.mhd"), header("MET_FLOAT", "flair.zraw"))
    writeFileSync(join(at, "flair.zraw"), voxels)
    writeFileSync(join(at, "seg.mhd"), header("MET_UCHAR", "seg.zraw"))
    writeFileSync(join(at, "seg.zraw"), deflateSync(seg))
  }
}

const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        rows: Schema.Array(
          Schema.Struct({
            cells: Schema.Array(
              Schema.Struct({
                mean: Schema.NullOr(Schema.Finite),
                missing: Schema.Array(Schema.Unknown),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
)

it("a stage that really fails is told in the cells that lack it, with its reason", async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "scans.ts"), study)
  writeScans(join(folder, "data"))
  const { code, stdout, stderr } = await ablate(["run", "scans.ts"], folder)
  expect(code).toBe(1)
  expect(stderr).toMatch(/preprocess volumes failed: .*damaged/)
  const read = (name: string) => readFileSync(join(folder, ".ablate/reports/scans", name), "utf8")
  const [table] = Schema.decodeSync(Report)(read("report.json")).tables
  expect(table?.rows[0]?.cells[0]).toMatchObject({
    mean: null,
    missing: [
      {
        why: "failed",
        failure: { stage: "preprocess volumes", why: expect.stringContaining("damaged") },
      },
    ],
  })
  for (const text of [stdout, read("results.md")])
    expect(text).toMatch(/failed: preprocess volumes: .*damaged/)
}, 180_000)

const tiny = fileURLToPath(new URL("./tiny.ts", import.meta.url))

it.skipIf(!existsSync("/proc/self/cmdline"))(
  "a stage whose process is killed each time is told as failed, not as missing",
  async () => {
    const folder = temporaryFolder()
    const store = join(folder, ".ablate")
    const runner = start(["run", tiny, "--store", store, "--format", "csv"], folder)
    let ended: Ended | undefined
    while (ended === undefined) {
      for (const pid of processesNaming(join(store, "checkpoints")))
        try {
          process.kill(pid, "SIGKILL")
        } catch {
          // It is gone by now.
        }
      ended = await Promise.race([sleep(50, undefined), runner.ended])
    }
    expect(ended.code).toBe(1)
    const read = (name: string) => readFileSync(join(store, "reports/tiny", name), "utf8")
    const [table] = Schema.decodeSync(Report)(read("report.json")).tables
    expect(table?.rows[0]?.cells[0]?.missing[0]).toMatchObject({
      why: "failed",
      failure: { why: expect.stringContaining("killed by SIGKILL") },
    })
    expect(read("results.csv")).toContain(",failed,")
  },
  180_000,
)
