import { broadcastShapes, sizeOf } from "../shape.ts"
import { stretched, withNumber } from "./elementwise.ts"
import { listText, typeText, type Value } from "./value.ts"
import type { Writer } from "./writer.ts"

/** Full float32: without it a GPU may round factors to TensorFloat-32. */
export const highest = "HIGHEST"

/** Products of the last two axes, times alpha; the axes before broadcast. */
export const matmul = (
  w: Writer,
  x: Value,
  y: Value,
  {
    transposeA = false,
    transposeB = false,
    alpha = 1,
  }: { readonly transposeA?: boolean; readonly transposeB?: boolean; readonly alpha?: number },
): Value => {
  const batch = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2))
  const rank = batch.length
  const [a, b] = [x, y].map((value) => stretched(w, value, [...batch, ...value.shape.slice(-2)]))
  const [left, right] = [rank + (transposeA ? 0 : 1), rank + (transposeB ? 1 : 0)]
  const rows = a!.shape[2 * rank + 1 - left]!
  const columns = b!.shape[2 * rank + 1 - right]!
  const spec = { shape: [...batch, rows, columns], dtype: x.dtype }
  const axes = listText([...batch.keys()])
  const batching = rank === 0 ? "" : `batching_dims = ${axes} x ${axes}, `
  const product = w.op(
    `stablehlo.dot_general ${a!.name}, ${b!.name}, ${batching}contracting_dims = [${left}] x [${right}], precision = [${highest}, ${highest}] : (${typeText(a!)}, ${typeText(b!)}) -> ${typeText(spec)}`,
    spec,
    2 * sizeOf(spec.shape) * a!.shape[left]!,
  )
  return alpha === 1 ? product : withNumber(w, "multiply", product, alpha)
}
