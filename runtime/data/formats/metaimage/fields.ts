import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { FileHandle } from "node:fs/promises"
import { Result } from "effect"
import { readAt } from "../../../files/readAt.ts"
import { foreignFormat, hintFor, NIFTI_IMAGE } from "../../../files/foreignFormat.ts"

/** Values by key. */
export type MetaFields = ReadonlyMap<string, string>

/** The field that ends a header and says where the voxels are. */
export const LAST = "ElementDataFile"

const LINE_FEED = 0x0a

/** Whether the names of the files stand after the header. */
const isSeries = (fields: MetaFields): boolean => /^LIST\b/.test(fields.get(LAST) ?? "")

/** What MetaIO takes for true: `True`, `T`, `true`, `1` and whatever begins as these. */
export const isTrue = (text: string | undefined): boolean => /^[Tt1]/.test(text ?? "")

/** `key = value`, or `key : value` where there is no `=`. Any sign may stand in a key. */
const divided = (line: string): readonly [string, string] | undefined => {
  const equals = line.indexOf("=")
  const at = equals >= 0 ? equals : line.indexOf(":")
  return at < 0 ? undefined : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
}

/**
 * The fields in the first bytes of a file, up to the one that says where the voxels are, and where they
 * end; `undefined` where that one is not among the bytes, which may be all of the file. A line without a key goes on with the last
 * field, as the rows of a matrix may.
 */
const fieldsIn = (
  bytes: Uint8Array,
  isWhole: boolean,
): { readonly fields: MetaFields; readonly length: number } | undefined => {
  const fields = new Map<string, string>()
  let last = ""
  let at = 0
  while (at < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, at)
    const line = Buffer.from(bytes.subarray(at, end < 0 ? bytes.length : end)).toString("utf8")
    const next = end < 0 ? bytes.length : end + 1
    const field = divided(line)
    if (field === undefined) {
      if (line.trim() !== "") fields.set(last, `${fields.get(last) ?? ""} ${line.trim()}`.trim())
    } else {
      const [key, value] = field
      fields.set(key, value)
      last = key
      if (key === LAST && (end >= 0 || isWhole)) return { fields, length: next }
    }
    at = next
  }
  return undefined
}

/** Bytes in which most headers end. */
const FIRST_READ = 1 << 16

/** A header that has not ended by here is none. */
const LONGEST_HEADER = 1 << 26

/** What stands in a file before the voxels. */
interface HeaderText {
  readonly fields: MetaFields
  /** Bytes that the fields take. */
  readonly length: number
  /** The text after them, of a series of files. */
  readonly rest: string
}

/**
 * The header of a file, however long: a sequence's or a DICOM's may hold thousands of fields. The file's first
 * bytes where there is none. Rejects with Node's own errors.
 */
export const headerIn = async (file: FileHandle): Promise<HeaderText | Uint8Array> => {
  const { size } = await file.stat()
  const longest = Math.min(size, LONGEST_HEADER)
  const first = async (length: number): Promise<Uint8Array> => {
    const start = new Uint8Array(length)
    return start.subarray(0, await readAt(file, start, 0))
  }
  for (let length = FIRST_READ; ; length *= 8) {
    const bytes = await first(Math.min(length, longest))
    const found = fieldsIn(bytes, length >= size)
    if (found !== undefined) {
      const whole = isSeries(found.fields) ? await first(size) : bytes.subarray(0, found.length)
      return { ...found, rest: Buffer.from(whole.subarray(found.length)).toString("utf8") }
    }
    if (length >= longest) return bytes
  }
}

/** What to say of a file whose first bytes hold no header. */
export const headerless = (bytes: Uint8Array): Fault => {
  const foreign = foreignFormat(bytes.subarray(0, 1024))
  const expected = `lines such as "NDims = 3" up to ${LAST}`
  if (foreign === undefined) return fault({ what: "this is no MetaImage", expected })
  return foreign.what === "a MetaImage"
    ? fault({
        what: `the header has no line ${LAST}`,
        expected,
        hint: "Copy or download it again, or convert the image that it was made from.",
      })
    : fault({
        what: `not a MetaImage but ${foreign.what}`,
        expected,
        hint:
          foreign.what === NIFTI_IMAGE
            ? "Give it a name that ends in .nii."
            : hintFor(
                foreign,
                "an image",
                "Convert it to MetaImage or NIfTI, and check that the space it lies in is kept.",
              ),
      })
}

/** The numbers of a field by the first of its names that is given. */
export const numbersOf = (
  fields: MetaFields,
  count: number,
  fallback: readonly number[],
  ...names: readonly string[]
): Result.Result<readonly number[], Fault> => {
  const text = names.map((name) => fields.get(name)).find((value) => value !== undefined)
  if (text === undefined) return Result.succeed(fallback)
  const values = text.split(/\s+/).map(Number)
  return values.length === count && values.every(Number.isFinite)
    ? Result.succeed(values)
    : Result.fail(
        fault({
          what: `${names[0]} is "${text}"`,
          expected: `${count} numbers with blanks between them, and points as decimal signs`,
        }),
      )
}
