import { Effect } from "effect"
import type { Objective } from "../../../dsl/index.ts"
import { modalityMask, patchMask, positionMask } from "../../../dsl/mask.ts"
import { adam } from "../../../dsl/optimizer.ts"
import { levels, m2mae, mae } from "../../../dsl/pretraining.ts"
import {
  initialState,
  pretrainingProgram,
  stepInputs,
} from "../../../runtime/pretraining/program.ts"
import { random } from "../../../runtime/random/random.ts"
import { encoderModel, objectiveModel, withOptimizer } from "../../../runtime/stages/models.ts"
import type { Case, Setting } from "../case.ts"
import { exportInputs, exportWeights } from "../export.ts"
import { joined } from "../joined.ts"
import { preparedWork, scalarsOf } from "../prepared.ts"
import { channels, encoderAt, encoderOptions } from "../scale.ts"
import { noise } from "../subject.ts"

const batch = 2
const optimizer = adam({ lr: 3e-4, weightDecay: 0.05, schedule: "constant" })
const training = { epochs: 1, batch, optimizer }

const hybrid = m2mae({
  mask: [modalityMask(), positionMask(), patchMask()],
  pbt: levels(3, 6, 9, 12),
  lambda: 1,
  mseReduction: "mean",
  pbtReduction: "sum",
  ...training,
})
const decoderAt = (small: boolean) =>
  small ? { width: 32, depth: 2, heads: 4 } : { width: 512, depth: 8, heads: 16 }
const maeAt = (small: boolean) => mae({ decoder: decoderAt(small), ...training })

const made = Effect.fnUntraced(function* (objective: Objective, small: boolean) {
  const encoder = yield* encoderModel(encoderAt(small), channels)
  const { model, context } = yield* objectiveModel(objective, encoder, batch)
  const update = yield* withOptimizer(optimizer)
  const program = pretrainingProgram(objective.kind, model, context, update)
  return { encoder, model, update, program }
})

const programOf = (objective: Objective, small: boolean) =>
  Effect.map(made(objective, small), ({ program }) => program)

const work = (objective: Objective, compared: readonly string[]) =>
  Effect.fnUntraced(function* (setting: Setting) {
    const { folder, small, steps } = setting
    const { encoder, model, update, program } = yield* made(objective, small)
    const initial = initialState(model, update, random(0, "weights"))
    const image = noise(batch * channels * encoder.crop.reduce((a, b) => a * b), "image")
    const draws = Array.from({ length: steps }, (_, step) => model.draw(random(0, "draw", step)))
    yield* exportWeights(folder, model.parameters, initial)
    yield* exportInputs(folder, program.inputs, { image })
    yield* exportInputs(folder, {}, joined(draws))
    const { prepared, bytes, times } = yield* preparedWork(program, setting, initial)
    return {
      times,
      bytes,
      step: (index: number) =>
        prepared
          .step({ image, ...draws[index], ...stepInputs(model, update, index + 1, 1) })
          .pipe(Effect.map((outputs) => scalarsOf(outputs, compared))),
    }
  })

const told = (small: boolean, { lr, weightDecay, betas, epsilon }: ReturnType<typeof adam>) => ({
  encoder: encoderOptions(small),
  batch,
  optimizer: { lr, weightDecay, betas, epsilon },
})

const shared = { warmup: 3, steps: 7, tolerance: 1e-4, goal: 1 } as const

export const cases: readonly Case[] = [
  {
    ...shared,
    name: "m2mae",
    title: "M2-MAE step, ViT-B, 96³ x 4, batch 2",
    ours: work(hybrid, ["loss", "mse", "adversarial", "pbt", "discriminator"]),
    program: (small) => programOf(hybrid, small),
    theirs: "m2mae",
    options: (small) => ({
      ...told(small, optimizer),
      pbt: hybrid.pbt,
      lambda: hybrid.lambda,
      pbtReduction: hybrid.pbtReduction,
      loss: hybrid.loss,
    }),
    note: "MONAI ViT; fused AdamW",
  },
  {
    ...shared,
    name: "mae",
    title: "MAE step, ViT-B, decoder 8 x 512, 96³ x 4, batch 2",
    ours: (setting) => work(maeAt(setting.small), ["loss"])(setting),
    program: (small) => programOf(maeAt(small), small),
    theirs: "mae",
    options: (small) => ({ ...told(small, optimizer), decoder: decoderAt(small) }),
    note: "MONAI ViT and blocks; fused AdamW",
  },
]
