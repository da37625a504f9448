import { join } from "node:path"
import { Console, Effect, FileSystem, Option, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import { MaskStep } from "../../dsl/mask.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { Arm } from "../../dsl/study.ts"
import { drawLines } from "../../reports/figures/lines.ts"
import { estimateVariance, type Estimate } from "../stages/variance/estimate.ts"
import { randomCells } from "../stages/variance/randomCells.ts"
import { groups } from "../stages/variance/groups.ts"
import { splitSubjects } from "../data/cohort/split.ts"
import { openVolume } from "../data/volume/open.ts"
import type { Faulty } from "../faults/faulty.ts"
import type { CellMask } from "../pretraining/cells.ts"
import { hybridMask } from "../pretraining/hybridMask.ts"
import { random, type Random } from "../random/random.ts"
import { readJson } from "../stages/files.ts"
import { encoderModel, maskImplementations } from "../stages/models.ts"
import { index } from "../stages/index/record.ts"
import { preprocess } from "../stages/preprocess/record.ts"
import { SubjectList } from "../stages/index/artifact.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { file, scale, store } from "./flags.ts"
import { takeFolder } from "./ownFolder.ts"
import { planned, type Planned } from "./planned.ts"
import { storeFolder } from "./storeFolder.ts"
import { namedArms } from "../../dsl/target.ts"
import { refusal } from "../faults/refusal.ts"

const Steps = Schema.Array(MaskStep)

const ratios = Flag.String("ratios").pipe(
  Flag.withDescription("Shares of cells that random masking masks"),
  Flag.withDefault("0.1,0.25,0.5,0.6,0.75,0.9"),
)
const samples = Flag.Int("samples").pipe(
  Flag.withDescription(`Draws of each of the ${groups} estimates behind a standard error`),
  Flag.withDefault(32),
)
const seed = Flag.Int("seed").pipe(Flag.withDescription("Seed of the draws"), Flag.withDefault(0))
const out = Flag.String("out").pipe(
  Flag.withDescription("Folder for variance.csv and variance.svg"),
  Flag.optional,
)
const json = Flag.Boolean("json").pipe(Flag.withDescription("Print JSON"), Flag.withDefault(false))

const refuse = (what: string, expected: string, hint?: string) => refusal({ what, expected, hint })

const ratiosOf = (text: string): Effect.Effect<readonly number[], Faulty> => {
  const found = text.split(",").map(Number)
  return found.every((ratio) => ratio > 0 && ratio < 1)
    ? Effect.succeed(found)
    : Effect.fail(refuse(`--ratios is "${text}"`, "shares between 0 and 1", "--ratios 0.5,0.75"))
}

/** The preprocessed training subjects of an arm. */
const trainingVolumes = Effect.fnUntraced(function* (made: Planned, arm: Arm) {
  const { has, open } = yield* Store
  const run = made.plan.runs.find((each) => each.arm === arm.name)
  const folderOf = Effect.fnUntraced(function* (role: string) {
    const stage = made.plan.stages.find(({ key }) => key === run?.stages[role])
    if (stage !== undefined && (yield* has(stage))) return yield* open(stage)
    return yield* refuse(
      `${stage?.label ?? role} has not run yet`,
      "a finished stage",
      `run it: ablate run ${made.file} --only ${preprocess.kind}`,
    )
  })
  const list = yield* folderOf(index.kind)
  const data = yield* folderOf(preprocess.kind)
  const { subjects } = yield* readJson(list, "index.json", SubjectList)
  const { train } = yield* Effect.fromResult(splitSubjects(subjects, arm.experiment.dataset.split))
  return yield* Effect.forEach(train, ({ id }) => openVolume(join(data, "subjects", id)))
})

interface Line extends Estimate {
  readonly masking: string
}

/** Estimates of random masking at each ratio, and of the mask steps that arms have. */
const estimatesOf = Effect.fnUntraced(function* (
  made: Planned,
  asked: readonly number[],
  draws: number,
  at: number,
) {
  const arms = namedArms(made.targets)
  const [first] = arms.values()
  if (first === undefined) return []
  const { dataset, encoder } = first.experiment
  const modalities = dataset.modalities.length
  const { crop, patch, grid } = yield* encoderModel(encoder, modalities)
  const volumes = yield* trainingVolumes(made, first)
  const estimate = (masking: string, mask: (random: Random) => CellMask) =>
    estimateVariance({ volumes, crop, patch, mask, samples: draws }, random(at, "variance")).pipe(
      Effect.map((found): Line => ({ masking, ...found })),
    )
  const lines: Line[] = []
  for (const ratio of asked)
    lines.push(yield* estimate("random", randomCells(ratio, modalities, grid)))
  for (const [name, { experiment }] of arms) {
    const steps = valueAt(experiment.pretraining, "mask")
    if (!Schema.is(Steps)(steps) || steps.length === 0) continue
    const implementations = yield* maskImplementations(experiment.pretraining)
    const context = { modalities, grid, implementations }
    lines.push(yield* estimate(name, (draw) => hybridMask(steps, context, draw)))
  }
  return lines
})

const table = (lines: readonly Line[]): string => {
  const width = Math.max(7, ...lines.map(({ masking }) => masking.length))
  const row = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(14))).join("")
  return [
    row(["masking", "share masked", "Var(X_t)", "std. error"]),
    ...lines.map(({ masking, ratio, variance, standardError }) =>
      row([masking, ratio.toFixed(4), variance.toPrecision(5), standardError.toPrecision(2)]),
    ),
  ].join("\n")
}

const csv = (lines: readonly Line[]): string =>
  [
    "masking,ratio,variance,standardError",
    ...lines.map(
      ({ masking, ratio, variance, standardError }) =>
        `"${masking.replaceAll('"', '""')}",${ratio},${variance},${standardError}`,
    ),
    "",
  ].join("\r\n")

/** `ablate variance`: Var(X_t) of a data set under random masking and under mask steps (Figure 3). */
export const variance = Command.make(
  "variance",
  { file, scale, ratios, samples, seed, out, json, store },
  Effect.fn("variance")(
    function* (flags) {
      const asked = yield* ratiosOf(flags.ratios)
      if (flags.samples < 2)
        return yield* refuse(`--samples is ${flags.samples}`, "2 draws at least")
      const made = yield* planned(flags.file, flags, storeFolder(flags.store, flags.file))
      const lines = yield* estimatesOf(made, asked, flags.samples, flags.seed)
      yield* Console.log(flags.json ? JSON.stringify(lines, null, 2) : table(lines))
      if (Option.isNone(flags.out)) return
      const fs = yield* FileSystem.FileSystem
      const points = lines.map((line) => ({
        line: line.masking,
        x: line.ratio,
        y: line.variance,
        error: line.standardError,
      }))
      yield* takeFolder(flags.out.value, made)
      yield* fs.writeFileString(join(flags.out.value, "variance.csv"), csv(lines))
      yield* fs.writeFileString(
        join(flags.out.value, "variance.svg"),
        yield* drawLines(points, { x: "share of the cells masked", y: "Var(X_t)" }),
      )
      if (!flags.json) yield* Console.log(`\n${join(flags.out.value, "variance.svg")}`)
    },
    (effect, flags) => Effect.provide(effect, Store.existing(storeFolder(flags.store, flags.file))),
  ),
).pipe(
  Command.withDescription(descriptions.variance),
  Command.withExamples([
    {
      command: "ablate variance experiments/brats2023.ts --scale smoke --out variance",
      description: "Figure 3 for a data set; the file's index and preprocess stages have run",
    },
  ]),
)
