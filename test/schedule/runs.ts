import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { Plan } from "../../runtime/plan/planStudy.ts"
import type { Stage } from "../../runtime/plan/stage.ts"
import { localExecutor, type LocalOptions } from "../../runtime/executors/local/localExecutor.ts"
import type { RunEvent } from "../../runtime/schedule/event.ts"
import { runPlan, type RunOptions } from "../../runtime/schedule/runPlan.ts"
import { temporaryStore } from "../store/temporary.ts"

export const workerCommand = [
  process.execPath,
  join(import.meta.dirname, "fixtures/worker.ts"),
] as const

/** A store in a new folder, plans run in it, and what is left there. */
export const runs = () => {
  const store = temporaryStore()
  const at = (...parts: readonly string[]) => join(store.root, ...parts)
  const trace = at("trace")
  return {
    ...store,
    at,
    trace,
    /** Runs a plan in this process; gives the outcome and what happened on the way. */
    runPlan: async (plan: Plan, options: Partial<RunOptions & LocalOptions> = {}) => {
      const events: RunEvent[] = []
      const outcome = await store.run(
        runPlan(plan, {
          workspace: store.root,
          onEvent: (event) => Effect.sync(() => events.push(event)),
          ...options,
        }).pipe(
          Effect.provide(
            localExecutor({
              slots: 2,
              device: "cpu",
              threadsPerSlot: 1,
              workerCommand,
              ...options,
            }),
          ),
        ),
      )
      return { outcome, events }
    },
    /** Lines of the trace that the workers left, split at spaces. */
    traced: (): readonly (readonly string[])[] =>
      existsSync(trace)
        ? readFileSync(trace, "utf8")
            .trim()
            .split("\n")
            .map((line) => line.split(" "))
        : [],
    result: ({ kind, key }: Stage): string =>
      readFileSync(at("artifacts", kind, key, "result.txt"), "utf8"),
    /** What a run must not leave behind. */
    leftovers: (): readonly string[] =>
      ["tmp", "leases", "checkpoints"].flatMap((folder) =>
        readdirSync(at(folder)).map((name) => `${folder}/${name}`),
      ),
  }
}

export const labels = (stages: readonly Stage[]): readonly string[] =>
  stages.map((stage) => stage.label).toSorted()
