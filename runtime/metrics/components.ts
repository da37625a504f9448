import type { Triple } from "./grid.ts"

/** Steps to neighbours of a voxel, along z, y, x. */
type Neighbours = readonly Triple[]

const steps = [-1, 0, 1] as const
const around = steps.flatMap((z) => steps.flatMap((y) => steps.map((x): Triple => [z, y, x])))
const apart = ([z, y, x]: Triple): number => Math.abs(z) + Math.abs(y) + Math.abs(x)

/** Those that share a face, an edge or a corner. */
const neighbours26: Neighbours = around.filter((step) => apart(step) > 0)
/** Those that share a face or an edge. */
const neighbours18: Neighbours = neighbours26.filter((step) => apart(step) < 3)

/** Calls with the index of each neighbour of a voxel that is on the grid. */
const eachNeighbour = (
  at: number,
  [depth, height, width]: Triple,
  neighbours: Neighbours,
  visit: (index: number) => void,
): void => {
  const x = at % width
  const y = Math.floor(at / width) % height
  const z = Math.floor(at / (width * height))
  for (const [dz, dy, dx] of neighbours) {
    const [nz, ny, nx] = [z + dz, y + dy, x + dx]
    if (nz >= 0 && nz < depth && ny >= 0 && ny < height && nx >= 0 && nx < width)
      visit((nz * height + ny) * width + nx)
  }
}

/** Connected components. */
export interface Components {
  /** Number of the component of each voxel, from 1; 0 outside. */
  readonly labels: Int32Array
  readonly count: number
}

/** The components of a mask [d, h, w] under 26 neighbours, in the order of their first voxels. */
export const componentsOf = (mask: Uint8Array, shape: Triple): Components => {
  const labels = new Int32Array(mask.length)
  const pending: number[] = []
  let count = 0
  for (let first = 0; first < mask.length; first++) {
    if (mask[first] === 0 || labels[first] !== 0) continue
    labels[first] = ++count
    pending.push(first)
    for (let at = pending.pop(); at !== undefined; at = pending.pop())
      eachNeighbour(at, shape, neighbours26, (index) => {
        if (mask[index] === 0 || labels[index] !== 0) return
        labels[index] = count
        pending.push(index)
      })
  }
  return { labels, count }
}

/** A mask grown by its 18 neighbours so many times. */
export const dilated = (mask: Uint8Array, shape: Triple, times: number): Uint8Array => {
  const grown = mask.map((voxel) => (voxel === 0 ? 0 : 1))
  let edge = [...grown.keys()].filter((at) => grown[at] === 1)
  for (let time = 0; time < times; time++) {
    const next: number[] = []
    for (const at of edge)
      eachNeighbour(at, shape, neighbours18, (index) => {
        if (grown[index] === 1) return
        grown[index] = 1
        next.push(index)
      })
    edge = next
  }
  return grown
}
