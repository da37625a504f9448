import { readdirSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { readNifti } from "../../runtime/data/formats/nifti/read.ts"
import { writeFiles } from "../../runtime/predictions/files.ts"
import { temporaryFolder } from "../data/testData.ts"

const meta = {
  id: "case_1",
  channels: ["T1"],
  shape: [1, 1, 2],
  spacing: [1, 1, 1],
  affine: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  original: { shape: [1, 1, 2], origin: [0, 0, 0] },
  sources: {},
} as const

/** Writes a mask of 0 1, 1 0, 1 1 ... a region; gives each file's values. */
const written = async (regions: readonly string[]) => {
  const folder = temporaryFolder()
  const values = Uint8Array.from(
    regions.flatMap((_, place) => [((place + 1) >> 1) & 1, (place + 1) & 1]),
  )
  const made = { meta, values, like: undefined }
  const read = Effect.gen(function* () {
    yield* writeFiles(folder, { rule: "independent", regions }, made)
    const files: Record<string, readonly number[]> = {}
    for (const file of readdirSync(folder))
      files[file] = Array.from((yield* readNifti(join(folder, file))).data)
    return files
  })
  return Effect.runPromise(Effect.provide(read, NodeServices.layer))
}

it("a file a region, whose name is part of the file's", async () => {
  expect(await written(["whole tumour", "öd.2-a"])).toEqual({
    "case_1_whole-tumour.nii.gz": [0, 1],
    "case_1_öd.2-a.nii.gz": [1, 0],
  })
})

it("regions that differ in a sign alone have files of their own", async () => {
  expect(await written(["GD+", "GD-", "GD%2b"])).toEqual({
    "case_1_GD%2b.nii.gz": [0, 1],
    "case_1_GD-.nii.gz": [1, 0],
    "case_1_GD%252b.nii.gz": [1, 1],
  })
})
