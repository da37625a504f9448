import { sizeOf } from "../../shape.ts"
import type { Graph } from "../graph.ts"
import { concat, reshape, slice } from "../layout.ts"
import { float32, record } from "../record.ts"
import { indices, type Value } from "../value.ts"

/** A fine grid told apart into coarse ones: fine voxel stride q + r is voxel q of the coarse grid r. */
export interface Interleaving {
  readonly strides: readonly number[]
  /** Size of a coarse grid. */
  readonly coarse: readonly number[]
  /** The box of the fine grid that is wanted. */
  readonly begin: readonly number[]
  readonly size: readonly number[]
}

/** For each wanted (z, y), its row among those of all remainders: [rd, rh, coarse d, coarse h]. */
const rowTable = ({ strides, coarse, begin, size }: Interleaving): Int32Array => {
  const [sd, sh] = strides
  const [depth, height] = coarse
  const table = new Int32Array(size[0]! * size[1]!)
  let at = 0
  for (let z = begin[0]!; z < begin[0]! + size[0]!; z++)
    for (let y = begin[1]!; y < begin[1]! + size[1]!; y++) {
      const remainder = (z % sd!) * sh! + (y % sh!)
      table[at++] = (remainder * depth! + Math.floor(z / sd!)) * height! + Math.floor(y / sh!)
    }
  return table
}

/** Joins coarse grids, one part for each remainder of w: [n, c sd sh, d, h, w] to [n, c, ...size]. */
export const interleave = (
  graph: Graph,
  parts: readonly Value[],
  grids: Interleaving,
  [n, c]: readonly [number, number],
): Value => {
  const { strides, coarse, begin, size } = grids
  const lines = strides[0]! * strides[1]! * coarse[0]! * coarse[1]!
  const width = coarse[2]! * parts.length
  // A last-axis Transpose does the same several times slower.
  const columns = parts.map((part) => reshape(graph, part, [n * c * lines, coarse[2]!, 1]))
  const rows = reshape(graph, concat(graph, columns, 2), [n * c, lines, width])
  const wanted = size[0]! * size[1]!
  const table = rowTable(grids)
  const ordered =
    table.every((row, index) => row === index) && wanted === lines
      ? rows
      : record(graph, "Gather", [rows, indices(table)], float32(n * c, wanted, width), {
          axis: { int: 1 },
        })
  const box = slice(graph, ordered, [0, 0, begin[2]!], [n * c, wanted, size[2]!])
  return reshape(graph, box, [n, c, ...size])
}

/** The inverse for a whole fine grid: x [n, c, ...fine] to a part [n, c sd sh, d, h, w] for each remainder of w. */
export const separate = (graph: Graph, x: Value, strides: readonly number[]): readonly Value[] => {
  const [n, c, ...fine] = x.shape
  const coarse = fine.map((length, axis) => length / strides[axis]!)
  const [sd, sh, sw] = strides
  const lines = fine[0]! * fine[1]!
  const table = new Int32Array(lines)
  const whole = { strides, coarse, begin: [0, 0, 0], size: fine }
  rowTable(whole).forEach((row, index) => (table[row] = index))
  const rows = reshape(graph, x, [n! * c!, lines, fine[2]!])
  const ordered = table.every((row, index) => row === index)
    ? rows
    : record(graph, "Gather", [rows, indices(table)], rows, { axis: { int: 1 } })
  const channels = [n!, c! * sd! * sh!, ...coarse]
  if (sw === 1) return [reshape(graph, ordered, channels)]
  const columns = reshape(graph, ordered, [sizeOf([n!, c!, lines, coarse[2]!]), sw!])
  return Array.from({ length: sw! }, (_, remainder) =>
    reshape(graph, slice(graph, columns, [0, remainder], [columns.shape[0]!, 1]), channels),
  )
}
