import { fault, type Fault } from "../../dsl/fault.ts"
import type { Mask } from "../../dsl/mask.ts"
import type { Triple } from "../engine/index.ts"
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

/** A cell that an earlier step has masked stays masked. */
const union = (before: CellMask, after: CellMask): CellMask => ({
  ...before,
  masked: before.masked.map((cell, index) => cell | (after.masked[index] ?? 0)),
})

/** The mask of one sample after each step of the hybrid mask pattern (paper III-B-1), in order. */
export const hybridMaskSteps = (
  steps: readonly Mask[],
  { modalities, grid, implementations }: MaskContext,
  random: Random,
): readonly CellMask[] => {
  const drawn: CellMask[] = []
  let cells = unmasked(modalities, grid)
  steps.forEach((step, index) => {
    const after = implementations(step).draw(step, cells, random.at(index, step.kind))
    cells = union(cells, after)
    drawn.push(cells)
  })
  return drawn
}

/** The mask of one sample: all steps applied in order; nothing masked without steps. */
export const hybridMask = (
  steps: readonly Mask[],
  context: MaskContext,
  random: Random,
): CellMask =>
  hybridMaskSteps(steps, context, random).at(-1) ?? unmasked(context.modalities, context.grid)

/**
 * What keeps mask steps from working together on these modalities and this grid: a step that masks
 * nothing more, or everything. `field` is where the list of steps stands.
 */
export const hybridMaskFaults = (
  steps: readonly Mask[],
  context: MaskContext,
  field: string,
): readonly Fault[] => {
  const { modalities, grid, implementations } = context
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
    const { masked } = implementations(step).draw(step, cells, random(0, "check", index))
    if (masked.length !== cells.masked.length || masked.some((cell) => cell > 1))
      return [
        fault({
          what: `the ${step.kind} mask gives ${masked.length} cells, of values up to ${Math.max(0, ...masked)}`,
          where: { field: `${field}.${index}` },
          expected: `${cells.masked.length} cells, 1 where masked and 0 elsewhere`,
          hint: `look at what the module that implements ${step.kind} returns`,
        }),
      ]
    cells = union(cells, { ...cells, masked })
    const after = maskedCount(cells)
    if (after === before) return [unfit("masks nothing more")]
    if (after === cells.masked.length) return [unfit("masks everything")]
  }
  return []
}
