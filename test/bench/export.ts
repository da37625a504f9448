import { join } from "node:path"
import { Effect } from "effect"
import { writeNpy } from "../../runtime/data/volume/write.ts"
import type { Arrays, TensorSpecs } from "../../runtime/engine/index.ts"
import type { Parameters } from "../../runtime/nn/layers/parameter.ts"
import { type NamedTensors, writeSafetensors } from "../../runtime/files/safetensors.ts"

/** Leaves weights for the peer: `weights.safetensors`, our names and layouts. */
export const exportWeights = (folder: string, parameters: Parameters, state: Arrays) =>
  writeSafetensors(join(folder, "weights.safetensors"), {
    tensors: Object.fromEntries(
      Object.entries(parameters).flatMap(([name, { shape }]): [string, NamedTensors[string]][] => {
        const data = state[name]
        return data instanceof Float32Array ? [[name, { shape, data }]] : []
      }),
    ),
    metadata: {},
  })

/** Leaves inputs for the peer: `NAME.npy` each, indices as unsigned numbers. */
export const exportInputs = Effect.fnUntraced(function* (
  folder: string,
  specs: TensorSpecs,
  arrays: Arrays,
) {
  for (const [name, values] of Object.entries(arrays)) {
    const path = join(folder, `${name}.npy`)
    const shape = specs[name]?.shape ?? [values.length]
    if (values instanceof Float32Array) yield* writeNpy(path, "<f4", shape, values)
    else if (values instanceof Uint8Array) yield* writeNpy(path, "|u1", shape, values)
    else yield* writeNpy(path, "<u4", shape, Uint32Array.from(values))
  }
})
