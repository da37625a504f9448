import { tf } from "../tf.ts"
import { type Triple, triple } from "./triple.ts"

/**
 * [b, d, h, w, c] to [b, t, p]: t patches in the order of z, y, x; within a patch its voxels in the
 * order of z, y, x, channels innermost. The patch size must divide the volume.
 */
export const patchify = (x: tf.Tensor, patch: number | Triple): tf.Tensor => {
  const [pd, ph, pw] = triple(patch)
  const [b = 1, d = 1, h = 1, w = 1, c = 1] = x.shape
  if (x.rank !== 5 || d % pd !== 0 || h % ph !== 0 || w % pw !== 0)
    throw new Error(`patches of ${pd} x ${ph} x ${pw} do not divide [${x.shape.join(", ")}]`)
  const [gd, gh, gw] = [d / pd, h / ph, w / pw]
  const split = tf.reshape(x, [b * gd, pd, gh, ph, gw, pw * c])
  return tf.reshape(tf.transpose(split, [0, 2, 4, 1, 3, 5]), [b, gd * gh * gw, pd * ph * pw * c])
}

/** The inverse of patchify: [b, t, p] to [b, d, h, w, c], with t = the product of grid's sizes. */
export const unpatchify = (x: tf.Tensor, patch: number | Triple, grid: Triple): tf.Tensor => {
  const [pd, ph, pw] = triple(patch)
  const [gd, gh, gw] = grid
  const [b = 1, t = 1, p = 1] = x.shape
  const c = p / (pd * ph * pw)
  if (x.rank !== 3 || t !== gd * gh * gw || !Number.isInteger(c))
    throw new Error(
      `[${x.shape.join(", ")}] is not ${grid.join(" x ")} patches of ${pd} x ${ph} x ${pw}`,
    )
  const split = tf.reshape(x, [b * gd, gh, gw, pd, ph, pw * c])
  const joined = tf.transpose(split, [0, 3, 1, 4, 2, 5])
  return tf.reshape(joined, [b, gd * pd, gh * ph, gw * pw, c])
}
