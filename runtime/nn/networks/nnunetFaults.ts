import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Triple } from "../../engine/index.ts"
import { divisorOf, nnunetPlan } from "./nnunetPlan.ts"

/** What keeps a network of a kind, planned for a spacing, from working on a crop. */
export const nnunetFaults = (
  kind: string,
  crop: Triple,
  spacing: Triple,
  field: string,
): readonly Fault[] => {
  const plan = nnunetPlan(crop, spacing)
  if (plan.strides.length < 2)
    return [
      fault({
        what: `${kind} does not halve a crop of ${crop.join("x")} voxels at all`,
        where: { field },
        expected: "a crop of at least 12 voxels along its finest axis, or 8 along two",
        hint: "use a larger crop",
      }),
    ]
  const divisor = divisorOf(plan)
  const fitting = crop.map((length, axis) => {
    const by = divisor[axis] ?? 1
    return Math.ceil(length / by) * by
  })
  if (fitting.every((length, axis) => length === crop[axis])) return []
  return [
    fault({
      what: `${kind} divides a crop of ${crop.join("x")} voxels by ${divisor.join("x")}`,
      where: { field },
      expected: `a crop that ${divisor.join("x")} divides`,
      hint: `use a crop of ${fitting.join("x")}`,
    }),
  ]
}
