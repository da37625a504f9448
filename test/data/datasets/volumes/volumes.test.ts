import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import { scaleIntensityRangePercentiles, volumes } from "../../../../dsl/index.ts"
import { builtIn } from "../../../../dsl/definitions.ts"
import { componentChecker } from "../../../../dsl/fieldFaults.ts"
import implementation from "../../../../runtime/data/datasets/volumes/implementation.ts"
import type { Affine } from "../../../../runtime/data/formats/nifti/affine.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"
import { temporaryFolder } from "../../testData.ts"

const folder = temporaryFolder()
const root = join(folder, "data")

const affine: Affine = [
  [1, 0, 0, -3],
  [0, 2, 0, 4],
  [0, 0, 3, 5],
  [0, 0, 0, 1],
]
const shape = [4, 3, 2] as const

const write = (path: string, data: Float32Array, of: readonly number[] = shape) => {
  mkdirSync(join(root, path, ".."), { recursive: true })
  return Effect.runPromise(
    writeNifti(join(root, path), { data, shape: of, spacing: [1, 2, 3], affine }),
  )
}
const ramp = (from: number, length = 24) => Float32Array.from({ length }, (_, at) => from + at)
const label = Float32Array.from({ length: 24 }, (_, at) => at % 3)

const dataset = volumes({
  root,
  modalities: { t2: "{id}/t2.nii", t1: "{id}/{id}_t1.nii*" },
  label: "labels/{id}.nii.gz",
  regions: { core: [1], whole: [1, 2] },
  patient: "{patient}-*",
})
type Declared = Parameters<typeof implementation.load>[0]
const indexed = (of: Declared = dataset) => Effect.runPromise(implementation.index(of, {}))
const refused = async (of: Declared = dataset): Promise<readonly string[]> =>
  (await Effect.runPromise(Effect.flip(implementation.index(of, {})))).message.split("\n")
const notLoaded = async (id: string, of: Declared = dataset): Promise<string> =>
  (await Effect.runPromise(Effect.flip(implementation.load(of, {}, id)))).message

beforeEach(async () => {
  rmSync(root, { recursive: true, force: true })
  for (const id of ["a-1", "a-2", "b-1"]) {
    await write(`${id}/t2.nii`, ramp(1))
    await write(`${id}/${id}_t1.nii.gz`, ramp(100))
    await write(`labels/${id}.nii.gz`, label)
  }
})

