import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { expect, it } from "vitest"
import { writeNifti } from "../../runtime/data/formats/nifti/write.ts"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

const side = 12

/** Writes an image whose x axis points to the right, or to the left. */
const writeImage = async (path: string, of: (voxel: number) => number, right = 1) => {
  const data = Float32Array.from({ length: side ** 3 }, (_, voxel) => of(voxel))
  const affine = [
    [right, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ] as const
  const image = { data, shape: [side, side, side], spacing: [1, 1, 1], affine }
  await Effect.runPromise(writeNifti(path, image))
}

const Notes = Schema.fromJsonString(
  Schema.Struct({
    notes: Schema.Array(Schema.Struct({ term: Schema.String, lines: Schema.Array(Schema.String) })),
  }),
)

it(
  "what is odd about images is told by run and stands in the report",
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder()
    for (const id of ["s1", "s2", "s3"]) {
      mkdirSync(join(folder, "data", id), { recursive: true })
      const right = id === "s3" ? -1 : 1
      await writeImage(join(folder, "data", id, "t1.nii"), (voxel) => 1 + (voxel % 7), right)
      const t2 = (voxel: number) => (id === "s2" ? 5 : 1 + (voxel % 5))
      await writeImage(join(folder, "data", id, "t2.nii"), t2, right)
    }
    writeFileSync(
      join(folder, "odd.ts"),
      `import { adam, cropForeground, experiment, grid, losses, mae, vit, volumes } from "ablate"
const base = experiment({
  name: "odd",
  dataset: volumes({ root: "data", modalities: { t1: "{id}/t1.nii", t2: "{id}/t2.nii" }, preprocessing: [cropForeground()], split: { test: 1, seed: 0 } }),
  encoder: vit({ crop: 8, patch: 4, width: 12, depth: 1, heads: 1 }),
  pretraining: mae({ epochs: 1, batch: 1, decoder: { width: 12, depth: 1, heads: 1 }, optimizer: adam({ lr: 1e-3 }) }),
  tasks: {},
  seeds: [0],
})
export const curves = losses({ name: "curves", study: grid(base, { "encoder.width": [12] }) })
`,
    )
    const { code, stdout, stderr } = await ablate(["run", "odd.ts"], folder)
    expect([code, stderr]).toEqual([0, expect.any(String)])
    const oneValue = "s2: the t2 image has one value, 5, wherever it is not 0"
    const turned = "subjects of 2 orientations: axes (x, y, z) point to RAS (s1, s2); LAS (s3)"
    for (const text of [oneValue, turned]) expect(stdout + stderr).toContain(text)
    // They are of the artifact: a ledger that is lost, or another runner's, changes no report.
    rmSync(join(folder, ".ablate/attempts"), { recursive: true })
    expect((await ablate(["report", "odd.ts"], folder)).code).toBe(0)
    const report = readFileSync(join(folder, ".ablate/reports/odd/report.json"), "utf8")
    const { notes } = Schema.decodeSync(Notes)(report)
    expect(notes).toEqual([
      {
        term: "Warnings",
        lines: [expect.stringContaining(oneValue), expect.stringContaining(turned)],
      },
    ])
  },
)
