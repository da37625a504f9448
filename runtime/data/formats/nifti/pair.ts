const HEADER = /\.hdr(\.gz)?$/i
const IMAGE = /\.img(\.gz)?$/i

/** Files in which the header of an image may lie, in the order in which to look. */
export const headerCandidates = (path: string): readonly string[] => {
  if (!IMAGE.test(path)) return [path]
  const stem = path.replace(IMAGE, "")
  return [`${stem}.hdr`, `${stem}.hdr.gz`]
}

/** Files in which the voxels of a header of the two-file form may lie. */
export const imageCandidates = (header: string): readonly string[] => {
  const stem = HEADER.test(header)
    ? header.replace(HEADER, "")
    : header.replace(/\.nii(\.gz)?$/i, "")
  return [`${stem}.img`, `${stem}.img.gz`]
}
