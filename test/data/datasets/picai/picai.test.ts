import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { Effect } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import { picai } from "../../../../dsl/index.ts"
import implementation from "../../../../runtime/data/datasets/picai/implementation.ts"
import { readMetaImage } from "../../formats/metaimage/readMetaImage.ts"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"
import { hasTestData, needsTestData, testData } from "../../testData.ts"

const real = resolve(testData, "picai")
const scan = "10000_1000000"
const repository = (zones?: string) =>
  picai({
    images: real,
    labels: join(real, "picai_labels"),
    ...(zones === undefined ? {} : { zones }),
  })

const faultsOf = <A>(effect: Effect.Effect<A, { readonly faults: readonly unknown[] }>) =>
  Effect.runPromise(Effect.map(Effect.flip(effect), ({ faults }) => faults))

describe.skipIf(!hasTestData)(`PI-CAI${needsTestData}`, () => {
  // Marksheet, line 2: case_ISUP 0, case_csPCa NO.
  it("lists scans with their class from the marksheet", async () => {
    expect(await Effect.runPromise(implementation.index(repository(), {}))).toEqual([
      { id: scan, patient: "10000", labels: { csPCa: 0 } },
    ])
  })

  it("names zones that lie on another grid than T2W", async () => {
    const zones = "anatomical_delineations/zonal_pz_tz/AI/HeviAI23"
    const faults = await faultsOf(implementation.load(repository(zones), {}, scan))
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({
      // The images here are cut to 256 x 256 x 12; HeviAI23's file has 25 slices.
      what: expect.stringMatching(/25 voxels.* against 256 x 256 x 12 voxels/),
      where: { subject: scan, file: join(real, "picai_labels", zones, `${scan}.nii.gz`) },
      hint: expect.stringContaining("zones:"),
    })
  })

  describe("with zones on T2W's grid", () => {
    let labels = ""
    beforeEach(async () => {
      labels = mkdtempSync(join(tmpdir(), "ablate-picai-"))
      mkdirSync(join(labels, "zones"))
      mkdirSync(join(labels, "clinical_information"))
      const cropped = join(real, "cropped_labels_10000/zonal_Yuan23_cropped_DERIVED.nii.gz")
      // The derived file still has the affine of the uncropped one: it gets that of the images.
      const zones = await Effect.runPromise(readNifti(cropped))
      const t2w = join(real, `picai_public_images_fold0/10000/${scan}_t2w.mha`)
      const { affine } = await Effect.runPromise(readMetaImage(t2w))
      const { data, shape, spacing } = zones
      const path = join(labels, "zones", `${scan}.nii.gz`)
      await Effect.runPromise(writeNifti(path, { data, shape, spacing, affine }))
    })
    const dataset = () => picai({ images: real, labels, zones: "zones" })
    const marksheet = (...rows: readonly string[]) =>
      writeFileSync(
        join(labels, "clinical_information/marksheet.csv"),
        ["patient_id,study_id,case_ISUP,case_csPCa", ...rows].join("\n"),
      )

    // Voxel counts and means by SimpleITK 2.5 and NumPy on the same files.
    it("loads T2W, ADC and HBV with PZ and TZ", async () => {
      marksheet("10000,1000000,3,YES")
      const [subject] = await Effect.runPromise(implementation.index(dataset(), {}))
      expect(subject?.labels).toEqual({ csPCa: 1 })
      const loaded = await Effect.runPromise(implementation.load(dataset(), {}, scan))
      expect(loaded.shape).toEqual([12, 256, 256])
      expect(loaded.modalities).toEqual(["t2w", "adc", "hbv"])
      const count = (value: number) => loaded.label?.filter((found) => found === value).length
      expect([count(1), count(2)]).toEqual([68044, 71013])
      const voxels = 12 * 256 * 256
      const mean = (channel: number) =>
        loaded.image
          .subarray(channel * voxels, (channel + 1) * voxels)
          .reduce((sum, value) => sum + value / voxels, 0)
      expect([0, 1, 2].map(mean)).toEqual([
        expect.closeTo(362.34, 1),
        expect.closeTo(844.61, 1),
        expect.closeTo(36.42, 1),
      ])
    })

    it.each([
      [
        "a grade and a class that contradict each other",
        "10000,1000000,3,NO",
        'case_csPCa is "NO"',
      ],
      [
        "cancer without a grade",
        "10000,1000000,,YES",
        "case_csPCa is YES though case_ISUP is empty",
      ],
      ["no grade at all", "10000,1000000,six,NO", 'case_ISUP is "six"'],
      ["no row", "10001,1000001,0,NO", "the marksheet has no row of this scan"],
    ])("tells of %s", async (_, row, what) => {
      marksheet(row)
      const [fault] = await faultsOf(implementation.index(dataset(), {}))
      expect(fault).toMatchObject({ what: expect.stringContaining(what) })
    })

    it("tells once that the labels are not there", async () => {
      const found = await faultsOf(
        implementation.index(picai({ images: real, labels: join(labels, "none") }), {}),
      )
      expect(found).toMatchObject([{ what: "there is no label file of a zone" }])
    })

    it("tells all files that are missing or doubled, at once", async () => {
      const images = mkdtempSync(join(tmpdir(), "ablate-picai-"))
      const from = join(real, "picai_public_images_fold0/10000")
      for (const folder of ["10000", "fold/10000"]) {
        mkdirSync(join(images, folder), { recursive: true })
        copyFileSync(join(from, `${scan}_t2w.mha`), join(images, folder, `${scan}_t2w.mha`))
      }
      const faults = await faultsOf(
        implementation.index(picai({ images, labels, zones: "zones" }), {}),
      )
      expect(faults).toMatchObject([
        { what: expect.stringContaining(`more than one ${scan}_t2w.mha`) },
        { what: `no ${scan}_adc.mha` },
        { what: `no ${scan}_hbv.mha` },
      ])
    })
  })
})
