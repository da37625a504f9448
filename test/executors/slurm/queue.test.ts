import * as NodeServices from "@effect/platform-node/NodeServices"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { listInJson, listInText } from "../../../runtime/executors/slurm/queue.ts"
import { hasSlurm, startCluster } from "./cluster/cluster.ts"

describe.skipIf(!hasSlurm)("a queue of real Slurm", () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>
  beforeAll(async () => {
    cluster = await startCluster(1)
  })
  afterAll(() => cluster.stop())

  it("is the same by squeue's JSON and by its fixed format", async () => {
    const submit = (...args: readonly string[]) =>
      cluster.slurm("sbatch", "--parsable", "--mem=100", "--output=/dev/null", ...args)
    const whole = ["--cpus-per-task=8", "--time=5"]
    submit("--array=0-1", "--wrap=true")
    const failed = submit("--wrap=false")
    while (cluster.slurm("squeue", "-h", "-t", "FAILED", "-o", "%i") !== failed) await sleep(100)
    submit(...whole, "--array=0-5%2", "--wrap=sleep 60")
    const held = submit("--hold", "--wrap=true")
    submit(`--dependency=afterok:${held}`, "--wrap=true")
    cluster.slurm("scancel", submit("--hold", "--wrap=true"))
    const lists = Effect.all([listInText, listInJson]).pipe(Effect.provide(NodeServices.layer))
    const states = (tasks: ReadonlyMap<string, { readonly state: string }> | null) =>
      new Set([...(tasks?.values() ?? [])].map(({ state }) => state))
    const all = ["COMPLETED", "FAILED", "RUNNING", "PENDING", "CANCELLED"]
    let [text, json] = await Effect.runPromise(lists)
    // Until Slurm has looked at all of them.
    const isSettled = () =>
      all.every((state) => states(text).has(state)) &&
      [...text.values()].every(({ state, reason }) => state !== "PENDING" || reason !== "None")
    while (!isSettled()) {
      await sleep(300)
      ;[text, json] = await Effect.runPromise(lists)
    }
    expect(Object.fromEntries(json ?? [])).toEqual(Object.fromEntries(text))
    expect(text.size).toBe(12)
    // Slurm says when the next of the tasks is to start: after the five minutes of the one at work.
    const starts = [...text.values()].filter(({ state }) => state === "PENDING")
    expect(starts.some(({ start = 0 }) => start > Date.now() + 200_000)).toBe(true)
  }, 60_000)
})
