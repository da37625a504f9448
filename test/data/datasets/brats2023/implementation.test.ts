import { cpSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { brats2023Definition } from "../../../../dsl/datasets/brats2023.ts"
import implementation from "../../../../runtime/data/datasets/brats2023/implementation.ts"
import { hasTestData, needsTestData, temporaryFolder, testData } from "../../testData.ts"

const folder = temporaryFolder()
const csv = join(folder, "idh.csv")
const idh = {
  csv: "$TABLES/idh.csv",
  id: "subject",
  column: "IDH",
  negative: ["wildtype"],
  positive: ["mutated"],
}
const dataset = brats2023Definition({ root: "$BRATS2023", labels: { idh } })
const environment = { BRATS2023: join(testData, "brats2023"), TABLES: folder }

const index = () => Effect.runPromise(implementation.index(dataset, environment))
const fingerprint = () =>
  Effect.runPromise(implementation.fingerprint(dataset, environment, join(folder, "cache.json")))

describe.skipIf(!hasTestData)(`implementation of brats2023${needsTestData}`, () => {
  it("lists subjects with their classes; its fingerprint sees a class change", async () => {
    writeFileSync(csv, "subject,IDH\nBraTS-GLI-00053-000,wildtype\n00360,mutated\n")
    const subjects = await index()
    const classes = subjects.map(({ labels }) => labels["idh"])
    expect(classes).toEqual([0, 1, null, null, null, null, null])
    expect(subjects[0]?.patient).toBe("00053")
    const before = await fingerprint()
    writeFileSync(csv, "subject,IDH\nBraTS-GLI-00053-000,wildtype\n00360,wildtype\n")
    expect(await fingerprint()).not.toBe(before)
  })

  it("loads a subject by its id, and names one that is not there", async () => {
    const raw = await Effect.runPromise(
      implementation.load(dataset, environment, "BraTS-GLI-01408-000"),
    )
    expect(raw.shape).toEqual([64, 240, 240])
    expect(raw.modalities).toEqual(["t1n", "t1c", "t2w", "t2f"])
    expect(raw.sources["label"]).toBe("BraTS-GLI-01408-000-seg.nii.gz")
    const error = await Effect.runPromise(
      Effect.flip(implementation.load(dataset, environment, "BraTS-GLI-00000-000")),
    )
    expect(error.message).toMatch(/BraTS-GLI-00000-000: no such subject/)
  })

  it("warns of an image that is there zipped and unzipped, and says which is read", async () => {
    const id = "BraTS-GLI-01408-000"
    const root = join(folder, "doubled")
    const found = readdirSync(testData, { recursive: true, encoding: "utf8" })
    const source = found.find((path) => path.endsWith(`/${id}`)) ?? ""
    cpSync(join(testData, source), join(root, id), { recursive: true })
    writeFileSync(join(root, id, `${id}-t1n.nii`), "another")
    writeFileSync(join(root, id, `${id}-T2W.nii.gz`), "another")
    const { warnings } = await Effect.runPromise(
      implementation.load(brats2023Definition({ root }), {}, id),
    )
    expect(warnings).toMatchObject([
      {
        what: `the image is there twice: ${id}-t1n.nii.gz is read, not ${id}-t1n.nii`,
        where: { subject: id },
      },
      { what: `the image is there twice: ${id}-t2w.nii.gz is read, not ${id}-T2W.nii.gz` },
    ])
  })

  it("names a variable that is not set", async () => {
    const error = await Effect.runPromise(Effect.flip(implementation.index(dataset, {})))
    expect(error.message).toMatch(/variable BRATS2023 is not set/)
  })
})
