import { Effect } from "effect"
import type { DeviceName } from "../devices/device.ts"
import type { Program } from "../engine/program.ts"
import { assumedSpeed } from "./assumedSpeed.ts"
import type { GraphCost } from "./graph.ts"
import { steadyTime } from "../units/steadyTime.ts"

/** Measures the step of a program, in seconds; null where it is not worth its time. */
export type MeasureStep = (program: Program, cost: GraphCost) => Effect.Effect<number | null>

/** Seconds that a run spends on timing steps before it begins. */
const budget = 20

/**
 * Times steps of programs on this machine's processor, as long as that takes seconds and fits into half
 * of the memory; longer ones are timed by the stages' own first steps. Other devices are not opened
 * beside the stages that need them.
 */
export const calibration = (
  device: DeviceName,
  threads: number,
  memory: number,
): Effect.Effect<MeasureStep> =>
  Effect.map(steadyTime, (begun): MeasureStep => {
    return (program, cost) =>
      Effect.gen(function* () {
        const left = budget - ((yield* steadyTime) - begun) / 1000
        // One to warm up, one timed, and as much again to be safe.
        const guess = (4 * cost.flops) / (assumedSpeed(device, threads) ?? 0)
        if (device !== "cpu" || guess > left || cost.memory > memory / 2) return null
        const { timedStep } = yield* Effect.promise(() => import("./timedStep.ts"))
        return yield* timedStep(program, { kind: "cpu", threads }).pipe(
          // What is wrong with a program is told by the stage that runs it.
          Effect.orElseSucceed(() => null),
        )
      })
  })
