/** What a reader looks for in a file. */
type Wanted = "an image" | "a table" | "weights"

/** What a file is that was to be something else. */
export interface Foreign {
  readonly what: string
  /** What to do about it, whoever reads it. */
  readonly hint?: string
  /** What it may hold, if not anything. */
  readonly holds?: Wanted
}

/** What to do about a file, where a reader looks for something in it that may be converted as said. */
export const hintFor = ({ hint, holds }: Foreign, wanted: Wanted, convert: string): string =>
  hint ??
  (holds === undefined || holds === wanted
    ? convert
    : `Give the file that was meant: this one does not hold ${wanted}.`)

const AGAIN = "Copy or download it again."

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  bytes.length >= at + text.length &&
  String.fromCodePoint(...bytes.subarray(at, at + text.length)) === text

const startsAs = (bytes: Uint8Array, ...values: readonly number[]): boolean =>
  values.every((value, index) => bytes[index] === value)

/** The first bytes as text, without what stands before the first sign. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder(
    startsAs(bytes, 0xff, 0xfe) ? "utf-16le" : startsAs(bytes, 0xfe, 0xff) ? "utf-16be" : "utf-8",
  )
    .decode(bytes.subarray(0, 2048))
    .replace(/^[\uFEFF\s]+/, "")

type Sign = (bytes: Uint8Array, text: string) => Foreign | undefined

const sign =
  (kind: Foreign, found: (bytes: Uint8Array, text: string) => boolean): Sign =>
  (bytes, text) =>
    found(bytes, text) ? kind : undefined

/** Files that begin with these bytes, in hexadecimal. */
const begins = (kind: Foreign, hex: string): Sign => {
  const start = Buffer.from(hex, "hex")
  return sign(kind, (bytes) => start.equals(bytes.subarray(0, start.length)))
}

/** Files that stand for others, which were not fetched. */
const POINTERS: readonly Sign[] = [
  sign(
    {
      what: "a Git LFS pointer",
      hint: "Fetch what it stands for: git lfs pull, in the folder of the repository.",
    },
    (_, text) => /^version https?:\/\/(git-lfs|hawser)/.test(text),
  ),
  sign(
    {
      what: "a git-annex pointer",
      hint: "Fetch what it stands for: datalad get FILE, or git annex get FILE.",
    },
    (_, text) =>
      /^([\\/]annex[\\/]objects[\\/]|(\.\.?[\\/])*\.git[\\/]annex[\\/]objects[\\/])\S+\s*$/.test(
        text,
      ),
  ),
  sign(
    {
      what: "the text of a link, as git and some copies leave where links are not made",
      hint: "Put the file that it names in its place; with git: git config core.symlinks true, then check it out again.",
    },
    (_, text) => /^(\.\.?[\\/])+[^\s\\/]+([\\/][^\s\\/]+)*\s*$/.test(text),
  ),
  sign(
    { what: "a DVC pointer", hint: "Fetch what it stands for: dvc pull." },
    (_, text) => /^(outs:\s*\n\s*-|md5: [0-9a-f]{32})/.test(text) && text.includes("md5:"),
  ),
]

const SIGN_IN =
  "Download it again, signed in, and from the address of the file itself; a browser shows what this one says."

