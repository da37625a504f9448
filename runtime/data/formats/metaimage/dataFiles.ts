import { Result } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { LAST, type MetaFields } from "./fields.ts"

const refuse = (what: string, expected: string): Result.Result<never, Fault> =>
  Result.fail(fault({ what, expected, hint: "Correct the header, or copy the series again." }))

/** A name with a number in the place of `%d` or `%03d`, as C's printf writes it. */
const printed = (pattern: string, number: number): string =>
  pattern.replace(/%(0?)(\d*)[diu]/, (_, zero: string, width: string) =>
    String(number).padStart(Number(width), zero === "" ? " " : "0"),
  )

/** How many files a series has: a file each step along the axes that are not in one file. */
const countOf = (fields: MetaFields, dims: number): number =>
  (fields.get("DimSize") ?? "")
    .split(/\s+/)
    .map(Number)
    .slice(dims)
    .reduce((product, size) => product * size, 1)

const listed = (fields: MetaFields, dims: number, rest: string) => {
  const names = rest.split(/\r?\n/).flatMap((line) => line.trim() || [])
  const count = countOf(fields, dims)
  return names.length === count
    ? Result.succeed(names)
    : refuse(`${LAST} lists ${names.length} files`, `${count}, by DimSize`)
}

/** `NAME%03d.raw`, then the first number, the last one and the step, which may be left out. */
const numbered = (fields: MetaFields, dims: number, text: string) => {
  const [pattern = "", ...range] = text.split(/\s+/)
  const count = countOf(fields, dims)
  const [first = 1, last = first + count - 1, step = 1] = range.map(Number)
  const fits = first + (count - 1) * step <= last && first + count * step > last
  if (!/%0?\d*[diu]/.test(pattern) || !Number.isInteger(first) || step < 1 || !fits)
    return refuse(
      `${LAST} is "${text}"`,
      `a pattern such as slice%03d.raw 1 ${count} 1, by DimSize`,
    )
  return Result.succeed(
    Array.from({ length: count }, (_, index) => printed(pattern, first + index * step)),
  )
}

/**
 * The names of the files that hold the voxels, in order: none where they follow the header, several of
 * a series of slices (`LIST`, then a name a line; or a pattern). `rest` is the text after the header.
 */
export const dataFilesOf = (
  fields: MetaFields,
  rest: string,
): Result.Result<readonly string[], Fault> => {
  const text = fields.get(LAST) ?? ""
  const dims = Number(fields.get("NDims"))
  if (text === "") return refuse(`${LAST} is empty`, "LOCAL or the name of a file")
  if (text.toUpperCase() === "LOCAL") return Result.succeed([])
  const [, inFile] = /^LIST(?:\s+(\d)D?)?$/.exec(text) ?? []
  if (/^LIST\b/.test(text))
    return listed(fields, inFile === undefined ? dims - 1 : Number(inFile), rest)
  return text.includes("%") ? numbered(fields, dims - 1, text) : Result.succeed([text])
}
