import { hostname } from "node:os"
import { Effect, Predicate, type FileSystem } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { WorkerSpec } from "../executors/workerSpec.ts"
import { hashCode } from "../plan/code/codeClosure.ts"

/** The address of the module whose code a stage counts at a path: its body, or a component of its settings. */
const addressOf = ({ body, settings }: WorkerSpec, path: string): string | undefined => {
  if (path === "stage") return body
  const component = valueAt(settings, path)
  return Predicate.hasProperty(component, "implementation") &&
    typeof component.implementation === "string"
    ? component.implementation
    : undefined
}

/** What of a stage's code is not what it was planned with, on this machine. */
export const codeFaults = Effect.fnUntraced(function* (
  spec: WorkerSpec,
): Effect.fn.Return<readonly Fault[], never, FileSystem.FileSystem> {
  const planned = Object.entries(spec.code ?? {}).flatMap(([path, hash]) => {
    const address = addressOf(spec, path)
    return address === undefined ? [] : [{ path, hash, address }]
  })
  if (planned.length === 0) return []
  const found = yield* Effect.result(hashCode(planned.map(({ address }) => address)))
  if (found._tag === "Failure") return found.failure.faults
  return planned
    .filter(({ address, hash }) => found.success.get(address) !== hash)
    .map(({ path, address }) =>
      fault({
        what: `${spec.label}: on ${hostname()} the code of ${path} is not that which it was planned with`,
        where: { file: address },
        expected: "the same files of ablate and of the study on every node, also while jobs wait",
        hint: "put the code on the shared file system and leave it as it is until the jobs are done, or run again with the code of now",
      }),
    )
})
