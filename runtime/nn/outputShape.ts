import { engineError } from "../engine/error.ts"
import type { tf } from "../engine/index.ts"
import { sameShape } from "../engine/shape.ts"
import { fault } from "../../dsl/fault.ts"

const shown = (shape: readonly number[]): string => `[${shape.join(", ")}]`

/**
 * What a part puts out, where it has the shape that it must have: another one could be broadcast, and
 * train on without a word.
 */
export const ofShape = <T extends tf.Tensor>(part: string, x: T, shape: readonly number[]): T => {
  if (sameShape(x.shape, shape)) return x
  throw engineError(
    part,
    "body",
    fault({
      what: `${part} puts out a tensor of shape ${shown(x.shape)}`,
      where: {},
      expected: shown(shape),
      hint: `look at what the module that implements ${part} returns`,
    }),
  )
}
