import type { AnyDefinition, Component, Definition } from "../../dsl/component.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { Mask } from "../../dsl/mask.ts"
import type { Random } from "../random/random.ts"
import type { CellMask } from "./cells.ts"

/** How a mask step is implemented. */
export interface MaskImplementation<M = Mask> {
  readonly definition: AnyDefinition
  /** The mask of one sample after this step, from the mask before it. A step masks further cells and uncovers none. */
  draw(this: void, mask: M, cells: CellMask, random: Random): CellMask
}

/** The default export of a mask step's module. */
export const implementMask = <Kind extends string, F extends Fields>(
  definition: Definition<"mask", Kind, F>,
  implementation: Omit<MaskImplementation<Component<"mask", Kind> & Values<F>>, "definition">,
): MaskImplementation<Component<"mask", Kind> & Values<F>> => ({ definition, ...implementation })

/** The implementation of a mask step, found by its address. */
export type MaskImplementations = (mask: Mask) => MaskImplementation
