import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { cropForeground, orientation, spacing, spatialPad, volumes } from "../../../../dsl/index.ts"
import implementation from "../../../../runtime/data/datasets/volumes/implementation.ts"
import { preprocess } from "../../../../runtime/data/transforms/preprocess.ts"
import { onFile } from "../../transforms/preprocessing/onFile.ts"
import { hasTestData, needsTestData, testData } from "../../testData.ts"

const brain = "N4_noneck_reduced_winsor_regtoFLAIR_brain_N4_regtoMNI.nii.gz"
const ljubljana = volumes({
  root: join(testData, "ms_ljubljana"),
  modalities: {
    flair: `{id}/FLAIR_${brain}`,
    t1: `{id}/T1_${brain}`,
    t1post: `{id}/T1POST_${brain}`,
    t2: `{id}/T2_${brain}`,
  },
  label: "{id}/GOLD_STANDARD_N4_noneck_reduced_winsor_regtoFLAIR_regtoMNI.nii.gz",
  regions: { lesion: [1] },
})

const proton = volumes({
  root: join(testData, "lung/lung_proton"),
  modalities: { proton: "{id}/{id}H1.nii.gz" },
  label: "{id}/{id}Mask.nii.gz",
  regions: { left: [1], right: [2] },
  preprocessing: [orientation("RAS"), spacing([3.9, 3.9, 3.9]), cropForeground(), spatialPad(80)],
})

const count = (values: Uint8Array, wanted: number): number =>
  values.reduce((n, value) => n + (value === wanted ? 1 : 0), 0)

// Boxes, moments and counts: nibabel 5.4.2 and NumPy 2.4.6 on the same files.
describe.skipIf(!hasTestData)(`multiple sclerosis of Ljubljana${needsTestData}`, () => {
  it("is declared, read, cropped and normalised as NumPy does", async () => {
    const [only] = await Effect.runPromise(implementation.index(ljubljana, {}))
    expect(only?.id).toBe("patient26")
    const raw = await Effect.runPromise(implementation.load(ljubljana, {}, "patient26"))
    const { meta, label } = Result.getOrThrow(preprocess(raw, ljubljana.preprocessing))
    expect(meta.original).toEqual({ shape: [182, 218, 182], origin: [23, 29, 27] })
    expect(meta.shape).toEqual([121, 164, 128])
    expect(count(label ?? new Uint8Array(), 1)).toBe(8227)
    const [, score] = meta.preprocessing ?? []
    if (score?.step !== "normalizeIntensity") throw new Error("no z-score is recorded")
    const expected = {
      flair: [77.9699227702945, 22.32611660909711],
      t1: [246.14612412342154, 90.02692340334879],
      t1post: [278.0055595627729, 89.419232467706],
      t2: [311.31541730629453, 136.99980482536003],
    }
    for (const [name, [mean = NaN, std = NaN]] of Object.entries(expected)) {
      expect(score.channels[name]?.mean).toBeCloseTo(mean, 6)
      expect(score.channels[name]?.std).toBeCloseTo(std, 6)
    }
    expect(onFile(label, meta)).toEqual(raw.label)
  })
})

describe.skipIf(!hasTestData)(`proton lungs${needsTestData}`, () => {
  it.each([
    ["0004", 35036, 29449],
    ["0006", 29589, 24731],
    ["0012", 28586, 24984],
  ])("%s is turned to RAS, resampled, cropped and padded, and comes back", async (id, one, two) => {
    const raw = await Effect.runPromise(implementation.load(proton, {}, id))
    expect(count(raw.label ?? new Uint8Array(), 1)).toBe(one)
    const turned = Result.getOrThrow(preprocess(raw, [orientation("RAS")]))
    const [x, y, z] = raw.shape.toReversed()
    // Stored as left, superior, posterior.
    expect(turned.meta.shape).toEqual([y, z, x])
    expect(turned.meta.affine.map((row) => Math.sign(row[0])).slice(0, 3)).toEqual([1, 0, 0])
    expect(onFile(turned.label, turned.meta)).toEqual(raw.label)

    const { meta, label } = Result.getOrThrow(preprocess(raw, proton.preprocessing))
    const inside = label?.map((value) => (value === 2 ? 1 : 0))
    // Steps of 3.90625 to 3.9 mm and back: next to nothing moves.
    expect(Math.abs(count(onFile(inside, meta), 1) - two) / two).toBeLessThan(0.01)
  })
})

// SimpleITK 2.5.7, by test/fixtures/volumes/make.py.
const Resampled = Schema.Struct({
  shape: Schema.Array(Schema.Number),
  resampled: Schema.Record(
    Schema.String,
    Schema.Struct({
      nonzero: Schema.Number,
      sum: Schema.Number,
      at: Schema.Array(Schema.Tuple([Schema.Number, Schema.Number])),
    }),
  ),
})
const simpleItk = Schema.decodeSync(Schema.fromJsonString(Resampled))(
  readFileSync(new URL("../../../fixtures/volumes/nativeGrids.json", import.meta.url), "utf8"),
)

describe.skipIf(!hasTestData)(`four grids of one patient${needsTestData}`, () => {
  const own = {
    root: join(testData, "native_grids"),
    modalities: {
      fla: "{id}/{id}_hdbet_native_fla.nii.gz",
      t1: "{id}/{id}_hdbet_native_t1.nii.gz",
      t1c: "{id}/{id}_hdbet_native_t1c.nii.gz",
      t2: "{id}/{id}_hdbet_native_t2.nii.gz",
    },
    label: "{id}/{id}_hdbet_mask_native_t2.nii.gz",
    regions: { brain: [1] },
  } as const
  const id = "OtherEXampleFromTCIA"

  it("are refused without a reference, each by its name", async () => {
    const load = implementation.load(volumes(own), {}, id)
    const lines = (await Effect.runPromise(Effect.flip(load))).message.split("\n")
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(
      /native_t1.nii.gz and .*native_fla.nii.gz lie on different grids: 256 x 224 x 26 voxels of 0.898 x 0.898 x 5.5 mm against 208 x 256 x 26/,
    )
  })

  it("are resampled to a reference as SimpleITK does", async () => {
    const declared = volumes({ ...own, reference: "fla" })
    const { shape, image, label } = await Effect.runPromise(implementation.load(declared, {}, id))
    expect(shape).toEqual(simpleItk.shape)
    const voxels = image.length / 4
    for (const [channel, name] of declared.modalities.entries()) {
      const values = image.subarray(channel * voxels, (channel + 1) * voxels)
      const expected = simpleItk.resampled[name]
      if (expected === undefined) throw new Error(`${name} is not in the fixture`)
      // SimpleITK makes the axes of the file's affine orthonormal: places differ by 1e-6 voxels.
      expect(Math.abs(values.reduce((a, b) => a + b, 0) / expected.sum - 1)).toBeLessThan(1e-6)
      for (const [voxel, value] of expected.at) {
        expect(Math.abs((values[voxel] ?? NaN) - value)).toBeLessThan(0.02)
      }
    }
    expect(count(label ?? new Uint8Array(), 1)).toBe(simpleItk.resampled["label"]?.nonzero)
  })
})
