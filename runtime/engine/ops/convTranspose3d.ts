import { fused, isTracing } from "../fused.ts"
import { tf } from "../tf.ts"
import { unpatchify } from "./patchify.ts"
import { type Triple, triple } from "./triple.ts"
import { volume } from "./volume.ts"

/**
 * Transposed convolution whose kernel is its stride: x [n, d, h, w, i], weight [kd, kh, kw, o, i]
 * (tfjs' order), to [n, kd d, kh h, kw w, o]; without bias. Every voxel becomes a block.
 */
export const convTranspose3d = (
  x: tf.Tensor,
  weight: tf.Tensor,
  { stride }: { readonly stride: number | Triple },
): tf.Tensor => {
  const [n, d, h, w, i] = volume(x).shape
  const [kd, kh, kw, o] = volume(weight).shape
  const strides = triple(stride)
  if (strides[0] !== kd || strides[1] !== kh || strides[2] !== kw)
    throw new Error(
      `a kernel of ${kd} x ${kh} x ${kw} needs that stride, not ${strides.join(" x ")}`,
    )
  if (isTracing()) return fused("DisjointConvTranspose", { x, filter: weight })[0]
  const voxels = tf.reshape(x, [n * d * h * w, i])
  const blocks = tf.matMul(voxels, tf.reshape(weight, [kd * kh * kw * o, i]), false, true)
  return unpatchify(tf.reshape(blocks, [n, d * h * w, kd * kh * kw * o]), strides, [d, h, w])
}
