import { readFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"
import { Schema } from "effect"
import type { NiftiImage } from "../../../../runtime/data/formats/nifti/image.ts"

const Value = Schema.NullOr(Schema.Number)

const Facts = Schema.Struct({
  shape: Schema.Array(Schema.Number),
  affine: Schema.Array(Schema.Array(Schema.Number)),
  zooms: Schema.Array(Schema.Number),
  dtype: Schema.String,
  nans: Schema.Number,
  sum: Value,
  min: Value,
  max: Value,
  at: Schema.Array(Schema.Tuple([Schema.Number, Value])),
})
type Facts = typeof Facts.Type

const Made = Schema.Struct({ ...Facts.fields, file: Schema.String })
const Failed = Schema.Struct({ error: Schema.String })

const fixture = <S extends Schema.Top & { readonly DecodingServices: never }>(
  name: string,
  schema: S,
): ReadonlyMap<string, S["Type"]> => {
  const text = readFileSync(new URL(`../../../fixtures/nifti/${name}`, import.meta.url), "utf8")
  return new Map(
    Object.entries(
      Schema.decodeSync(Schema.fromJsonString(Schema.Record(Schema.String, schema)))(text),
    ),
  )
}

/** Small images made by nibabel, and what nibabel reads of them. */
export const madeImages = fixture("made.json", Made)

/** What nibabel reads of each file of the test data, by path from their root. */
export const expectedImages = fixture("images.json", Schema.Union([Facts, Failed]))

const orNaN = (value: number | null): number => value ?? Number.NaN

/** Moments of an image's values in the fixture's terms; `size` is the sum of magnitudes. */
const statisticsOf = (data: Iterable<number>) => {
  let [nans, sum, size, min, max] = [0, 0, 0, Infinity, -Infinity]
  for (const value of data) {
    if (Number.isNaN(value)) nans++
    else {
      sum += value
      size += Math.abs(value)
      min = Math.min(min, value)
      max = Math.max(max, value)
    }
  }
  return { nans, sum, size, min, max }
}

/**
 * In what an image differs from the fixture. Values, extremes and spacing must be equal; the affine
 * to 1e-6 of its largest entry (float32 headers); the sum to 1e-9 of the sum of magnitudes (order).
 */
export const differences = (image: NiftiImage, facts: Facts): readonly string[] => {
  const found = statisticsOf(image.data)
  const affine = image.affine.flat()
  const expected = facts.affine.flat()
  const largest = Math.max(...expected.map(Math.abs))
  const checks: Readonly<Record<string, boolean>> = {
    shape: isDeepStrictEqual(image.shape, facts.shape),
    datatype: image.datatype === facts.dtype,
    spacing: isDeepStrictEqual(image.spacing, facts.zooms),
    affine:
      affine.length === expected.length &&
      affine.every((entry, at) => Math.abs(entry - (expected[at] ?? NaN)) <= 1e-6 * largest),
    length: image.data.length === facts.shape.reduce((product, n) => product * n, 1),
    nans: found.nans === facts.nans,
    min: facts.min === null || found.min === facts.min,
    max: facts.max === null || found.max === facts.max,
    sum: facts.sum === null || Math.abs(found.sum - facts.sum) <= 1e-9 * found.size,
    values: facts.at.every(([at, value]) => Object.is(image.data[at], orNaN(value))),
  }
  return Object.keys(checks).filter((name) => checks[name] === false)
}
