import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { ablate, start, temporaryFolder, type Started } from "../acceptance/ablate.ts"
import { random } from "../../runtime/random/random.ts"
import { allGone, processesNaming } from "../schedule/fixtures/processes.ts"

const study = fileURLToPath(new URL("../acceptance/small.ts", import.meta.url))
/** Whole studies that are broken; each has up to so many signals, then it is left alone. */
const rounds = Number(process.env["ABLATE_KILL_ROUNDS"] ?? 5)
const mostSignals = 12
const mostRunners = 3

const run = ["run", study, "--slots", "2"]
const report = ".ablate/reports/small/report.json"
const reportIn = (folder: string) => readFileSync(join(folder, report), "utf8")

const deeds = ["runner", "worker", "both", "pausedRunner", "pausedWorker", "another"] as const
type Count = Record<(typeof deeds)[number] | "runners", number>

const signal = (pids: readonly number[], name: NodeJS.Signals): number =>
  pids.filter((pid) => {
    try {
      return process.kill(pid, name)
    } catch {
      return false
    }
  }).length

/**
 * Breaks a study in a new folder until it is done, with up to `pause` ms between two signals; gives the
 * folder, and what was done to it.
 */
const broken = async (round: number, pause: number) => {
  const folder = temporaryFolder()
  const store = join(folder, ".ablate")
  const draw = random(0, "whole kills", round)
  const counts: Count = {
    runner: 0,
    worker: 0,
    both: 0,
    pausedRunner: 0,
    pausedWorker: 0,
    another: 0,
    runners: 0,
  }
  const alive = new Map<number, Started>()
  const standing = { isDone: false }
  const begin = () => {
    const runner = start([...run, "--store", store], folder)
    const number = counts.runners++
    alive.set(number, runner)
    void runner.ended.then(({ code }) => {
      alive.delete(number)
      standing.isDone ||= code === 0
    })
  }
  const workers = () => processesNaming(join(store, "checkpoints"))
  /** The processes named by the store, but for the workers. */
  const runners = () => processesNaming(store).filter((pid) => !workers().includes(pid))

  let signals = 0
  for (let turn = 0; !standing.isDone; turn++) {
    if (alive.size === 0) begin()
    await sleep(pause * draw.at(turn, "pause").uniform())
    if (signals >= mostSignals) continue
    const deed = deeds[draw.at(turn, "deed").integer(deeds.length)] ?? "runner"
    if (deed === "another") {
      if (alive.size < mostRunners) begin()
      counts.another++
      continue
    }
    const one = (pids: readonly number[]) =>
      pids.length === 0 ? [] : [pids[draw.at(turn, "which").integer(pids.length)] ?? 0]
    const isWorker = deed === "worker" || deed === "pausedWorker"
    const victims =
      deed === "both" ? [...one(runners()), ...workers()] : one(isWorker ? workers() : runners())
    if (victims.length === 0) continue
    counts[deed]++
    signals++
    if (deed === "pausedRunner" || deed === "pausedWorker") {
      signal(victims, "SIGSTOP")
      // Now and then longer than others wait for a sign of life.
      const isLong = draw.at(turn, "long").uniform() < 0.2
      await sleep(isLong ? 80_000 : 6000 * draw.at(turn, "stopped").uniform())
      signal(victims, "SIGCONT")
    } else signal(victims, "SIGKILL")
  }
  await Promise.all([...alive.values()].map(({ ended }) => ended))
  return { folder, counts }
}

describe.skipIf(!existsSync("/proc/self/cmdline"))("whole studies", () => {
  it(`${rounds} of them, broken by kills and pauses of up to ${mostRunners} runners, end in the same report`, async () => {
    const unbroken = temporaryFolder()
    const started = Date.now()
    const whole = await ablate(run, unbroken)
    // Signals spread over a run, however fast the machine is.
    const pause = (Date.now() - started) / 6
    expect([whole.code, whole.stderr]).toEqual([0, ""])
    for (let round = 0; round < rounds; round++) {
      const begun = Date.now()
      const { folder, counts } = await broken(round, pause)
      const last = await ablate(run, folder)
      expect([last.code, last.stderr]).toEqual([0, ""])
      expect(reportIn(folder)).toBe(reportIn(unbroken))
      expect(await allGone(folder, 5000)).toBe(true)
      for (const left of ["tmp", "leases", "checkpoints", "corrupt"])
        expect({ [left]: readdirSync(join(folder, ".ablate", left)) }).toEqual({ [left]: [] })
      const seconds = Math.round((Date.now() - begun) / 1000)
      // The campaign's numbers, for docs/reliability.md.
      console.log(JSON.stringify({ round, seconds, ...counts, report: "the same" }))
    }
  })
})
