import { Effect, Schema } from "effect"
import { splitSubjects } from "../../data/cohort/split.ts"
import { valuedParts, type MeasuredSubject } from "../../data/cohort/valuedParts.ts"
import { prepare } from "../../engine/index.ts"
import { random } from "../../random/random.ts"
import { initialClassifier } from "../../training/classification.ts"
import { train } from "../../training/loop.ts"
import { samplesOf, stepsPerEpoch, totalSteps } from "../../training/sampling.ts"
import { scheduleFactor } from "../../training/schedule.ts"
import { valueInference, valueProgram } from "../../training/valueTraining.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { readFeatures } from "../embed/artifact.ts"
import { readJson, writeJson } from "../files.ts"
import { head, withOptimizer } from "../models.ts"
import { inputFolder } from "../subjects.ts"
import { writeTrained } from "../trained.ts"
import type { Predictions } from "./artifact.ts"
import { valueLoss } from "./loss.ts"
import type { FitSettings } from "./record.ts"
import { asIs, standardOf } from "./standard.ts"

/** The subjects of `index.json` as far as their values go. */
const ValueList = Schema.Struct({
  subjects: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      patient: Schema.String,
      values: Schema.optionalKey(Schema.Record(Schema.String, Schema.NullOr(Schema.Finite))),
    }),
  ),
})

const rowsOf = (
  subjects: readonly MeasuredSubject[],
  features: ReadonlyMap<string, Float32Array>,
  width: number,
): Float32Array => {
  const rows = new Float32Array(subjects.length * width)
  for (const [row, { id }] of subjects.entries()) rows.set(features.get(id) ?? [], row * width)
  return rows
}

/**
 * Learns a number of each subject on frozen features and predicts that of the test subjects that have
 * one: `predictions.json`, `model.safetensors`, `history.json`.
 */
export default Effect.fn("fit")(function* ({ task, split }: FitSettings, seed: number) {
  const { device, out } = yield* CurrentStage
  const { features, width } = yield* readFeatures
  const { subjects } = yield* readJson(yield* inputFolder("index"), "index.json", ValueList)
  const divided = yield* Effect.fromResult(splitSubjects(subjects, split))
  const { training, test } = yield* Effect.fromResult(valuedParts(task, divided, split.seed))
  const { mean, deviation } = task.standardize
    ? standardOf(training.map(({ truth }) => truth))
    : asIs

  const model = yield* head(task.network, { width, outputs: 1 })
  const { optimizer, implementation } = yield* withOptimizer(task.optimizer)
  const batch = Math.min(task.batch, training.length)
  const passes = { subjects: training.length, crops: 1, epochs: task.epochs, batch }
  const duration = { epochs: task.epochs, stepsPerEpoch: stepsPerEpoch(passes) }
  const learning = { ...(yield* valueLoss(task)), optimizer, implementation }
  const fitted = { head: model, width, batch, ...learning }
  const program = valueProgram(fitted)
  const { state, history } = yield* train({
    program,
    initial: () => initialClassifier(fitted, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    batch: (step: number) => {
      const drawn = samplesOf(passes, seed, step).map(({ subject }) => training[subject]!)
      const rate = optimizer.lr * scheduleFactor(optimizer, duration, step)
      return Effect.succeed({
        inputs: {
          features: rowsOf(drawn, features, width),
          truth: Float32Array.from(drawn, ({ truth }) => (truth - mean) / deviation),
          ...implementation.inputValues(optimizer, step, rate),
        },
        subjects: drawn.map(({ id }) => id),
      })
    },
  })

  const inference = yield* prepare(valueInference(fitted, test.length), device)
  const names = { ...model.parameters, ...model.buffers }
  const trained = Object.fromEntries(Object.entries(state).filter(([name]) => name in names))
  yield* inference.load(trained)
  const { predictions } = yield* inference.step({ features: rowsOf(test, features, width) })
  yield* writeJson(out, "predictions.json", {
    subjects: test.map(({ id }) => id),
    predictions: Array.from(predictions ?? [], (prediction) => mean + deviation * prediction),
    truths: test.map(({ truth }) => truth),
  } satisfies Predictions)
  yield* writeTrained({ model: trained, specs: program.state, history })
}, Effect.scoped)
