const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  String.fromCodePoint(...bytes.subarray(at, at + text.length)) === text

const SIGNS: readonly (readonly [format: string, found: (bytes: Uint8Array) => boolean])[] = [
  ["a MetaImage", (bytes) => startsWith(bytes, "ObjectType") || startsWith(bytes, "NDims")],
  ["an NRRD image", (bytes) => startsWith(bytes, "NRRD")],
  ["a DICOM file", (bytes) => startsWith(bytes, "DICM", 128)],
  ["a zip archive", (bytes) => startsWith(bytes, "PK\u0003\u0004")],
  ["a web page", (bytes) => startsWith(bytes, "<!") || startsWith(bytes, "<html")],
  ["a Git LFS pointer", (bytes) => startsWith(bytes, "version https://git-lfs")],
  ["a NumPy array", (bytes) => startsWith(bytes, "NUMPY", 1)],
  ["a FreeSurfer MGH image", (bytes) => startsWith(bytes, "\0\0\0\u0001")],
]

/** What a file that is not NIfTI looks like, from its first bytes. */
export const foreignFormat = (bytes: Uint8Array): string | undefined =>
  SIGNS.find(([, found]) => found(bytes))?.[0]
