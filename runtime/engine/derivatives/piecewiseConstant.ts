import * as tf from "@tensorflow/tfjs"
import { savedAt } from "./single.ts"

const flat = (kernelName: string, inputs: readonly string[]): tf.GradConfig => ({
  kernelName,
  inputsToSave: [...inputs],
  gradFunc: (_, saved) =>
    Object.fromEntries(
      inputs.map((name, position) => [
        name,
        () => tf.zeros(savedAt(saved, position).shape, "float32"),
      ]),
    ),
})

/** Zero gradients of comparisons and positions, so that conditions may depend on parameters. */
export const piecewiseConstantGradients: readonly tf.GradConfig[] = [
  ...["Equal", "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr"].map(
    (name) => flat(name, ["a", "b"]),
  ),
  ...["ArgMax", "ArgMin", "IsNan", "LogicalNot"].map((name) => flat(name, ["x"])),
  flat("NotEqual", ["a", "b"]),
]
