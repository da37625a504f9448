import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { lung } from "../../../../dsl/index.ts"
import implementation from "../../../../runtime/data/datasets/lung/implementation.ts"
import { combineMasks } from "../../../../runtime/data/datasets/lung/combine.ts"
import type { Affine, Row } from "../../../../runtime/data/formats/nifti/affine.ts"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"
import { preprocess } from "../../../../runtime/data/transforms/preprocess.ts"
import { hasTestData, needsTestData, temporaryFolder, testData } from "../../testData.ts"
import { SLABS, writeSlabs } from "./slabs.ts"

const folder = temporaryFolder()
const root = join(folder, "slabs")
const phantom = join(testData, "lung/lung_phantom_SYNTHETIC/phantom")
const dataset = lung({ root: "$LUNG", csv: "$LUNG/labels.csv" })
const environment = { LUNG: root }

const count = (values: Uint8Array | undefined, wanted: readonly number[]): number =>
  (values ?? new Uint8Array()).reduce((n, value) => n + (wanted.includes(value) ? 1 : 0), 0)

it("one label volume holds the cavity and the defects in it", () => {
  const cavity = Uint8Array.of(0, 1, 2, 1, 0)
  const label = Result.getOrThrow(combineMasks(cavity, Uint8Array.of(0, 0, 1, 3, 0)))
  expect(label).toEqual(Uint8Array.of(0, 1, 2, 2, 0))
  const outside = combineMasks(cavity, Uint8Array.of(1, 1, 0, 0, 0))
  expect(Result.getOrThrow(Result.flip(outside)).what).toBe(
    "1 of the 2 voxels of the defect mask lie outside the cavity mask",
  )
})

describe.skipIf(!hasTestData)(`lung gas MRI in its layout${needsTestData}`, () => {
  beforeAll(() => writeSlabs(phantom, root))

  it("lists subjects with their class", async () => {
    const subjects = await Effect.runPromise(implementation.index(dataset, environment))
    expect(subjects.map(({ id }) => id)).toEqual(SLABS)
    expect(subjects.map(({ labels }) => labels["diseased"])).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
  })

  it("reads proton, xenon, cavity and defect of 96 x 96 x 24 voxels", async () => {
    const subject = await Effect.runPromise(implementation.load(dataset, environment, "slab-3"))
    expect(subject.modalities).toEqual(["proton", "xenon"])
    expect(subject.shape).toEqual([24, 96, 96])
    const [cavity, defect, proton] = await Promise.all(
      ["cavity", "defect", "proton"].map((name) =>
        Effect.runPromise(readNifti(join(root, "slab-3", `${name}.nii.gz`))),
      ),
    )
    expect(subject.affine).toEqual(proton?.affine)
    expect(subject.image.subarray(0, 24 * 96 * 96)).toEqual(proton?.data)
    expect(count(subject.label, [1, 2])).toBe(count(Uint8Array.from(cavity?.data ?? []), [1]))
    expect(count(subject.label, [2])).toBe(count(Uint8Array.from(defect?.data ?? []), [1]))
    expect(count(subject.label, [2])).toBeGreaterThan(0)
  })

  it("divides each modality by its maximum, and keeps the grid", async () => {
    const subject = await Effect.runPromise(implementation.load(dataset, environment, "slab-2"))
    const { meta, image } = Result.getOrThrow(preprocess(subject, dataset.preprocessing))
    expect(meta.shape).toEqual([24, 96, 96])
    const voxels = image.length / 2
    for (const channel of [0, 1]) {
      const values = image.subarray(channel * voxels, (channel + 1) * voxels)
      expect(values.reduce((most, value) => Math.max(most, value), 0)).toBe(1)
    }
  })

  it("takes the phantom as it is, its files linked", async () => {
    const linked = join(folder, "linked")
    mkdirSync(join(linked, "phantom"), { recursive: true })
    const names = { proton: "1H", xenon: "129Xe", cavity: "129Xe_mask", defect: "129Xe_mask" }
    for (const [name, source] of Object.entries(names)) {
      symlinkSync(
        join(phantom, `phantom_${source}.nii.gz`),
        join(linked, "phantom", `${name}.nii.gz`),
      )
    }
    const subject = await Effect.runPromise(
      implementation.load({ ...dataset, root: linked }, environment, "phantom"),
    )
    expect(subject.shape).toEqual([128, 128, 128])
    expect(count(subject.label, [2])).toBe(count(subject.label, [1, 2]))
  })

  it("tells of defects outside the cavity, of other grids and of missing files at once", async () => {
    const damaged = join(folder, "damaged")
    cpSync(root, damaged, { recursive: true })
    const [cavity, xenon] = await Promise.all(
      ["cavity", "xenon"].map((name) =>
        Effect.runPromise(readNifti(join(root, "slab-1", `${name}.nii.gz`))),
      ),
    )
    if (cavity === undefined || xenon === undefined) throw new Error("no slab")
    const none = { data: cavity.data.map(() => 0), like: cavity }
    await Effect.runPromise(writeNifti(join(damaged, "slab-1", "cavity.nii.gz"), none))
    const spacing = [2, 2, 6]
    const shape = [96, 96, 12]
    const slices = ([x, y, z, end]: Row): Row => [x, y, 3 * z, end]
    const [ax, ay, az, last] = xenon.affine
    const thick: Affine = [slices(ax), slices(ay), slices(az), last]
    const half = xenon.data.subarray(0, 96 * 96 * 12)
    await Effect.runPromise(
      writeNifti(join(damaged, "slab-2", "xenon.nii.gz"), {
        data: half,
        shape,
        spacing,
        affine: thick,
      }),
    )
    const there = { ...dataset, root: damaged }
    const said = async (id: string): Promise<string> =>
      (await Effect.runPromise(Effect.flip(implementation.load(there, environment, id)))).message
    expect(await said("slab-1")).toMatch(
      /defect.nii.gz: (\d+) of the \1 voxels of the defect mask lie outside the cavity mask/,
    )
    expect(await said("slab-2")).toMatch(
      /xenon.nii.gz and proton.nii.gz lie on different grids: 96 x 96 x 12 voxels of 2 x 2 x 6 mm against 96 x 96 x 24 voxels of 2 x 2 x 2 mm/,
    )
  })

  it("tells of a class table that names nobody", async () => {
    writeFileSync(join(folder, "other.csv"), "subject,diagnosis\nslab-99,healthy\n")
    const labels = { ...dataset.labels.diseased, csv: join(folder, "other.csv") }
    const other = { ...dataset, labels: { diseased: labels } }
    const error = await Effect.runPromise(Effect.flip(implementation.index(other, environment)))
    expect(error.message).toMatch(/an id in column "subject" is of no subject: slab-99/)
  })
})
