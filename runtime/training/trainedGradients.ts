import { fault } from "../../dsl/fault.ts"
import { engineError } from "../engine/error.ts"
import { type Tensors, type tf, valueAndGradients } from "../engine/index.ts"

/** The loss at weights and its gradients, as `valueAndGradients` gives them; a loss that depends on no weight is refused. */
export const trainedGradients = (
  weights: Tensors,
  f: (weights: Tensors) => { loss: tf.Scalar; aux?: Tensors },
): Omit<ReturnType<typeof valueAndGradients>, "isConstant"> => {
  const { isConstant, ...found } = valueAndGradients(weights, f)
  if (!isConstant) return found
  throw engineError(
    "gradients",
    "body",
    fault({
      what: "the loss depends on none of the weights that it is to train",
      expected: "a loss of what is computed with these weights",
      hint: "look at what computes the loss: it reads other tensors, or goes through an operation without a gradient, such as a comparison or a cast",
    }),
  )
}
