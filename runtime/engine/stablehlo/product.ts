import { broadcastShapes, sizeOf } from "../shape.ts"
import { stretched, withNumber } from "./elementwise.ts"
import { factor, roundingOf } from "./precision.ts"
import { listText, type Value } from "./value.ts"
import type { Writer } from "./writer.ts"

interface Product {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  readonly alpha?: number
  /** Whether factors are read in float32 whatever the precision. */
  readonly exact?: boolean
}

/** Products of the last two axes, times alpha; the axes before broadcast. The sums are float32. */
export const matmul = (
  w: Writer,
  x: Value,
  y: Value,
  { transposeA = false, transposeB = false, alpha = 1, exact = false }: Product,
): Value => {
  const batch = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2))
  const rank = batch.length
  const factorOf = (value: Value): Value =>
    stretched(w, exact ? value : factor(w, value), [...batch, ...value.shape.slice(-2)])
  const [a, b] = [factorOf(x), factorOf(y)]
  const rounding = exact ? "HIGHEST" : roundingOf(w)
  const [left, right] = [rank + (transposeA ? 0 : 1), rank + (transposeB ? 1 : 0)]
  const rows = a.shape[2 * rank + 1 - left]!
  const columns = b.shape[2 * rank + 1 - right]!
  const spec = { shape: [...batch, rows, columns], dtype: "float32" } as const
  const axes = listText([...batch.keys()])
  const batching = rank === 0 ? "" : `batching_dims = ${axes} x ${axes}, `
  const product = w.from(
    [a, b],
    `stablehlo.dot_general ${a.name}, ${b.name}, ${batching}contracting_dims = [${left}] x [${right}], precision = [${rounding}, ${rounding}]`,
    spec,
    2 * sizeOf(spec.shape) * a.shape[left]!,
  )
  return alpha === 1 ? product : withNumber(w, "multiply", product, alpha)
}
