import { Effect, Logger, Result } from "effect"
import { expect, it } from "vitest"
import { CurrentStage } from "../../../runtime/current/currentStage.ts"
import { type Program, tf } from "../../../runtime/engine/index.ts"
import { gradientMonitor } from "../../../runtime/stages/pretrain/gradientMonitor.ts"

const device = { kind: "eager", backend: "cpu" } as const
const stage = {
  inputs: {},
  out: "",
  checkpoint: "",
  device,
  environment: {},
  progress: () => Effect.void,
  stopping: () => false,
  log: () => Effect.void,
}

/** Measures twice with a program of this body; gives both results, its runs and the warnings. */
const measuredBy = async (body: () => tf.Scalar) => {
  let runs = 0
  const warnings: unknown[] = []
  const program: Program = {
    name: "gradients of the terms",
    state: {},
    inputs: {},
    body: () => {
      runs++
      return { state: {}, outputs: { "norm:mse": body() } }
    },
  }
  const result = await Effect.gen(function* () {
    const measure = yield* gradientMonitor(program, device)
    if (measure === undefined) throw new Error("a program is measured by")
    return [yield* measure({}, {}), yield* measure({}, {})]
  }).pipe(
    Effect.scoped,
    Effect.provideService(CurrentStage, stage),
    Effect.provide(Logger.layer([Logger.make(({ message }) => warnings.push(message))])),
    Effect.result,
    Effect.runPromise,
  )
  return { result, runs, warnings: warnings.flat() }
}

it("measures each time it is asked", async () => {
  const { result, runs, warnings } = await measuredBy(() => tf.scalar(2))
  const norm = { "gradientNorm.encoder.mse": 2 }
  expect(result).toEqual(Result.succeed([norm, norm]))
  expect(runs).toBe(2)
  expect(warnings).toEqual([])
})

it("warns once where there is no memory for it, and the training goes on", async () => {
  const { result, runs, warnings } = await measuredBy(() =>
    tf.scalar(new ArrayBuffer(2 ** 50).byteLength),
  )
  expect(result).toEqual(Result.succeed([{}, {}]))
  expect(runs).toBe(1)
  expect(warnings).toEqual([
    "the gradients of the terms are not measured any more: they need more memory than there is beside the training",
  ])
})

it("fails by any other fault", async () => {
  const { result } = await measuredBy(() => {
    throw new Error("no such level")
  })
  expect(Result.isFailure(result) ? result.failure.message : "").toContain("no such level")
})
