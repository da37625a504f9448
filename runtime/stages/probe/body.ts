import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { prepare } from "../../engine/index.ts"
import { random } from "../../random/random.ts"
import { featureInference, initialHead, storedHead } from "../../training/features.ts"
import { train } from "../../training/loop.ts"
import { notFiniteOutput } from "../../training/notFinite.ts"
import { samplesOf, subjectPasses, totalSteps } from "../../training/sampling.ts"
import { optimizerInputs } from "../../training/schedule.ts"
import { readFeatures } from "../embed/artifact.ts"
import { knownSubjects } from "../knownParts.ts"
import { sigmoid, writePredictions } from "../predictions.ts"
import { writeTrained } from "../trained.ts"
import build from "./program.ts"
import type { ProbeSettings } from "./record.ts"
import { asIs, standardOf } from "./standard.ts"

const rowsOf = (
  subjects: readonly { readonly id: string }[],
  features: ReadonlyMap<string, Float32Array>,
  width: number,
): Float32Array => {
  const rows = new Float32Array(subjects.length * width)
  for (const [row, { id }] of subjects.entries()) rows.set(features.get(id) ?? [], row * width)
  return rows
}

/**
 * Trains a head on frozen features and applies it to the test subjects whose truth is known:
 * `probabilities.json` or `predictions.json`, `model.safetensors`, `history.json`.
 */
export default Effect.fn("probe")(function* ({ task, split }: ProbeSettings, seed: number) {
  const { device, out } = yield* CurrentStage
  const { features, width } = yield* readFeatures
  const { training: known, test } = yield* knownSubjects(task, split)
  const { mean, deviation } =
    task.of === "value" && task.standardize ? standardOf(known.map(({ truth }) => truth)) : asIs
  const predictionOf = (output: number): number =>
    task.of === "probability" ? sigmoid(output) : mean + deviation * output

  const passes = subjectPasses(task, known.length)
  const { training, program } = yield* build({ task }, { features: width, batch: passes.batch })
  const { state, history } = yield* train({
    program,
    initial: () => initialHead(training, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    batch: (step: number) => {
      const drawn = samplesOf(passes, seed, step).map(({ subject }) => known[subject]!)
      return Effect.succeed({
        inputs: {
          features: rowsOf(drawn, features, width),
          truth: Float32Array.from(drawn, ({ truth }) => (truth - mean) / deviation),
          ...optimizerInputs(training, passes, step),
        },
        subjects: drawn.map(({ id }) => id),
      })
    },
  })

  const model = yield* writeTrained({ state, parameters: storedHead(training.head), history })
  const inference = yield* prepare(featureInference(training, test.length), device)
  yield* inference.load(model)
  const { outputs } = yield* inference.step({ features: rowsOf(test, features, width) })
  const odd = (outputs ?? []).findIndex((output) => !Number.isFinite(output))
  if (odd >= 0) return yield* notFiniteOutput(test[odd]?.id ?? "", outputs?.[odd] ?? Number.NaN)
  yield* writePredictions(out, task.of, {
    subjects: test.map(({ id }) => id),
    predictions: Array.from(outputs ?? [], predictionOf),
    truths: test.map(({ truth }) => truth),
  })
}, Effect.scoped)
