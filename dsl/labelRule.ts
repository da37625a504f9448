import { faultUnless } from "./faultIf.ts"
import { fault, type Fault } from "./fault.ts"

/** What a voxel becomes where a region is predicted. */
export interface LabelStep {
  /** Place of the region among the task's. */
  readonly region: number
  readonly value: number
  /** Values of the region that no smaller one has either: what is predicted does not tell them apart. */
  readonly open: readonly number[]
}

type Values = Readonly<Record<string, readonly number[]>>

const sorted = (regions: readonly string[], values: Values) =>
  regions
    .map((name, region) => ({ name, region, own: values[name] ?? [] }))
    .toSorted((one, other) => other.own.length - one.own.length)

/**
 * The values that regions write into a label volume, from the region of most values to that of fewest:
 * each writes the value that no smaller one has. For BraTS: WT writes oedema, TC over it necrotic core,
 * ET over it enhancing tumour. Of several such values it is the one that fewest other regions have. A
 * region without such a value has no step.
 */
export const labelSteps = (regions: readonly string[], values: Values): readonly LabelStep[] => {
  const all = sorted(regions, values)
  const holders = (value: number): number => all.filter(({ own }) => own.includes(value)).length
  return all.flatMap(({ region, own }, index) => {
    const smaller = new Set(all.slice(index + 1).flatMap((other) => other.own))
    const left = own
      .filter((value) => !smaller.has(value))
      .toSorted((one, other) => holders(one) - holders(other))
    const [value] = left
    return value === undefined ? [] : [{ region, value, open: left.length > 1 ? left : [] }]
  })
}

/** How two regions lie to each other. */
const areApart = (one: readonly number[], other: readonly number[]): boolean =>
  !one.some((value) => other.includes(value))

const isWithin = (one: readonly number[], other: readonly number[]): boolean =>
  one.every((value) => other.includes(value))

/** Pairs of regions that a label volume with one value a voxel cannot hold as the rule makes it. */
const pairFaults = (
  regions: readonly string[],
  values: Values,
  rule: "nested" | "argmax",
  field: string,
): readonly Fault[] => {
  const all = sorted(regions, values)
  return all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other): readonly Fault[] => {
      if (areApart(one.own, other.own)) return []
      if (rule === "nested" && isWithin(other.own, one.own)) return []
      return [
        fault({
          what: `the regions ${one.name} and ${other.name} share label values${rule === "argmax" ? "" : ", and neither lies in the other"}`,
          where: { field },
          expected:
            rule === "argmax"
              ? "regions without a common value, of which a voxel is in one at most"
              : "regions that lie in each other or apart",
          hint: `let each region be by itself: rule: "independent"`,
        }),
      ]
    }),
  )
}

/** Why regions cannot make a label volume by a rule. */
export const labelRuleFaults = (
  regions: readonly string[],
  values: Values,
  rule: "nested" | "argmax" | "independent",
  field: string,
): readonly Fault[] => {
  if (rule === "independent") return []
  const pairs = pairFaults(regions, values, rule, field)
  if (pairs.length > 0) return pairs
  const written = new Set(labelSteps(regions, values).map(({ region }) => region))
  return regions.flatMap((name, region): readonly Fault[] =>
    faultUnless(written.has(region) || values[name] === undefined, () => ({
      what: `every value of region ${name} is that of a smaller region too`,
      where: { field },
      expected: "regions that each have a value of their own",
      hint: `leave ${name} out, or let each region be by itself: rule: "independent"`,
    })),
  )
}

/** Shape of what a rule makes on a grid: a label volume, or by `independent` a mask a region. */
export const predictionShape = (
  { rule, regions }: { readonly rule: string; readonly regions: readonly string[] },
  grid: readonly number[],
): readonly number[] => (rule === "independent" ? [regions.length, ...grid] : grid)
