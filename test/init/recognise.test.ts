import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { writeNifti } from "../../runtime/data/formats/nifti/write.ts"
import { recognise } from "../../runtime/init/recognise.ts"
import { temporaryFolder } from "../data/testData.ts"

const affine = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
] as const

const write = (path: string, values: readonly number[] = [1, 2]): Promise<void> => {
  mkdirSync(dirname(path), { recursive: true })
  const data = Float32Array.from({ length: 8 }, (_, at) => values[at % values.length] ?? 0)
  return Effect.runPromise(writeNifti(path, { data, shape: [2, 2, 2], spacing: [1, 1, 1], affine }))
}

describe("a folder of one's own", () => {
  it("whose subjects are numbers has the files that all have, whatever stands in their names", async () => {
    const root = temporaryFolder()
    for (const id of ["1", "2", "3"])
      for (const name of ["T1.nii", "T2.nii", `${id}_FLAIR.nii`]) await write(join(root, id, name))
    const { options } = await Effect.runPromise(recognise(root))
    expect(options).toEqual(
      expect.arrayContaining([
        '  t1: "{id}/T1.nii",',
        '  t2: "{id}/T2.nii",',
        '  flair: "{id}/{id}_FLAIR.nii",',
      ]),
    )
  })

  it("says what not every subject has, and what is no label under a label's name", async () => {
    const root = temporaryFolder()
    for (const id of ["a", "b"]) {
      await write(join(root, id, "t1.nii"))
      await write(join(root, id, "mask.nii"), [0.2, 0.7])
    }
    await write(join(root, "a", "t2.nii"))
    const { notes, regions, modalities } = await Effect.runPromise(recognise(root))
    expect([modalities, regions]).toEqual([["t1"], []])
    expect(notes.join("\n")).toMatch(/left out: t2.nii\n\{id\}\/mask.nii is no label/)
  })

  it("takes whole numbers for those that a slope has left", async () => {
    const root = temporaryFolder()
    for (const id of ["a", "b"]) {
      await write(join(root, id, "t1.nii"))
      await write(join(root, id, "seg.nii"), [0, 0.9999999, 2.0000002])
    }
    const { options } = await Effect.runPromise(recognise(root))
    expect(options).toContain("regions: { label1: [1], label2: [2] },")
  })

  // As the UCSF-PDGM is shipped, whose masks of the brain are no lesions.
  it("takes what all folders end with for no part of names, and the brain for no lesion", async () => {
    const root = temporaryFolder()
    for (const id of ["U-04", "U-05"])
      for (const part of ["T1", "brain_segmentation", "tumor_segmentation"])
        await write(join(root, `${id}_nifti`, `${id}_${part}.nii`))
    const { options } = await Effect.runPromise(recognise(root))
    expect(options).toEqual(
      expect.arrayContaining([
        '  t1: "{id}_nifti/{id}_T1.nii",',
        'label: "{id}_nifti/{id}_tumor_segmentation.nii",',
      ]),
    )
  })

  it("whose folders are of kinds of files, not of subjects, is not taken for what it is not", async () => {
    const root = temporaryFolder()
    for (const kind of ["images", "labels"])
      for (const id of ["a", "b"]) await write(join(root, kind, `${id}.nii`))
    const [fault] = (await Effect.runPromise(Effect.flip(recognise(root)))).faults
    expect(fault?.what).toBe("no data set is recognised among images/, labels/")
  })

  it("of BIDS says whom a pattern with sessions leaves out", async () => {
    const root = temporaryFolder()
    await write(join(root, "sub-1/ses-1/anat/sub-1_ses-1_run-1_T1w.nii.gz"))
    await write(join(root, "sub-1/ses-1/anat/sub-1_ses-1_run-2_T1w.nii.gz"))
    await write(join(root, "sub-2/anat/sub-2_T1w.nii.gz"))
    const { notes, subjects, modalities } = await Effect.runPromise(recognise(root))
    expect([subjects, modalities]).toEqual([1, ["image_1", "image_2"]])
    expect(notes).toContain("without a session, so left out: sub-2")
  })

  it("of nnU-Net is no folder a subject where its description cannot be read", async () => {
    const root = temporaryFolder()
    await write(join(root, "imagesTr", "a.nii.gz"))
    await write(join(root, "labelsTr", "a.nii.gz"))
    const [absent] = (await Effect.runPromise(Effect.flip(recognise(root)))).faults
    expect(absent?.what).toBe("imagesTr is there, and dataset.json is not")
    const json = '{ "channel_names": { "0": "CT" }, "labels": { "background": "0", "liver": "1" } }'
    writeFileSync(join(root, "dataset.json"), `\uFEFF${json}`)
    const { regions } = await Effect.runPromise(recognise(root))
    expect(regions).toEqual(["liver"])
  })
})