/** Answers of a server in place of a file. */
const ANSWERS: readonly Sign[] = [
  sign(
    { what: "a table that was saved as a web page or as XML", holds: "a table" },
    (_, text) =>
      /^(<\?xml[^>]*>\s*)?(<\?mso[^>]*>\s*)?<(table|workbook)\b/i.test(text) ||
      /^<html[^>]*schemas-microsoft-com:office:excel/i.test(text),
  ),
  sign({ what: "a web page", hint: SIGN_IN }, (_, text) =>
    /^(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body|script|title|meta|!--)/i.test(text),
  ),
  sign(
    { what: "an error message of a server (XML)", hint: SIGN_IN },
    (_, text) => /^<(\?xml|error)\b/i.test(text) && /<(error|code|message)>/i.test(text),
  ),
  sign({ what: "an error message of a server", hint: SIGN_IN }, (_, text) =>
    /^(HTTP\/[\d.]+ [45]\d\d\b|[45]\d\d:? [A-Z][\w ]*\.?\s*$)/.test(text),
  ),
  sign({ what: "an error message of a server (JSON)", hint: SIGN_IN }, (_, text) =>
    /^\{\s*"(error|message|detail|status|errors)"\s*:/i.test(text),
  ),
  sign({ what: "a JSON text", holds: "a table" }, (_, text) => /^(\{\s*"|\[\s*[[{"])/.test(text)),
]

const MADE_FROM = "Take the data that it was made from: it does not hold them."

/** What a zip archive holds is told by the name of its first file. */
const zipped: Sign = (bytes) => {
  if (startsAs(bytes, 0x50, 0x4b, 0x05, 0x06)) return { what: "an empty zip archive", hint: AGAIN }
  if (!startsAs(bytes, 0x50, 0x4b, 0x03, 0x04)) return undefined
  const length = (bytes[26] ?? 0) + 256 * (bytes[27] ?? 0)
  const name = Buffer.from(bytes.subarray(30, 30 + length)).toString("latin1")
  const content = Buffer.from(bytes).toString("latin1")
  if (/^(\[Content_Types\]\.xml|_rels\/|xl\/|docProps\/)/.test(name))
    return content.includes("word/")
      ? { what: "a document (Word)", hint: MADE_FROM }
      : { what: "a spreadsheet (Excel)", holds: "a table" }
  if (content.includes("application/vnd.oasis.opendocument.spreadsheet"))
    return { what: "a spreadsheet (OpenDocument)", holds: "a table" }
  if (content.includes(".iwa")) return { what: "a spreadsheet (Numbers)", holds: "a table" }
  if (/(^|\/)(data\.pkl|byteorder|version|\.format_version)$/.test(name))
    return { what: "a PyTorch checkpoint", holds: "weights" }
  if (name.endsWith(".npy")) return { what: "a NumPy archive (.npz)" }
  return { what: "a zip archive", hint: "Unpack it." }
}

const unpacked = (what: string, command: string): Foreign => ({
  what,
  hint: `Unpack it (${command}), and gzip it or leave it as it is.`,
})

const ARCHIVES: readonly Sign[] = [
  zipped,
  begins(unpacked("a zstd stream", "unzstd"), "28b52ffd"),
  begins(unpacked("a bzip2 stream", "bunzip2"), "425a68"),
  begins(unpacked("an xz stream", "unxz"), "fd377a585a"),
  begins(unpacked("an lz4 stream", "unlz4"), "04224d18"),
  begins(unpacked("a stream of the compress program (.Z)", "uncompress"), "1f9d"),
  begins(unpacked("a zlib stream", "pigz -dz"), "789c"),
  begins(unpacked("an lzip stream", "lzip -d"), "4c5a4950"),
  begins(unpacked("an lzma stream", "unlzma"), "5d0000"),
  begins(unpacked("a 7z archive", "7z x"), "377abcaf271c"),
  begins(unpacked("a rar archive", "unrar x"), "526172211a07"),
  sign({ what: "a tar archive", hint: "Unpack it (tar -xf)." }, (bytes) =>
    startsWith(bytes, "ustar", 257),
  ),
  begins({ what: "a gzip stream", hint: "Unpack it (gunzip)." }, "1f8b"),
]

/** Files that have a text at a byte. */
const marked = (what: string, text: string, at: number, holds?: Foreign["holds"]): Sign =>
  sign({ what, ...(holds === undefined ? {} : { holds }) }, (bytes) => startsWith(bytes, text, at))

const image = (what: string, text: string, at: number): Sign => marked(what, text, at, "an image")

const table = (what: string, text: string): Sign => marked(what, text, 0, "a table")

/** DICOM without its preamble: a first element of group 2 or 8, whose type is two capitals. */
const bareDicom: Sign = sign(
  { what: "a DICOM file", holds: "an image" },
  (bytes) =>
    (startsAs(bytes, 2, 0) || startsAs(bytes, 8, 0)) &&
    /^[A-Z]{2}$/.test(String.fromCodePoint(...bytes.subarray(4, 6))),
)

/** How a NIfTI image is told. */
export const NIFTI_IMAGE = "a NIfTI image"

const OTHERS: readonly Sign[] = [
  image("an NRRD image", "NRRD", 0),
  image("a DICOM file", "DICM", 128),
  bareDicom,
  image("an MRtrix image", "mrtrix image", 0),
  marked("a NumPy array (.npy)", "NUMPY", 1),
  image("a FreeSurfer MGH image", "\0\0\0\u0001\0\0", 0),
  marked("an HDF5 file, such as MINC 2 or MATLAB 7.3", "\u0089HDF\r\n", 0),
  image("a NetCDF file, such as MINC 1", "CDF\u0001", 0),
  image("a NetCDF file, such as MINC 1", "CDF\u0002", 0),
  marked("a MATLAB file", "MATLAB 5.0", 0),
  table("a Parquet file", "PAR1\u0015"),
  table("an Arrow file", "ARROW1\0"),
  table("an SPSS file", "$FL"),
  table("a Stata file", "<stata_dta>"),
  table("an SQLite database", "SQLite format 3"),
  begins(
    {
      what: "what macOS keeps beside a file (AppleDouble)",
      hint: "Copy the file itself, whose name does not begin with ._",
    },
    "00051607",
  ),
  image(NIFTI_IMAGE, "n+1\0", 344),
  image(NIFTI_IMAGE, "n+2\0", 4),
  sign(
    {
      what: "a MetaImage",
      hint: "Give it a name that ends in .mha, or .mhd where its voxels are in another file.",
    },
    (_, text) => /^(ObjectType|NDims|Comment)\s*[=:]/.test(text),
  ),
  begins(
    { what: "a spreadsheet or document of old Office (.xls, .doc)", holds: "a table" },
    "d0cf11e0a1b11ae1",
  ),
  begins({ what: "a PNG picture", hint: MADE_FROM }, "89504e47"),
  begins({ what: "a JPEG picture", hint: MADE_FROM }, "ffd8ff"),
  begins({ what: "a TIFF picture", hint: MADE_FROM }, "49492a00"),
  begins({ what: "a TIFF picture", hint: MADE_FROM }, "4d4d002a"),
  begins({ what: "a TIFF picture", hint: MADE_FROM }, "49492b00"),
  begins({ what: "a GIF picture", hint: MADE_FROM }, "47494638"),
  begins({ what: "a PDF document", hint: MADE_FROM }, "25504446"),
]

/** A line of text, shortened. */
const quoted = (text: string): string =>
  JSON.stringify((text.split(/[\r\n]/)[0] ?? "").slice(0, 60))

const isText = (bytes: Uint8Array): boolean => {
  try {
    // The last sign may be cut.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return false
  }
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}

const signs = [...POINTERS, ...ANSWERS, ...ARCHIVES, ...OTHERS]

/**
 * The kind of a file from its first bytes (512 tell all); `undefined` where they are no kind's.
 */
export const knownFormat = (bytes: Uint8Array): Foreign | undefined => {
  const text = textOf(bytes)
  for (const found of signs) {
    const foreign = found(bytes, text)
    if (foreign !== undefined) return foreign
  }
  return undefined
}

/**
 * What a file that is not as expected is: its kind, or that it is empty, zeros, or a text that begins as
 * told; `undefined` where its first bytes tell nothing.
 */
export const foreignFormat = (bytes: Uint8Array): Foreign | undefined => {
  if (bytes.length === 0) return { what: "an empty file", hint: AGAIN }
  const known = knownFormat(bytes)
  if (known !== undefined) return known
  if (bytes.every((byte) => byte === 0))
    return {
      what: "nothing but zeros, as an unfinished download or copy leaves",
      hint: AGAIN,
    }
  const text = textOf(bytes)
  if (text === "") return { what: "nothing but blanks", hint: AGAIN }
  return isText(bytes)
    ? { what: `a text that begins with ${quoted(text)}`, hint: "See what it says." }
    : undefined
}
