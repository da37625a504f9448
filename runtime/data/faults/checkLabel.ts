import { fault, type Fault } from "../../../dsl/fault.ts"
import { placeOf, type Voxels } from "./checkVoxels.ts"

/**
 * A label's value may differ from a whole number by this much: labels stored through a slope come back
 * as 1.9999999995, in 8 bits up to 0.0098 off for values up to 5.
 */
export const LABEL_ROUNDING = 0.01

/** What the values of a label may be. */
export interface LabelValues {
  /** 0 to 255. */
  readonly values: readonly number[]
  /** The same in words. */
  readonly expected: string
  /** What to do about whole numbers that are not among them. */
  readonly hint?: (others: readonly number[], found: ReadonlySet<number>) => string
}

/** A label's values, and what is wrong with them. */
export interface CheckedLabel {
  /** Rounded; x fastest. */
  readonly label: Uint8Array<ArrayBuffer>
  readonly fault?: Fault
}

/** Different values that are told, and counted, at most. */
const TOLD = 6
const COUNTED = 1000

/** More values than a label has. */
export const MANY = 30

const hintOf = (others: readonly number[], found: ReadonlySet<number>, allowed: LabelValues) => {
  if (others.some(Number.isNaN)) return "Write 0 in place of NaN (numpy.nan_to_num)."
  if (others.length > MANY)
    return "Is it an image under a label's name? Give the file of the expert's label."
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) <= LABEL_ROUNDING
  return others.every(isWhole)
    ? allowed.hint?.(others.map(Math.round), found)
    : "Labels were interpolated, or are probabilities: resample them by the nearest voxel, or write whole numbers."
}

/** How many voxels have which value, the most frequent first. */
const counted = (counts: ReadonlyMap<number, number>): string => {
  const all = [...counts].toSorted(([, one], [, other]) => other - one)
  const told = all.slice(0, TOLD).map(([value, count]) => `${value} (${count})`)
  return `${told.join(", ")}${all.length > TOLD ? `, and ${all.length - TOLD} other values` : ""}`
}

/**
 * A label's voxels as bytes: whole numbers within `LABEL_ROUNDING`, one of those allowed. Of others it is
 * told how many there are, which, and where the first is.
 */
export const checkedLabel = (
  subject: string,
  voxels: Voxels,
  allowed: LabelValues,
): CheckedLabel => {
  const { path, data } = voxels
  const known = new Uint8Array(256)
  for (const value of allowed.values) known[value] = 1
  const label = new Uint8Array(data.length)
  const wrong = new Map<number, number>()
  let first = -1
  let count = 0
  for (let voxel = 0; voxel < data.length; voxel++) {
    const value = data[voxel]!
    const whole = Math.round(value)
    if (known[whole] === 1 && Math.abs(value - whole) <= LABEL_ROUNDING) {
      label[voxel] = whole
      continue
    }
    if (count === 0) first = voxel
    count++
    if (wrong.size < COUNTED || wrong.has(value)) wrong.set(value, (wrong.get(value) ?? 0) + 1)
  }
  if (count === 0) return { label }
  const at = `the first, ${data[first]}, at ${placeOf(first, voxels)}`
  const found = wrong.size === 1 ? "" : `; values and voxels: ${counted(wrong)}`
  const hint = hintOf([...wrong.keys()], new Set(label), allowed)
  return {
    label,
    fault: fault({
      what: `${count} ${count === 1 ? "voxel is" : "voxels are"} not ${allowed.expected}, ${at}${found}`,
      where: { subject, file: path },
      hint,
    }),
  }
}
