import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { readNifti } from "../../runtime/data/formats/nifti/read.ts"
import { ablate, temporaryFolder, type Ended } from "../acceptance/ablate.ts"
import { hasTestData, needsTestData, testData } from "../data/testData.ts"
import { runPython, withoutPython } from "../weights/python.ts"

const study = fileURLToPath(new URL("./study.ts", import.meta.url))
const training = join(testData, "brats2023/ASNR-MICCAI-BraTS2023-GLI-Challenge-TrainingData")
const noNibabel = withoutPython("nibabel", "numpy")

/** What nibabel says of two images: where they lie, in which type, and the values of the first. */
const compare = `
import json, sys
import nibabel, numpy
one, other = (nibabel.load(path) for path in sys.argv[1:])
form = lambda image: [image.header.get_qform(coded=True), image.header.get_sform(coded=True)]
same = lambda a, b: (a[0] is None and b[0] is None or numpy.array_equal(a[0], b[0])) and a[1] == b[1]
print(json.dumps({
    "shape": one.shape == other.shape,
    "affine": numpy.array_equal(one.affine, other.affine),
    "forms": all(same(a, b) for a, b in zip(form(one), form(other))),
    "type": one.get_data_dtype() == other.get_data_dtype(),
    "units": one.header.get_xyzt_units() == other.header.get_xyzt_units(),
    "values": bool(numpy.isin(one.dataobj, [0, 1, 2, 3]).all()),
}))
`
const read = (path: string) => Effect.runPromise(readNifti(path))

describe.skipIf(!hasTestData)(`predictions of BraTS${needsTestData}`, { timeout: 300_000 }, () => {
  const folder = temporaryFolder()
  const environment = { BRATS2023: training }
  const predictions = (...flags: readonly string[]) =>
    ablate(["predictions", study, ...flags], folder, environment)

  let early: Ended
  let run: Ended
  beforeAll(async () => {
    await ablate(["run", study, "--only", "finetune"], folder, environment)
    early = await predictions("--out", "early")
    run = await ablate(["run", study], folder, environment)
  }, 300_000)

  it("wait for their stage, which is named", () => {
    expect(early.stderr).toMatch(/predict glioma.* has not run yet/)
    expect(early.code).toBe(1)
    expect(run.code).toBe(0)
  })

  it("have name, space and type of the subject's own first image, and the challenge's values", async () => {
    const { code, stderr } = await predictions("--out", "test")
    expect(stderr).toBe("")
    expect(code).toBe(0)
    const [name = ""] = readdirSync(join(folder, "test"))
    expect(name).toMatch(/^BraTS-GLI-\d{5}-\d{3}\.nii\.gz$/)
    const id = name.slice(0, -".nii.gz".length)
    const predicted = await read(join(folder, "test", name))
    const source = await read(join(training, id, `${id}-t1n.nii.gz`))
    const { quaternion, sform, qformCode, sformCode, units, pixdims } = source.header
    expect(predicted.header).toMatchObject({ quaternion, sform, qformCode, sformCode, units })
    // Steps of axes that a volume does not have are not carried over.
    expect(predicted.header.pixdims.slice(0, 4)).toEqual(pixdims.slice(0, 4))
    expect(predicted.shape).toEqual(source.shape)
    expect(predicted.affine).toEqual(source.affine)
    expect(predicted.datatype).toBe(source.datatype)
    expect(predicted.data.every((value) => [0, 1, 2, 3].includes(value))).toBe(true)
  })

  it.skipIf(noNibabel)(
    `are the same to nibabel${noNibabel ? ` (skipped: ${noNibabel})` : ""}`,
    () => {
      const [name = ""] = readdirSync(join(folder, "test"))
      const id = name.slice(0, -".nii.gz".length)
      const source = join(training, id, `${id}-t1n.nii.gz`)
      const said: unknown = JSON.parse(runPython(compare, join(folder, "test", name), source))
      const all = { shape: true, affine: true, forms: true, type: true, units: true, values: true }
      expect(said).toEqual(all)
    },
  )

  it("of subjects without segmentation are those that a run makes of them", async () => {
    const [name = ""] = readdirSync(join(folder, "test"))
    const id = name.slice(0, -".nii.gz".length)
    const validation = join(folder, "ValidationData")
    mkdirSync(validation)
    cpSync(join(training, id), join(validation, id), { recursive: true })
    rmSync(join(validation, id, `${id}-seg.nii.gz`))
    const { code, stderr } = await predictions("--subjects", validation, "--out", "validation")
    expect(stderr).toBe("")
    expect(code).toBe(0)
    const [own, other] = [join(folder, "test", name), join(folder, "validation", name)]
    expect((await read(other)).data).toEqual((await read(own)).data)
  })

  it("are refused where the folder holds no subject", async () => {
    const { code, stderr } = await predictions("--subjects", temporaryFolder(), "--out", "none")
    expect(code).toBe(1)
    expect(stderr).toContain("no subject of BraTS2023-GLI in this folder")
  })
})
