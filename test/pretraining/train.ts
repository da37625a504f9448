import { Effect } from "effect"
import type { adam } from "../../dsl/optimizer.ts"
import { type Arrays, type Device, prepare } from "../../runtime/engine/index.ts"
import type { ObjectiveContext, ObjectiveModel } from "../../runtime/pretraining/contract.ts"
import { initialState, pretrainingProgram, stepInputs } from "../../runtime/pretraining/program.ts"
import { viewInputs } from "../../runtime/pretraining/viewInputs.ts"
import { random } from "../../runtime/random/random.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"

/**
 * Trains on one batch, its views one after the other, with one drawn mask; gives the outputs of each
 * step and the states.
 */
export const train = (
  model: ObjectiveModel,
  context: ObjectiveContext,
  optimizer: ReturnType<typeof adam>,
  image: Float32Array,
  steps: number,
  device: Device = { kind: "eager", backend: "cpu" },
  microBatch: number | null = null,
): Promise<{ outputs: readonly Arrays[]; before: Arrays; after: Arrays }> => {
  const update = { optimizer, implementation: adamOptimizer }
  const before = initialState(model, update, random(0, "weights"))
  const drawn = model.draw(random(0, "draw"))
  const run = Effect.gen(function* () {
    const program = pretrainingProgram("test", model, context, update, microBatch)
    const prepared = yield* prepare(program, device)
    yield* prepared.load(before)
    const names = viewInputs(model)
    const size = image.length / names.length
    const views: Arrays = Object.fromEntries(
      names.map((name, view) => [name, image.subarray(view * size, (view + 1) * size)]),
    )
    const outputs: Arrays[] = []
    for (let step = 1; step <= steps; step++) {
      const rates = stepInputs(model, update, step, 1, (step - 1) / steps)
      outputs.push(yield* prepared.step({ ...views, ...drawn, ...rates }))
    }
    return { outputs, before, after: yield* prepared.save() }
  })
  return Effect.runPromise(Effect.scoped(run))
}

/** An output of each step. */
export const series = (outputs: readonly Arrays[], name: string): readonly number[] =>
  outputs.map((each) => each[name]?.[0] ?? Number.NaN)

/** Parameters whose first moment is zero everywhere after a step: no gradient has reached them. */
export const unreached = (model: ObjectiveModel, after: Arrays): readonly string[] =>
  Object.keys(model.parameters).filter((name) =>
    (after[`m:${name}`] ?? new Float32Array(1)).every((moment) => moment === 0),
  )
