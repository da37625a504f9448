/** A thread that updates: it is given a plan, then asked once a step. */
import { parentPort, workerData } from "node:worker_threads"
import { blocksOf, type Plan } from "./blocks.ts"
import { openSystemLibrary } from "./systemLibrary.ts"

const { plan, thread }: { plan: Plan; thread: number } = workerData
const blocks = blocksOf(openSystemLibrary(), plan, thread)

parentPort?.on("message", () => {
  blocks()
  parentPort?.postMessage("done", [])
})
