import { access, open, readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { Result } from "effect"
import { dataFilesOf } from "./metaimage/dataFiles.ts"
import { fieldsIn, isSeries } from "./metaimage/fields.ts"
import { headerCandidates, imageCandidates, isNamedAsPair } from "./nifti/pair.ts"

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Most headers end within these bytes; a longer one is read whole. */
const FIRST_READ = 1 << 16
const LONGEST_HEADER = 1 << 26

/** The files of the voxels that a MetaImage header names; none where they follow it. */
const voxelsOf = async (path: string): Promise<readonly string[]> => {
  const file = await open(path, "r")
  try {
    const { size } = await file.stat()
    for (let length = FIRST_READ; ; length *= 8) {
      const bytes = Buffer.alloc(Math.min(length, size, LONGEST_HEADER))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
      const found = fieldsIn(bytes.subarray(0, bytesRead), length >= size)
      if (found !== undefined) {
        const rest = isSeries(found.fields)
          ? (await readFile(path)).subarray(found.length).toString("utf8")
          : ""
        const names = Result.getOrElse(dataFilesOf(found.fields, rest), () => [])
        return names.map((name) => resolve(dirname(path), name))
      }
      if (length >= Math.min(size, LONGEST_HEADER)) return []
    }
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
