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
