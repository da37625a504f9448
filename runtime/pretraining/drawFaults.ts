import { fault, type Fault } from "../../dsl/fault.ts"
import type { Objective } from "../../dsl/objectives/family.ts"
import { arrayFaults } from "../engine/arrays.ts"
import type { Arrays } from "../engine/index.ts"
import { functionPlace } from "../faults/functionPlace.ts"
import { builtInPrefix } from "../implementations/implementation.ts"
import { given } from "../nn/outputShape.ts"
import { random } from "../random/random.ts"
import { withClockAhead } from "../units/clockAhead.ts"
import type { ObjectiveModel } from "./contract.ts"

/** Draws that are looked at: what goes wrong in some is then found in most. */
const draws = 8

const isSame = (one: Arrays, other: Arrays): boolean =>
  Object.entries(one).every(([name, values]) =>
    values.every((value, index) => Object.is(value, other[name]?.[index])),
  )

/**
 * What is wrong with what an objective draws for its steps: other arrays than its inputs, numbers that are not finite,
 * or other ones at the same address, from which no run could be resumed.
 */
export const drawFaults = (
  { kind, implementation }: Objective,
  { draw, inputs }: Pick<ObjectiveModel, "draw" | "inputs">,
): readonly Fault[] => {
  // A built-in objective draws with masks that may be from outside.
  const place = implementation.startsWith(builtInPrefix) ? {} : functionPlace(draw)
  const told = (what: string, expected: string, hint: string): Fault =>
    fault({
      what: `${kind} ${what}`,
      where: { ...place, field: "pretraining" },
      expected,
      hint,
    })
  for (let index = 0; index < draws; index++) {
    const address = () => random(0, "check", index)
    const drawn = draw(address())
    if (typeof drawn !== "object" || drawn === null || drawn instanceof Promise)
      return [told(`draws ${given(drawn)}`, "a record of arrays", "`draw` returns it")]
    const [misfit] = arrayFaults("inputs", inputs, drawn)
    if (misfit !== undefined)
      return [
        told(
          `draws other arrays than it says: ${misfit.what}`,
          misfit.expected ?? "the arrays of its inputs",
          "`draw` returns them",
        ),
      ]
    const odd = Object.entries(drawn).find(([, values]) => !values.every(Number.isFinite))
    if (odd !== undefined)
      return [
        told(`draws numbers for ${odd[0]} that are not finite`, "finite numbers", "see `draw`"),
      ]
    if (
      !isSame(
        drawn,
        withClockAhead(() => draw(address())),
      )
    )
      return [
        told(
          "draws other numbers of the same random stream",
          "the same numbers again: a run is resumed from its checkpoint by them",
          "draw from the `random` that is given, keep nothing in the module between calls, and read no clock; look at its masks too",
        ),
      ]
  }
  return []
}
