// Runs a plan on Slurm, so that a test can kill it: node runner.ts ROOT PLAN.json OPTIONS
import { readFileSync } from "node:fs"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"
import { runPlan } from "../../../runtime/schedule/runPlan.ts"
import { Store } from "../../../runtime/store/store.ts"
import { slurmFor } from "./layer.ts"

const [root = "", plan = "", options = "{}"] = process.argv.slice(2)
const {
  leave = false,
  seconds = null,
  usesGpu = false,
  pollEvery = 500,
  ...profile
} = JSON.parse(options)

runPlan(JSON.parse(readFileSync(plan, "utf8")), {
  workspace: root,
  leaveJobs: Effect.succeed(leave),
  expected: () => ({ seconds, memory: null, gpuMemory: null }),
  onEvent: (event) => Console.log(JSON.stringify(event)),
}).pipe(
  Effect.tap(({ made, failed }) =>
    Console.log(JSON.stringify({ made: made.length, failed: failed.map(({ faults }) => faults) })),
  ),
  Effect.provide(
    Layer.merge(Store.layer(root), slurmFor(root, profile, { usesGpu, pollEvery })).pipe(
      Layer.provideMerge(NodeServices.layer),
    ),
  ),
  NodeRuntime.runMain,
)
