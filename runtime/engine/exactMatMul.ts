import * as tf from "@tensorflow/tfjs"

/**
 * A product of matrices over the last two axes whose factors, and those of its gradients, are read in
 * float32 whatever the precision of the step: of losses and of what only moves values.
 */
export const exactMatMul = (
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA = false,
  transposeB = false,
): tf.Tensor =>
  tf.engine().runKernel<tf.Tensor>("BatchMatMul", { a, b }, { transposeA, transposeB, exact: true })
