import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Stage } from "../../runtime/plan/stage.ts"
import { planOfStages, stageNamed } from "../schedule/fixtures/stages.ts"
import { runs, workerCommand } from "../schedule/runs.ts"

/** Name of this measurement for `--only`. */
export const schedulingName = "schedule"

/** What a run costs beside its stages. Times in seconds. */
export interface Scheduling {
  readonly stages: number
  readonly slots: number
  /** A worker started with nothing around it, from its start to its end, mean. */
  readonly stage: number
  readonly makespan: number
  /** No schedule of the same stages is shorter. */
  readonly bound: number
  /** Share of the slots' time that the workers would not have taken by themselves. */
  readonly overhead: number
}

const slots = 2
/** Stages of the longest chain. */
const longest = 20

/** 30 chains of 4 stages, one of 20, and 60 stages by themselves: 200, of 2 seconds each. */
const stagesOf = (small: boolean): readonly Stage[] => {
  const behaviour = { steps: 4, pause: small ? 25 : 500 }
  const chain = (name: string, length: number) =>
    Array.from({ length }, (_, link) =>
      stageNamed(`${name}.${link}`, link === 0 ? [] : [`${name}.${link - 1}`], behaviour),
    )
  return [
    ...Array.from({ length: 60 }, (_, index) => chain(`single ${index}`, 1)),
    ...Array.from({ length: 30 }, (_, index) => chain(`chain ${index}`, 4)),
    chain("long", longest),
  ].flat()
}

/** Seconds of a stage's worker by itself, mean of some tries. */
const bareSeconds = async ({ key, configured }: Stage, folder: string): Promise<number> => {
  const spec = join(folder, "spec.json")
  const tries = 10
  let total = 0
  for (let attempt = 0; attempt < tries; attempt++) {
    const [out, checkpoint] = [join(folder, `out-${attempt}`), join(folder, `by-${attempt}`)]
    for (const made of [out, checkpoint]) mkdirSync(made, { recursive: true })
    writeFileSync(
      spec,
      JSON.stringify({ key, settings: configured.settings, inputs: {}, out, checkpoint }),
    )
    const [program, ...args] = workerCommand
    const begun = performance.now()
    await once(spawn(program, [...args, spec]), "close")
    total += performance.now() - begun
  }
  return total / tries / 1000
}

/** Runs 200 stages whose workers only wait, each in a process of its own, as `ablate run` does. */
export const measureScheduling = async (small: boolean): Promise<Scheduling> => {
  const lab = runs()
  const stages = stagesOf(small)
  const [first] = stages
  const stage = first === undefined ? 0 : await bareSeconds(first, lab.at("bare"))
  const { outcome } = await lab.runPlan(planOfStages(stages), { slots })
  lab.remove()
  if (outcome.made.length !== stages.length)
    throw new Error(`${outcome.made.length} of ${stages.length} stages were made`)
  return {
    stages: stages.length,
    slots,
    stage,
    makespan: outcome.seconds,
    bound: stage * Math.max(stages.length / slots, longest),
    overhead: 1 - (stage * stages.length) / (slots * outcome.seconds),
  }
}

/** The result in words; the goal is an overhead of at most 1 %. */
export const schedulingText = (measured: Scheduling): string => {
  const { stages, slots, stage, makespan, bound, overhead } = measured
  const inSeconds = (value: number) => `${value.toFixed(2)} s`
  return `Scheduling: ${stages} stages of ${inSeconds(stage)} in ${slots} slots took ${inSeconds(makespan)}, ${(makespan / bound).toFixed(3)} of the lower bound of ${inSeconds(bound)}; ${(100 * overhead).toFixed(2)} % of the slots' time lies outside stages.`
}