describe("volumes()", () => {
  it("lists subjects by their files, and patients by their names", async () => {
    expect(await indexed()).toEqual([
      { id: "a-1", patient: "a", labels: {} },
      { id: "a-2", patient: "a", labels: {} },
      { id: "b-1", patient: "b", labels: {} },
    ])
  })

  it("reads modalities in order, onto (z, y, x), and the label", async () => {
    const subject = await Effect.runPromise(implementation.load(dataset, {}, "a-2"))
    expect(subject.modalities).toEqual(["t2", "t1"])
    expect([...subject.image]).toEqual([...ramp(1), ...ramp(100)])
    expect([...(subject.label ?? [])]).toEqual([...label])
    expect(subject).toMatchObject({ shape: [2, 3, 4], spacing: [3, 2, 1], affine })
    expect(subject.sources).toEqual({
      t2: "t2.nii",
      t1: "a-2_t1.nii.gz",
      label: "a-2.nii.gz",
    })
  })

  it("tells of everything that the files lack at once", async () => {
    rmSync(join(root, "a-1", "t2.nii"))
    rmSync(join(root, "labels", "b-1.nii.gz"))
    await write("a-2/a-2_t1.nii", ramp(0))
    mkdirSync(join(root, "nobody"))
    expect(await refused()).toEqual([
      `a-1: ${root}: no t2 file; expected ${root}/a-1/t2.nii. a-1 holds a-1_t1.nii.gz.`,
      expect.stringMatching(/^a-2: .*_t1.nii: more than one t1 file: also .*a-2_t1.nii.gz;/),
      `b-1: ${root}: no label file; expected ${root}/labels/b-1.nii.gz. labels holds a-1.nii.gz, a-2.nii.gz.`,
    ])
  })

  it("tells of a subject whose files differ in capitals alone, unless it is left out", async () => {
    await write("b-2/T2.nii", ramp(1))
    await write("b-2/b-2_T1.NII.GZ", ramp(1))
    expect(await refused()).toEqual([
      `b-2: ${root}: no t2 file; expected ${root}/b-2/t2.nii. b-2 holds T2.nii, b-2_T1.NII.GZ. T2.nii differs in its capitals, which count.`,
      expect.stringMatching(/^b-2: .*no t1 file/),
      expect.stringMatching(/^b-2: .*no label file/),
    ])
    expect(await indexed({ ...dataset, exclude: { "b-2": "another scanner" } })).toHaveLength(3)
  })

  it("tells once of a pattern that no file fits, and what is there", async () => {
    const other = { ...dataset, files: { ...dataset.files, t2: "{id}/FLAIR.nii" } }
    expect(await refused(other)).toEqual([
      `${root}: no file is as the t2 pattern {id}/FLAIR.nii; expected one for each subject. a-1 holds a-1_t1.nii.gz, t2.nii.`,
    ])
  })

  it("refuses names that do not tell the patient, and regions without a label", async () => {
    expect(await refused({ ...dataset, patient: "{patient}_*" })).toHaveLength(3)
    const [said] = await refused({ ...dataset, label: null })
    expect(said).toMatch(/regions are named, core, whole, but no label file/)
  })

  it("refuses label values that no region names, and other grids, at once", async () => {
    await write(
      "labels/a-1.nii.gz",
      label.map((value) => (value === 2 ? 7 : value)),
    )
    await write("a-1/t2.nii", ramp(1, 12), [4, 3, 1])
    const said = await notLoaded("a-1")
    expect(said).toMatch(
      /t1.nii.gz and t2.nii lie on different grids: 4 x 3 x 2 voxels of 1 x 2 x 3 mm against 4 x 3 x 1/,
    )
    expect(said).toMatch(/say reference: "t2" to have it done/)
    expect(said).toMatch(
      /a-1.nii.gz: 8 voxels are not one of 0, 1, 2, the values that regions name, the first, 7, at \(x, y, z\) = \(2, 0, 0\)/,
    )
    const allowed = volumes({
      root,
      modalities: { t1: "{id}/{id}_t1.nii*" },
      label: "labels/{id}.nii.gz",
      regions: { core: [1] },
      otherLabelValues: [7],
    })
    const { label: read } = await Effect.runPromise(implementation.load(allowed, {}, "a-1"))
    expect(new Set(read)).toEqual(new Set([0, 1, 7]))
  })

  it("refuses a format that the name does not tell", async () => {
    writeFileSync(join(root, "a-1", "t2.img2"), "")
    const other = { ...dataset, files: { ...dataset.files, t2: "{id}/t2.img2" } }
    rmSync(join(root, "a-2"), { recursive: true })
    expect(await notLoaded("a-1", other)).toMatch(/t2.img2: the file's format is not known/)
  })
})

describe("the fields of volumes()", () => {
  it("are plain data, with the values that the regions name", () => {
    expect(JSON.parse(JSON.stringify(dataset))).toEqual(dataset)
    expect(dataset.labelValues).toEqual([1, 2])
    expect(dataset.modalities).toEqual(["t2", "t1"])
  })

  it("are checked: patterns with {id}, label values above 0", () => {
    const wrong = volumes({
      root,
      modalities: { t1: "t1.nii", t2: "/data/{id}.nii" },
      regions: { core: [0, 300] },
      patient: "*",
      preprocessing: [scaleIntensityRangePercentiles({ lower: 99, upper: 1 })],
    })
    const where = componentChecker(builtIn)
      .component({ dataset: wrong }, "")
      .map((fault) => fault.where.field)
    expect(where).toEqual([
      "dataset.files.t1",
      "dataset.files.t2",
      "dataset.regions.core.0",
      "dataset.regions.core.1",
      "dataset.labelValues.0",
      "dataset.labelValues.1",
      "dataset.patient",
      "dataset.preprocessing.0",
    ])
  })
})
