import { Result } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"

/** What a voxel becomes where a region is predicted; later ones overrule. */
export interface LabelStep {
  /** Place of the region among the task's. */
  readonly region: number
  readonly value: number
}

/**
 * How predicted regions make a label volume: from the largest region to the smallest, each gives the
 * value that no smaller one has. For BraTS: WT gives oedema, TC in it necrotic core, ET in it
 * enhancing tumour. Fails where a region leaves several values open, or none.
 */
export const labelRule = (
  regions: readonly string[],
  values: Readonly<Record<string, readonly number[]>>,
): Result.Result<readonly LabelStep[], Faulty> => {
  const sets = regions.map((name, region) => ({ name, region, values: values[name] ?? [] }))
  const sorted = sets.toSorted((a, b) => b.values.length - a.values.length)
  const faults: Fault[] = []
  const steps = sorted.flatMap(({ name, region, values: own }, index) => {
    const smaller = new Set(sorted.slice(index + 1).flatMap((other) => other.values))
    const left = own.filter((value) => !smaller.has(value))
    const [value] = left
    if (value !== undefined && left.length === 1) return [{ region, value }]
    faults.push(
      fault({
        what:
          left.length === 0
            ? `every value of region ${name} is that of a smaller region too`
            : `region ${name} alone leaves the label values ${left.join(", ")} open`,
        where: { field: `regions.${name}` },
        expected: "regions that lie in each other, each with one value of its own",
        hint: "have the task predict the regions that tell these values apart",
      }),
    )
    return []
  })
  return faults.length === 0 ? Result.succeed(steps) : Result.fail(new Faulty({ faults }))
}

/** The label volume of masks [region, voxel] by a rule. */
export const labelOf = (
  masks: Uint8Array,
  voxels: number,
  steps: readonly LabelStep[],
): Uint8Array => {
  const label = new Uint8Array(voxels)
  for (const { region, value } of steps)
    for (let voxel = 0; voxel < voxels; voxel++)
      if (masks[region * voxels + voxel] !== 0) label[voxel] = value
  return label
}
