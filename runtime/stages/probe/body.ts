import { Effect } from "effect"
import { prepare } from "../../engine/index.ts"
import { random } from "../../random/random.ts"
import {
  classificationProgram,
  headProgram,
  initialClassifier,
} from "../../training/classification.ts"
import { train } from "../../training/loop.ts"
import { samplesOf, stepsPerEpoch, totalSteps } from "../../training/sampling.ts"
import { scheduleFactor } from "../../training/schedule.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { readFeatures } from "../embed/artifact.ts"
import { writeJson } from "../files.ts"
import type { LabelledSubject } from "../../data/cohort/labelledParts.ts"
import { labelledSubjects } from "../labelledSubjects.ts"
import { head, withOptimizer } from "../models.ts"
import { writeTrained } from "../trained.ts"
import type { ProbeSettings } from "./record.ts"

const rowsOf = (
  subjects: readonly LabelledSubject[],
  features: ReadonlyMap<string, Float32Array>,
  width: number,
): Float32Array => {
  const rows = new Float32Array(subjects.length * width)
  for (const [row, { id }] of subjects.entries()) rows.set(features.get(id) ?? [], row * width)
  return rows
}

/**
 * Trains a classifier on frozen features and applies it to the test subjects that have the label:
 * `probabilities.json`, `model.safetensors`, `history.json`.
 */
export default Effect.fn("probe")(function* ({ task, split }: ProbeSettings, seed: number) {
  const { device, out } = yield* CurrentStage
  const { features, width } = yield* readFeatures
  const { training, test } = yield* labelledSubjects(task, split)

  const model = yield* head(task.network, { width, outputs: 1 })
  const { optimizer, implementation } = yield* withOptimizer(task.optimizer)
  const batch = Math.min(task.batch, training.length)
  const passes = { subjects: training.length, crops: 1, epochs: task.epochs, batch }
  const duration = { epochs: task.epochs, stepsPerEpoch: stepsPerEpoch(passes) }
  const classifier = { head: model, width, batch, optimizer, implementation }
  const program = classificationProgram(classifier)
  const { state, history } = yield* train({
    program,
    initial: () => initialClassifier(classifier, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    batch: (step: number) => {
      const drawn = samplesOf(passes, seed, step).map(({ subject }) => training[subject]!)
      const rate = optimizer.lr * scheduleFactor(optimizer, duration, step)
      return Effect.succeed({
        inputs: {
          features: rowsOf(drawn, features, width),
          truth: Float32Array.from(drawn, ({ truth }) => truth),
          ...implementation.inputValues(optimizer, step, rate),
        },
        subjects: drawn.map(({ id }) => id),
      })
    },
  })

  const inference = yield* prepare(headProgram(model, width, test.length), device)
  const names = { ...model.parameters, ...model.buffers }
  const trained = Object.fromEntries(Object.entries(state).filter(([name]) => name in names))
  yield* inference.load(trained)
  const { logits } = yield* inference.step({ features: rowsOf(test, features, width) })
  yield* writeJson(out, "probabilities.json", {
    subjects: test.map(({ id }) => id),
    probabilities: Array.from(logits ?? [], (logit) => 1 / (1 + Math.exp(-logit))),
    truth: test.map(({ truth }) => truth),
  })
  yield* writeTrained({ model: trained, specs: program.state, history })
}, Effect.scoped)
