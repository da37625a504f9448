import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import { hintFor, knownFormat } from "../../../files/foreignFormat.ts"

const startsAs = (bytes: Uint8Array, ...values: readonly number[]): boolean =>
  values.every((value, index) => bytes[index] === value)

/** UTF-16 without a mark: of ASCII letters each second byte is 0. */
const unmarkedUtf16 = (bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined => {
  const some = bytes.subarray(0, 1000)
  const zeros = [0, 0]
  for (const [index, byte] of some.entries()) if (byte === 0) zeros[index % 2]!++
  const [even = 0, odd = 0] = zeros
  if (odd > some.length / 4 && even === 0) return "utf-16le"
  return even > some.length / 4 && odd === 0 ? "utf-16be" : undefined
}

const encodingOf = (bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" => {
  if (startsAs(bytes, 0xff, 0xfe)) return "utf-16le"
  if (startsAs(bytes, 0xfe, 0xff)) return "utf-16be"
  return unmarkedUtf16(bytes) ?? "utf-8"
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** A text, and the name of the encoding that its bytes were in. */
export interface DecodedText {
  readonly text: string
  readonly encoding: string
}

/**
 * The text of a table: UTF-8, UTF-16 of either order (Excel's "Unicode text"), with a byte-order mark or
 * without; else Windows-1252, as Excel writes where it is not told otherwise. Other kinds of files are
 * named for what they are.
 */
export const decodeText = (bytes: Uint8Array): Result.Result<DecodedText, Fault> => {
  const foreign = knownFormat(bytes.subarray(0, 4096))
  if (foreign !== undefined)
    return Result.fail(
      fault({
        what: `not a table but ${foreign.what}`,
        expected: "a text of values with separators (CSV)",
        hint: hintFor(
          foreign,
          "a table",
          "Open it in a spreadsheet program, and save it as CSV UTF-8.",
        ),
      }),
    )
  const encoding = encodingOf(bytes)
  const decoded = encoding === "utf-8" && !isUtf8(bytes) ? "windows-1252" : encoding
  const text = new TextDecoder(decoded).decode(bytes)
  return text.includes("\0")
    ? Result.fail(
        fault({
          what: "not a table: the file holds bytes that are no text",
          expected: "a text of values with separators (CSV), in UTF-8 or UTF-16",
          hint: "Save the table as CSV UTF-8.",
        }),
      )
    : Result.succeed({ text, encoding: decoded.toUpperCase() })
}
