import { existsSync } from "node:fs"
import { open } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { Result } from "effect"
import { dataFilesOf } from "./metaimage/dataFiles.ts"
import { headerIn } from "./metaimage/fields.ts"
import { headerCandidates, imageCandidates, isNamedAsPair } from "./nifti/pair.ts"

/** The files of the voxels that a MetaImage header names; none where they follow it. */
const voxelsOf = async (path: string): Promise<readonly string[]> => {
  await using file = await open(path, "r")
  const found = await headerIn(file)
  const names =
    found instanceof Uint8Array
      ? []
      : Result.getOrElse(dataFilesOf(found.fields, found.rest), () => [])
  return names.map((name) => resolve(dirname(path), name))
}

/** The files of a .hdr/.img pair that are there. */
const pairOf = (path: string): readonly string[] => {
  const others = headerCandidates(path).flatMap((header) => [header, ...imageCandidates(header)])
  return [...new Set([path, ...others])].filter((each) => each === path || existsSync(each))
}

/**
 * Every file that is read where an image of this path is: the header of a MetaImage and the file of its
 * voxels, both files of a NIfTI pair, else the path alone. Rejects with Node's own errors.
 */
export const filesReadFor = async (path: string): Promise<readonly string[]> => {
  if (/\.mhd$|\.mha$/i.test(path)) {
    return [path, ...(await voxelsOf(path))]
  }
  return isNamedAsPair(path) || /\.nii(\.gz)?$/i.test(path) ? pairOf(path) : [path]
}
