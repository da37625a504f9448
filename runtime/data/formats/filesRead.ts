import { access, open } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { Result } from "effect"
import { dataFilesOf } from "./metaimage/dataFiles.ts"
import { headerIn } from "./metaimage/fields.ts"
import { headerCandidates, imageCandidates, isNamedAsPair } from "./nifti/pair.ts"

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The files of the voxels that a MetaImage header names; none where they follow it. */
const voxelsOf = async (path: string): Promise<readonly string[]> => {
  const file = await open(path, "r")
  try {
    const found = await headerIn(file)
    const names =
      found instanceof Uint8Array
        ? []
        : Result.getOrElse(dataFilesOf(found.fields, found.rest), () => [])
    return names.map((name) => resolve(dirname(path), name))
  } finally {
    await file.close()
  }
}

/** The files of a .hdr/.img pair that are there. */
const pairOf = async (path: string): Promise<readonly string[]> => {
  const candidates = headerCandidates(path).flatMap((header) => [
    header,
    ...imageCandidates(header),
  ])
  const present = await Promise.all(
    [...new Set([path, ...candidates])].map(async (each) => [each, await exists(each)] as const),
  )
  return present.flatMap(([each, isThere]) => (isThere || each === path ? [each] : []))
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
