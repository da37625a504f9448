// A job of the test's batch system: node job.ts JOB.json
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { NodeServices } from "@effect/platform-node"
import { Deferred, Effect } from "effect"
import type { JobEvent } from "../../../runtime/executors/job.ts"
import { runWorker } from "../../../runtime/executors/local/runWorker.ts"

const file = process.argv.at(-1) ?? ""
const { table, slots, workerCommand, file: spec, log } = JSON.parse(readFileSync(file, "utf8"))
const add = (event: JobEvent) =>
  appendFileSync(join(dirname(file), "events"), `${JSON.stringify(event)}\n`)

const stop = Deferred.makeUnsafe<void>()
process.on("SIGTERM", () => Effect.runSync(Deferred.succeed(stop, undefined)))

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const isTaken = (slot: string): boolean => {
  try {
    writeFileSync(slot, String(process.pid), { flag: "wx" })
    return false
  } catch {
    // A job that was killed leaves its slot behind.
    if (!isAlive(Number(readFileSync(slot, "utf8")))) rmSync(slot, { force: true })
    return true
  }
}

/** One of the slots, as a file that one job can make. */
const takeSlot = async (): Promise<string> => {
  const all = Array.from({ length: slots }, (_, slot) => join(table, `slot-${slot}`))
  for (let turn = 0; ; turn++) {
    const free = all.find((slot) => !isTaken(slot))
    if (free !== undefined) return free
    if (turn === 0) add({ event: "queued", reason: "Resources" })
    await sleep(20)
  }
}

writeFileSync(join(dirname(file), "number"), String(process.pid))
const slot = await takeSlot()
const ended = await Effect.runPromise(
  runWorker({
    command: workerCommand,
    environment: {},
    spec,
    log,
    stopWithin: "2 seconds",
    stop: Deferred.await(stop),
    gpuMemoryOf: () => null,
    add,
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
)
rmSync(slot)
add(ended)
process.exit(0)
