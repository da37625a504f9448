import { InferenceSession, Tensor } from "onnxruntime-node"
import type { Arrays, Program, TensorSpecs } from "../../../runtime/engine/index.ts"
import { encode } from "../../../runtime/engine/onnx/encode.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"

const tensors = (specs: TensorSpecs, arrays: Arrays): ReadonlyMap<string, Tensor> =>
  new Map(
    Object.entries(specs).map(([name, { shape, dtype }]) => [
      name,
      new Tensor(dtype, arrays[name]!.slice(), shape),
    ]),
  )

const valuesOf = ({ data }: Tensor): Float32Array | Int32Array | Uint8Array => {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)
    return data.slice()
  throw new Error("an unexpected type")
}

const arraysOf = (held: Iterable<readonly [string, Tensor]>): Arrays =>
  Object.fromEntries([...held].map(([name, tensor]) => [name, valuesOf(tensor)]))

/**
 * Steps of a program through onnxruntime-node's own interface, which gives every result new memory: what a
 * session that writes results over what there was is compared with.
 */
export const nodeSteps = async (
  program: Program,
  initial: Arrays,
  inputs: readonly Arrays[],
): Promise<{ readonly outputs: readonly Arrays[]; readonly state: Arrays }> => {
  const model = modelOf(trace(program))
  const session = await InferenceSession.create(encode(model), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { set_denormal_as_zero: "1" } },
  })
  const state = new Map(tensors(program.state, initial))
  const outputs: Arrays[] = []
  for (const arrays of inputs) {
    const given = tensors(program.inputs, arrays)
    const feeds: Record<string, Tensor> = {}
    for (const [name, value] of model.state) feeds[value] = state.get(name)!
    for (const [name, value] of model.inputs) feeds[value] = given.get(name)!
    const results = await session.run(feeds)
    for (const [name, value] of model.changed) state.set(name, results[value]!)
    outputs.push(arraysOf([...model.outputs].map(([name, value]) => [name, results[value]!])))
  }
  await session.release()
  return { outputs, state: arraysOf(state) }
}
