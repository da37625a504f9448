// A stage as a step of an allocation on real Slurm: `srun` passes on what a worker is told.
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer, Stream } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Executor } from "../../../runtime/executors/executor.ts"
import { localExecutor } from "../../../runtime/executors/local/localExecutor.ts"
import { stepOn } from "../../../runtime/executors/slurm/allocation.ts"
import { orders } from "../fixtures/orders.ts"
import { submit } from "../laws.ts"
import { hasSlurm, startCluster } from "./cluster/cluster.ts"
import { processesNaming } from "../../schedule/fixtures/processes.ts"
import { workerCommand } from "../../schedule/runs.ts"

describe.skipIf(!hasSlurm)("a step of an allocation", () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  beforeAll(async () => {
    cluster = await startCluster()
    const { stderr } = spawnSync(
      "salloc",
      ["--no-shell", "--nodes=2", "--cpus-per-task=2", "--ntasks=2", "--mem=2000"],
      { encoding: "utf8" },
    )
    const [, number] = /Granted job allocation (\d+)/.exec(stderr) ?? []
    process.env["SLURM_JOB_ID"] = number ?? stderr
  })
  afterAll(() => cluster.stop())

  it("that is stopped writes its checkpoint and leaves, and nothing of it runs", async () => {
    const lab = orders()
    const order = lab.order({ steps: 1000, pause: 20 })
    const layer = localExecutor({
      slots: 2,
      device: "cpu",
      threadsPerSlot: 1,
      workerCommand,
      elsewhere: () => ({
        host: "n2",
        by: stepOn("n2", { cpus: 1, memory: 1000, gres: null }),
      }),
    })
    const events = await Effect.runPromise(
      Effect.gen(function* () {
        const { watch, stop } = yield* Executor
        const handle = yield* submit(order)
        yield* watch(handle).pipe(
          Stream.takeUntil(({ event }) => event === "progress"),
          Stream.runDrain,
        )
        yield* stop(handle)
        return yield* Stream.runCollect(watch(handle))
      }).pipe(Effect.scoped, Effect.provide(layer.pipe(Layer.provide(NodeServices.layer)))),
    )
    expect(events.at(-1)).toMatchObject({ ending: { state: "cancelled" } })
    expect(processesNaming(order.spec.out.slice(0, -3))).toEqual([])
    const { step } = JSON.parse(readFileSync(join(order.spec.checkpoint, "state.json"), "utf8"))
    expect(step).toBeGreaterThanOrEqual(1)
    lab.remove()
  })
})
