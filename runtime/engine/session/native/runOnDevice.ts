import type { HostTensor } from "./binding.ts"
import { valueOf } from "./binding.ts"
import { outputValues } from "./assignment.ts"
import type { Pointer } from "./functions.ts"
import type { OnnxRuntime } from "./library.ts"
import { runBound } from "./run.ts"
import { checked, created } from "./status.ts"

/** A session on a device, and the OrtMemoryInfo of that device's memory. */
export interface DeviceSession {
  readonly session: Pointer
  readonly runOptions: Pointer
  readonly deviceMemory: Pointer
}

/** What a run reads (values there are, or arrays to copy) and what it writes. */
export interface DeviceRun {
  readonly values: ReadonlyMap<string, Pointer>
  readonly arrays: ReadonlyMap<string, HostTensor>
  /** Results that stay on the device. */
  readonly kept: readonly string[]
  /** Results to copy into arrays. */
  readonly copied: ReadonlyMap<string, HostTensor>
}

/** Runs a session once; gives the values of the results kept, to be released. */
export const runOnDevice = async (
  runtime: OnnxRuntime,
  { session, runOptions, deviceMemory }: DeviceSession,
  { values, arrays, kept, copied }: DeviceRun,
): Promise<ReadonlyMap<string, Pointer>> => {
  const { functions } = runtime
  const hosts: Pointer[] = []
  const hosted = (tensor: HostTensor): Pointer => {
    const value = valueOf(runtime, tensor)
    hosts.push(value)
    return value
  }
  const binding = created(functions, (out) => functions.createIoBinding(session, out))
  try {
    for (const [name, value] of values)
      checked(functions, functions.bindInput(binding, name, value))
    for (const [name, tensor] of arrays)
      checked(functions, functions.bindInput(binding, name, hosted(tensor)))
    for (const name of kept)
      checked(functions, functions.bindOutputToDevice(binding, name, deviceMemory))
    for (const [name, tensor] of copied)
      checked(functions, functions.bindOutput(binding, name, hosted(tensor)))
    await runBound(runtime, session, runOptions, binding)
    const results = outputValues(runtime, binding)
    for (const value of results.slice(kept.length)) functions.releaseValue(value)
    return new Map(kept.map((name, index) => [name, results[index]!]))
  } finally {
    functions.releaseIoBinding(binding)
    for (const value of hosts) functions.releaseValue(value)
  }
}
