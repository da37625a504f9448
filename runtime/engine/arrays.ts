import { fault, type Fault } from "../../dsl/fault.ts"
import type { Arrays, DeviceArray, Inputs, TensorSpec, TensorSpecs } from "./program.ts"
import { sameShape, sizeOf } from "./shape.ts"

export type Values = Float32Array | Int32Array | Uint8Array

const constructors = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

const text = ({ shape, dtype }: TensorSpec): string =>
  `${sizeOf(shape)} values of ${dtype} for shape [${shape.join(", ")}]`

/** Whether all values are in the memory of this process. */
export const isOnHost = (inputs: Inputs): inputs is Arrays =>
  Object.values(inputs).every((values) => !("spec" in values))

const faultOf = (
  field: string,
  spec: TensorSpec,
  values: Values | DeviceArray | undefined,
): Fault[] => {
  if (values === undefined)
    return [fault({ what: `${field} is missing`, where: { field }, expected: text(spec) })]
  if ("spec" in values) {
    const { shape, dtype } = values.spec
    if (dtype === spec.dtype && sameShape(shape, spec.shape)) return []
    const what = `${field} is on the device, ${text(values.spec)}`
    return [fault({ what, where: { field }, expected: text(spec) })]
  }
  if (values instanceof constructors[spec.dtype] && values.length === sizeOf(spec.shape)) return []
  return [
    fault({
      what: `${field} is a ${values.constructor.name} of ${values.length} values`,
      where: { field },
      expected: text(spec),
    }),
  ]
}

/** What keeps arrays from fitting their specs: absent, surplus, of another type or length. */
export const arrayFaults = (
  kind: "state" | "inputs",
  specs: TensorSpecs,
  arrays: Inputs,
): readonly Fault[] => [
  ...Object.entries(specs).flatMap(([name, spec]) =>
    faultOf(`${kind}.${name}`, spec, arrays[name]),
  ),
  ...Object.keys(arrays)
    .filter((name) => !(name in specs))
    .map((name) =>
      fault({
        what: `${kind}.${name} is not declared`,
        where: { field: `${kind}.${name}` },
        expected: `one of ${Object.keys(specs).join(", ") || "no names"}`,
      }),
    ),
]
