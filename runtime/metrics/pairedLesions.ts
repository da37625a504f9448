import { assignment } from "./assignment.ts"
import { componentsOf, type Components } from "./components.ts"
import type { MaskPair } from "./contract.ts"

/** How many voxels each component has; from 1. */
const sizesOf = ({ labels, count }: Components): Float64Array => {
  const sizes = new Float64Array(count + 1)
  for (const label of labels) sizes[label]!++
  return sizes
}

/** Voxels that a lesion and a predicted component share. */
const sharedBy = (lesions: Components, predicted: Components): ReadonlyMap<number, number> => {
  const shared = new Map<number, number>()
  for (let at = 0; at < lesions.labels.length; at++) {
    const [lesion, component] = [lesions.labels[at]!, predicted.labels[at]!]
    if (lesion === 0 || component === 0) continue
    const key = lesion * (predicted.count + 1) + component
    shared.set(key, (shared.get(key) ?? 0) + 1)
  }
  return shared
}

/** More than 1: a pair that shares a voxel is better than one that does not. */
const costOfNone = 1 + 1e-6

/**
 * Components of truth and prediction matched one to one so that the sum of their Dice is largest, as
 * panoptica does: the predicted component of each lesion, 0 for none, both counted from 1.
 */
export const pairedComponents = ({ prediction, truth, shape }: MaskPair) => {
  const lesions = componentsOf(truth, shape)
  const predicted = componentsOf(prediction, shape)
  const [ours, theirs] = [sizesOf(predicted), sizesOf(lesions)]
  const shared = sharedBy(lesions, predicted)
  const costOf = (lesion: number, component: number): number => {
    const both = shared.get(lesion * (predicted.count + 1) + component)
    return both === undefined ? costOfNone : 1 - (2 * both) / (theirs[lesion]! + ours[component]!)
  }
  const turned = lesions.count > predicted.count
  const [rows, columns] = turned
    ? [predicted.count, lesions.count]
    : [lesions.count, predicted.count]
  const cost = (row: number, column: number) =>
    turned ? costOf(column + 1, row + 1) : costOf(row + 1, column + 1)
  const componentOf = new Int32Array(lesions.count + 1)
  for (const [row, column] of assignment(rows, columns, cost).entries())
    if (cost(row, column) < 1)
      componentOf[turned ? column + 1 : row + 1] = turned ? row + 1 : column + 1
  return { lesions, predicted, componentOf }
}
