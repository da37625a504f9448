import type { Pointer } from "./functions.ts"
import type { OnnxRuntime } from "./library.ts"
import { checked, created } from "./status.ts"

const listed = (
  { functions, pointersAt }: OnnxRuntime,
  list: (items: BigUint64Array, count: BigUint64Array) => Pointer | null,
): readonly Pointer[] => {
  const count = new BigUint64Array(1)
  const items = created(functions, (out) => list(out, count))
  return pointersAt(items, Number(count[0]))
}

const textOf = (
  { functions, textAt }: OnnxRuntime,
  get: (out: BigUint64Array) => Pointer | null,
): string => textAt(created(functions, get))

/**
 * Names of the nodes that a session runs on the CPU, although it has another provider. The session
 * must have been opened with "session.record_ep_graph_assignment_info".
 */
export const nodesOnCpu = (runtime: OnnxRuntime, session: Pointer): readonly string[] => {
  const { functions } = runtime
  const subgraphs = listed(runtime, (items, count) =>
    functions.session_GetEpGraphAssignmentInfo(session, items, count),
  )
  return subgraphs
    .filter(
      (subgraph) =>
        textOf(runtime, (out) => functions.epAssignedSubgraph_GetEpName(subgraph, out)) ===
        "CPUExecutionProvider",
    )
    .flatMap((subgraph) =>
      listed(runtime, (items, count) =>
        functions.epAssignedSubgraph_GetNodes(subgraph, items, count),
      ),
    )
    .map((node) => textOf(runtime, (out) => functions.epAssignedNode_GetName(node, out)))
}

/** The values that a binding's outputs got, in the order in which they were bound. To be released. */
export const outputValues = (runtime: OnnxRuntime, binding: Pointer): readonly Pointer[] => {
  const { functions, pointersAt } = runtime
  const allocator = created(functions, (out) => functions.getAllocatorWithDefaultOptions(out))
  const count = new BigUint64Array(1)
  const values = created(functions, (out) =>
    functions.getBoundOutputValues(binding, allocator, out, count),
  )
  const found = pointersAt(values, Number(count[0]))
  checked(functions, functions.allocatorFree(allocator, values))
  return found
}

/** Reads the addresses of the last `count` outputs of a binding, which hold until it is bound anew. */
export const addressesOf = (
  runtime: OnnxRuntime,
  binding: Pointer,
  count: number,
): readonly number[] => {
  const { functions } = runtime
  const values = outputValues(runtime, binding)
  try {
    return values
      .slice(values.length - count)
      .map((value) =>
        Number(created(functions, (out) => functions.getTensorMutableData(value, out))),
      )
  } finally {
    for (const value of values) functions.releaseValue(value)
  }
}
