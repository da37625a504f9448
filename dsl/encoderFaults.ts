import type { AnyDefinition } from "./component.ts"
import { levelsOf } from "./encoderLevels.ts"
import type { Encoder, FeatureLevel } from "./encoders/family.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { faultIf } from "./faultIf.ts"
import { axes } from "./field.ts"
import { valueAt } from "./replace.ts"
import { beside, type RuleFault } from "./ruleFault.ts"

const describe = (lengths: readonly number[]): string => lengths.join("x")

const hasPatch = (encoder: Encoder): boolean => valueAt(encoder, "patch") !== undefined

/** The crop is no whole number of the coarsest positions. */
const strideFaults = (encoder: Encoder, levels: readonly FeatureLevel[]): readonly Fault[] => {
  const crop = axes(encoder.crop)
  const coarsest = crop.map((_, axis) => Math.max(...levels.map(({ stride }) => stride[axis] ?? 1)))
  if (crop.every((length, axis) => length % (coarsest[axis] ?? 1) === 0)) return []
  const larger = crop.map((length, axis) => {
    const stride = coarsest[axis] ?? 1
    return Math.ceil(length / stride) * stride
  })
  return [
    hasPatch(encoder)
      ? fault({
          what: `a patch of ${describe(coarsest)} does not divide a crop of ${describe(crop)}`,
          where: { field: "encoder.patch" },
          expected: "a crop that is a whole number of patches along each axis",
          hint: `use a crop of ${describe(larger)}, or a patch that divides ${describe(crop)}`,
        })
      : fault({
          what: `a stride of ${describe(coarsest)} does not divide a crop of ${describe(crop)}`,
          where: { field: "encoder.crop" },
          expected: `a multiple of the stride of ${encoder.kind}'s coarsest level along each axis`,
          hint: `use a crop of ${describe(larger)}, or fewer levels`,
        }),
  ]
}

const headFaults = (encoder: Encoder): readonly Fault[] => {
  const [heads, width] = [valueAt(encoder, "heads"), valueAt(encoder, "width")]
  if (typeof heads !== "number" || typeof width !== "number") return []
  return faultIf(width % heads !== 0, () => ({
    what: `${heads} heads do not divide a width of ${width}`,
    where: { field: "encoder.heads" },
    expected: "a width that is a whole number of heads",
    hint: `use a width of ${Math.ceil(width / heads) * heads}`,
  }))
}

/** What does not fit together in an encoder, by the levels that its definition gives. */
export const encoderFaults = (
  { encoder }: Experiment,
  definitions: readonly AnyDefinition[],
): readonly RuleFault[] => {
  const levels = levelsOf(encoder, definitions)
  const last = levels.at(-1)
  if (levels.length !== encoder.depth || last?.width !== encoder.width)
    return [
      fault({
        what: `the definition of ${encoder.kind} gives ${levels.length} levels, the last of width ${last?.width}, for a depth of ${encoder.depth} and a width of ${encoder.width}`,
        where: { field: "encoder" },
        expected: "as many levels as the depth, the last of the encoder's width",
        hint: "correct `levels` in its defineEncoder",
      }),
    ]
  return [
    ...beside(strideFaults(encoder, levels), hasPatch(encoder) ? "encoder.crop" : "encoder.depth"),
    ...beside(headFaults(encoder), "encoder.width"),
  ]
}
