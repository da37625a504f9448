const HEADER = /\.hdr(\.gz)?$/i
const IMAGE = /\.img(\.gz)?$/i

const endings = (name: string): readonly string[] => [
  `.${name}`,
  `.${name}.gz`,
  `.${name.toUpperCase()}`,
  `.${name.toUpperCase()}.GZ`,
]

/** Whether a file's name says that it is one of two. */
export const isNamedAsPair = (path: string): boolean => HEADER.test(path) || IMAGE.test(path)

/** Files in which the header of an image may lie, in the order in which to look. */
export const headerCandidates = (path: string): readonly string[] => {
  if (!IMAGE.test(path)) return [path]
  const stem = path.replace(IMAGE, "")
  return endings("hdr").map((ending) => `${stem}${ending}`)
}

/** Files in which the voxels of a header of the two-file form may lie. */
export const imageCandidates = (header: string): readonly string[] => {
  const stem = HEADER.test(header)
    ? header.replace(HEADER, "")
    : header.replace(/\.nii(\.gz)?$/i, "")
  return endings("img").map((ending) => `${stem}${ending}`)
}
