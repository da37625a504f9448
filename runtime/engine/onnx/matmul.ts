import { broadcastShapes, sizeOf } from "../shape.ts"
import type { Graph } from "./graph.ts"
import { reshape } from "./layout.ts"
import { float32, record } from "./record.ts"
import type { Value } from "./value.ts"

export interface ProductOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Factor of the product. */
  readonly alpha?: number
}

/** Matrix product over the last two axes; the others broadcast. */
export const matmul = (
  graph: Graph,
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false, alpha = 1 }: ProductOptions = {},
): Value => {
  const rows = a.shape.at(transposeA ? -1 : -2)!
  const columns = b.shape.at(transposeB ? -2 : -1)!
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const plain = !transposeA && !transposeB && alpha === 1
  const spec = float32(...batch, rows, columns)
  const flags = { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } }
  if (sizeOf(batch) === 1) {
    const [left, right] = [a, b].map((x) => reshape(graph, x, x.shape.slice(-2)))
    const pair = [left!, right!]
    const product = plain
      ? record(graph, "MatMul", pair, float32(rows, columns))
      : record(graph, "Gemm", pair, float32(rows, columns), { ...flags, alpha: { float: alpha } })
    return reshape(graph, product, spec.shape)
  }
  if (plain) return record(graph, "MatMul", [a, b], spec)
  const attributes = { ...flags, alpha: { float: alpha } }
  return record(graph, "FusedMatMul", [a, b], spec, attributes, "com.microsoft")
}
