import { Predicate } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Mask } from "../../dsl/mask.ts"
import type { Triple } from "../engine/index.ts"
import { Faulty } from "../faults/faulty.ts"
import { functionPlace } from "../faults/functionPlace.ts"
import { thrownInWords } from "../faults/thrownValue.ts"
import { random, type Random } from "../random/random.ts"
import { type CellMask, maskedCount, unmasked } from "./cells.ts"
import type { MaskImplementations } from "./maskContract.ts"

/** Where masks are drawn, and with what. */
export interface MaskContext {
  readonly modalities: number
  /** Positions along each axis. */
  readonly grid: Triple
  readonly implementations: MaskImplementations
}

/** The mask after a step. A cell that an earlier step has masked stays masked. */
const after = (
  step: Mask,
  before: CellMask,
  random: Random,
  { implementations }: MaskContext,
): CellMask => {
  const { kind } = step
  const implementation = implementations(step)
  // A copy, which the step may write to.
  const made = implementation.draw(step, { ...before, masked: before.masked.slice() }, random)
  const masked: unknown = Predicate.hasProperty(made, "masked") ? made.masked : undefined
  if (
    masked instanceof Uint8Array &&
    masked.length === before.masked.length &&
    masked.every((cell) => cell <= 1)
  )
    return { ...before, masked: before.masked.map((cell, index) => cell | masked[index]!) }
  throw new Faulty({
    faults: [
      fault({
        what: `the mask that ${kind} draws is ${
          masked instanceof Uint8Array
            ? `of ${masked.length} cells with values up to ${masked.reduce((most, cell) => Math.max(most, cell), 0)}`
            : thrownInWords(masked ?? made)
        }`,
        where: functionPlace(implementation.draw) ?? {},
        expected: `cells with a Uint8Array \`masked\` of ${before.masked.length}, 1 where masked and 0 elsewhere`,
        hint: "this function returns it: withMasked(cells, more) makes one",
      }),
    ],
  })
}

/** The mask of one sample after each step of the hybrid mask pattern (paper III-B-1), in order. */
export const hybridMaskSteps = (
  steps: readonly Mask[],
  context: MaskContext,
  random: Random,
): readonly CellMask[] => {
  const drawn: CellMask[] = []
  let cells = unmasked(context.modalities, context.grid)
  steps.forEach((step, index) => {
    cells = after(step, cells, random.at(index, step.kind), context)
    drawn.push(cells)
  })
  return drawn
}

/** The mask of one sample: all steps applied in order; nothing masked without steps. */
export const hybridMask = (
  steps: readonly Mask[],
  context: MaskContext,
  random: Random,
): CellMask => {
  const { modalities, grid } = context
  const cells = hybridMaskSteps(steps, context, random).at(-1)
  if (cells === undefined) return unmasked(modalities, grid)
  const count = maskedCount(cells)
  if (count > 0 && count < cells.masked.length) return cells
  throw new Faulty({
    faults: [
      fault({
        what: `the mask steps ${steps.map(({ kind }) => kind).join(", ")} have masked ${count === 0 ? "nothing" : "everything"} of a sample`,
        where: { field: "pretraining.mask" },
        expected: "steps that mask some cells of each sample and leave some",
        hint: "look at what the steps draw: ablate masks FILE --seed N",
      }),
    ],
  })
}

/**
 * What keeps mask steps from working together on these modalities and this grid: a step that masks
 * nothing more, or everything. `field` is where the list of steps stands.
 */
export const hybridMaskFaults = (
  steps: readonly Mask[],
  context: MaskContext,
  field: string,
): readonly Fault[] => {
  const { modalities, grid } = context
  let cells = unmasked(modalities, grid)
  for (const [index, step] of steps.entries()) {
    const unfit = (what: string): Fault =>
      fault({
        what: `the ${step.kind} mask ${what} of ${modalities} modalities at ${grid.join("x")} positions`,
        where: { field: `${field}.${index}` },
        expected: "a step that masks more cells and leaves some",
        hint: "mask less in the steps before, or leave this step out",
      })
    const before = maskedCount(cells)
    try {
      cells = after(step, cells, random(0, "check", index), context)
    } catch (thrown) {
      if (!(thrown instanceof Faulty)) throw thrown
      return thrown.faults.map((each) =>
        fault({ ...each, where: { ...each.where, field: `${field}.${index}` } }),
      )
    }
    const count = maskedCount(cells)
    if (count === before) return [unfit("masks nothing more")]
    if (count === cells.masked.length) return [unfit("masks everything")]
  }
  return []
}
