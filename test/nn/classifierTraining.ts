import { Effect } from "effect"
import { adam } from "../../dsl/optimizer.ts"
import { prepare } from "../../runtime/engine/index.ts"
import type { ClassifierModel, NetworkContext } from "../../runtime/nn/contract.ts"
import { random } from "../../runtime/random/random.ts"
import {
  imageClassificationInference,
  imageClassificationProgram,
} from "../../runtime/training/imageClassification.ts"
import { crossEntropy } from "../../runtime/training/losses.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import {
  initialModel,
  storedParameters,
  trainedParameters,
} from "../../runtime/training/taskModel.ts"
import { hashed } from "./hashed.ts"

const optimizer = adam({ lr: 1e-3 })
const device = { kind: "cpu", threads: 1 } as const

/**
 * Binary cross-entropy of each of some steps of Adam at 1e-3 on four images, of which two are
 * brighter by 1 and of class 1; the logits of inference after that; and the names of parameters that
 * no gradient has reached.
 */
export const trainedClassifier = (
  network: ClassifierModel,
  { encoder }: NetworkContext,
  steps: number,
): Promise<{
  readonly losses: readonly number[]
  readonly logits: readonly number[]
  readonly unreached: readonly string[]
}> => {
  const batch = 4
  const classifier = { encoder, network }
  const update = { optimizer, implementation: adamOptimizer }
  const training = { classifier, batch, loss: crossEntropy, ...update }
  const size = encoder.crop.reduce((product, axis) => product * axis, encoder.channels)
  const truth = Float32Array.of(0, 1, 0, 1)
  const image = Float32Array.from(
    hashed(1, batch * size),
    (value, index) => value + (truth[Math.floor(index / size)] ?? 0),
  )
  const run = Effect.gen(function* () {
    const prepared = yield* prepare(imageClassificationProgram(training), device)
    yield* prepared.load(initialModel(classifier, adamOptimizer, {}, random(0)))
    const losses: number[] = []
    for (let step = 1; step <= steps; step++) {
      const rates = adamOptimizer.inputValues(optimizer, step, optimizer.lr)
      const { loss } = yield* prepared.step({ image, truth, ...rates })
      losses.push(loss?.[0] ?? Number.NaN)
    }
    const state = yield* prepared.save()
    const names = storedParameters(classifier)
    const inference = yield* prepare(imageClassificationInference(classifier, batch), device)
    yield* inference.load(
      Object.fromEntries(Object.entries(state).filter(([name]) => name in names)),
    )
    const { logits } = yield* inference.step({ image })
    return {
      losses,
      logits: Array.from(logits ?? []),
      unreached: Object.keys(trainedParameters(classifier)).filter((name) =>
        (state[`v:${name}`] ?? new Float32Array(1)).every((moment) => moment === 0),
      ),
    }
  })
  return Effect.runPromise(Effect.scoped(run))
}
