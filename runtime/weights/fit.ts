import { closest } from "../../dsl/closest.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Layout } from "./layout.ts"
import { isUnused } from "./monai.ts"
import type { StateDict } from "./readStateDict.ts"

const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((axis, index) => axis === b[index])

const alike = (name: string, candidates: readonly string[]): { hint?: string } => {
  const match = closest(name, candidates)
  return match === undefined ? {} : { hint: `is it "${match}"?` }
}

/**
 * What keeps a state dict from being the network's, all at once: tensors that are missing, of
 * another shape or type, not finite, or that the network does not have.
 */
export const fitFaults = (
  file: string,
  layouts: readonly Layout[],
  tensors: StateDict,
): readonly Fault[] => {
  const known = new Map(layouts.map(({ theirs, shape }) => [theirs, shape]))
  const surplus = [...tensors.keys()].filter((name) => !known.has(name) && !isUnused(name))
  const missing = [...known.keys()].filter((name) => !tensors.has(name))
  return [
    ...[...known].flatMap(([name, shape]): Fault[] => {
      const where = { file, field: name }
      const expected = `float tensor of shape ${shapeText(shape)}`
      const found = tensors.get(name)
      if (found === undefined)
        return [fault({ what: `${name} is missing`, where, expected, ...alike(name, surplus) })]
      if (found.data !== undefined && sameShape(found.shape, shape)) {
        const wrong = found.data.filter((value) => !Number.isFinite(value))
        if (wrong.length === 0) return []
        const what = `${name} has ${wrong.length} of ${found.data.length} numbers that are not finite, the first ${wrong[0]}`
        return [
          fault({
            what,
            where,
            expected: "finite numbers",
            hint: "take an earlier checkpoint: its training diverged",
          }),
        ]
      }
      const what = `${name} is ${found.dtype} of shape ${shapeText(found.shape)}`
      return [fault({ what, where, expected })]
    }),
    ...surplus.map((name) =>
      fault({
        what: `${name} of shape ${shapeText(tensors.get(name)?.shape ?? [])} is not part of the network`,
        where: { file, field: name },
        expected: "no other tensors",
        ...alike(name, missing),
      }),
    ),
  ]
}
