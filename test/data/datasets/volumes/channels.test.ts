import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import { builtIn } from "../../../../dsl/definitions.ts"
import { componentChecker } from "../../../../dsl/fieldFaults.ts"
import { volumes } from "../../../../dsl/index.ts"
import implementation from "../../../../runtime/data/datasets/volumes/implementation.ts"
import type { Affine } from "../../../../runtime/data/formats/nifti/affine.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"
import { temporaryFolder } from "../../testData.ts"

const folder = temporaryFolder()
const root = join(folder, "Task01")

const affine: Affine = [
  [1, 0, 0, -3],
  [0, 2, 0, 4],
  [0, 0, 3, 5],
  [0, 0, 0, 1],
]
const space = [4, 3, 2] as const

const write = (path: string, data: Float32Array, ...more: readonly number[]) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  const shape = [...space, ...more]
  const spacing = shape.map((_, axis) => axis + 1)
  return Effect.runPromise(writeNifti(join(root, path), { data, shape, spacing, affine }))
}
const ramp = (from: number, length = 24) => Float32Array.from({ length }, (_, at) => from + at)
const label = Float32Array.from({ length: 24 }, (_, at) => at % 3)

// As the Medical Segmentation Decathlon has Task01_BrainTumour.
const file = "imagesTr/{id}.nii.gz"
const set = {
  root,
  label: "labelsTr/{id}.nii.gz",
  regions: { edema: [1], core: [2] },
} as const
const dataset = volumes({
  ...set,
  modalities: { t1gd: { file, channel: 2 }, flair: { file, channel: 0 } },
})
type Declared = Parameters<typeof implementation.load>[0]
const load = (of: Declared, id = "BRATS_001") => Effect.runPromise(implementation.load(of, {}, id))
const faultsOf = async (of: Declared) =>
  (await Effect.runPromise(Effect.flip(implementation.load(of, {}, "BRATS_001")))).faults

beforeEach(async () => {
  rmSync(root, { recursive: true, force: true })
  for (const id of ["BRATS_001", "BRATS_002"]) {
    await write(`imagesTr/${id}.nii.gz`, ramp(0, 96), 4)
    await write(`labelsTr/${id}.nii.gz`, label)
  }
})

describe("modalities that lie in one file", () => {
  it("are its channels, in the order in which they are declared", async () => {
    const subject = await load(dataset)
    expect([...subject.image]).toEqual([...ramp(48), ...ramp(0)])
    expect(subject).toMatchObject({ modalities: ["t1gd", "flair"], spacing: [3, 2, 1], affine })
    expect([...(subject.label ?? [])]).toEqual([...label])
    expect(subject.sources["t1gd"]).toBe("BRATS_001.nii.gz")
  })

  it("may be resampled to one of a file of its own, and the label be a channel too", async () => {
    await write("imagesTr/BRATS_001_t2.nii.gz", ramp(7))
    await write(
      "labelsTr/BRATS_001.nii.gz",
      Float32Array.from([...label, ...label.map((v) => 2 - v)]),
      1,
      2,
    )
    const mixed = volumes({
      ...set,
      label: { file: set.label, channel: 1 },
      modalities: {
        t2: "imagesTr/{id}_t2.nii.gz",
        flair: { file: "imagesTr/{id}.nii.gz", channel: 0 },
      },
      exclude: ["BRATS_001_t2", "BRATS_002"],
      reference: "t2",
    })
    const subject = await load(mixed)
    expect([...subject.image]).toEqual([...ramp(7), ...ramp(0)])
    expect([...(subject.label ?? [])]).toEqual(Array.from(label, (value) => 2 - value))
  })

  it("are asked for where none is named, and told where the file lacks one", async () => {
    const [none] = await faultsOf(volumes({ ...set, modalities: { flair: file } }))
    expect(none).toMatchObject({
      what: "4 volumes in one file (4 x 3 x 2 x 4), and none is chosen",
      where: { subject: "BRATS_001", file: join(root, "imagesTr/BRATS_001.nii.gz") },
      hint: expect.stringContaining("{ file:"),
    })
    const five = volumes({
      ...set,
      modalities: { a: { file, channel: 4 }, b: { file, channel: 5 } },
    })
    expect((await faultsOf(five)).map(({ what }) => what)).toEqual([
      "there is no channel 4 in 4 x 3 x 2 x 4",
      "there is no channel 5 in 4 x 3 x 2 x 4",
    ])
  })

  it("are told once of a file that is missing or damaged, and of a voxel with their channel", async () => {
    writeFileSync(join(root, "imagesTr/BRATS_001.nii.gz"), "")
    expect((await faultsOf(dataset)).map(({ what }) => what)).toEqual([
      "not a NIfTI file but an empty file",
    ])
    rmSync(join(root, "imagesTr", "BRATS_002.nii.gz"))
    const { faults } = await Effect.runPromise(Effect.flip(implementation.index(dataset, {})))
    expect(faults.map(({ what, where }) => [where.subject, what])).toEqual([
      ["BRATS_002", "no t1gd, flair file"],
    ])
    const image = ramp(0, 96)
    image[49] = Number.NaN
    await write("imagesTr/BRATS_001.nii.gz", image, 4)
    expect((await faultsOf(dataset)).map(({ what }) => what)).toEqual([
      "1 voxel is not finite, the first, NaN, at (x, y, z) = (1, 0, 0) of channel 2",
    ])
  })

  it("count in the fingerprint with every voxel of the file", async () => {
    const print = () =>
      Effect.runPromise(implementation.fingerprint(dataset, {}, join(folder, "cache.json")))
    const before = await print()
    expect(await print()).toBe(before)
    await write("imagesTr/BRATS_001.nii.gz", ramp(1, 96), 4)
    expect(await print()).not.toBe(before)
  })
})

describe("the channel of a modality", () => {
  it("is plain data; a modality without one is declared as ever", () => {
    expect(dataset.files).toEqual({ t1gd: { file, channel: 2 }, flair: { file, channel: 0 } })
    expect(volumes({ root, modalities: { t1: "{id}.nii" } }).files).toEqual({ t1: "{id}.nii" })
    expect(componentChecker(builtIn).component({ dataset }, "")).toEqual([])
  })

  it("is checked: a number from 0, with a pattern that has {id}", () => {
    const wrong = volumes({
      ...set,
      modalities: {
        a: { file: "images.nii", channel: 0 },
        b: { file, channel: -1 },
        c: { file, channel: 0.5 },
      },
    })
    const faults = componentChecker(builtIn).component({ dataset: wrong }, "")
    expect(faults.map(({ where }) => where.field)).toEqual([
      "dataset.files.a.file",
      "dataset.files.b.channel",
      "dataset.files.c.channel",
    ])
  })
})
