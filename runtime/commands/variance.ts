import { join } from "node:path"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import type { Arm } from "../../dsl/study.ts"
import { drawLines } from "../../reports/figures/lines.ts"
import { estimateVariance, type Estimate } from "../stages/variance/estimate.ts"
import { randomCells } from "../stages/variance/randomCells.ts"
import { groups } from "../stages/variance/groups.ts"
import { splitSubjects } from "../data/cohort/split.ts"
import { openVolume } from "../data/volume/open.ts"
import type { Faulty } from "../faults/faulty.ts"
import type { CellMask } from "../pretraining/cells.ts"
import { random, type Random } from "../random/random.ts"
import { readJson } from "../stages/files.ts"
import { encoderModel } from "../stages/models.ts"
import { index } from "../stages/index/record.ts"
import { preprocess } from "../stages/preprocess/record.ts"
import { SubjectList } from "../stages/index/artifact.ts"
import { descriptions } from "./descriptions.ts"
import { file, scale, store } from "./flags.ts"
import { takeFolder } from "./ownFolder.ts"
import { planned, type Planned } from "./planned.ts"
import { namedArms } from "../../dsl/target.ts"
import { refusal } from "../faults/refusal.ts"
import { armMask } from "./armMask.ts"
import { outFile } from "./outFiles.ts"
import { columns } from "./columns.ts"
import { finishedStage } from "./chosenRun.ts"
import { inStore } from "./inStore.ts"
import { csv } from "../../reports/csv.ts"

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
  const run = made.plan.runs.find((each) => each.arm === arm.name)
  const data = yield* finishedStage(made, run?.stages[preprocess.kind], preprocess)
  const list = yield* finishedStage(made, run?.stages[index.kind], index)
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
  const model = yield* encoderModel(encoder, modalities)
  const { crop, patch, grid } = model
  const volumes = yield* trainingVolumes(made, first)
  const estimate = (masking: string, mask: (random: Random) => CellMask) =>
    estimateVariance({ volumes, crop, patch, mask, samples: draws }, random(at, "variance")).pipe(
      Effect.map((found): Line => ({ masking, ...found })),
    )
  const lines: Line[] = []
  for (const ratio of asked)
    lines.push(yield* estimate("random", randomCells(ratio, modalities, grid)))
  for (const [name, { experiment }] of arms) {
    const mask = yield* armMask(experiment, model)
    if (mask !== undefined && mask.steps.length > 0) lines.push(yield* estimate(name, mask.draw))
  }
  return lines
})

const table = (lines: readonly Line[]): string =>
  columns(
    [
      ["masking", "share masked", "Var(X_t)", "std. error"],
      ...lines.map(({ masking, ratio, variance, standardError }) => [
        masking,
        ratio.toFixed(4),
        variance.toPrecision(5),
        standardError.toPrecision(2),
      ]),
    ],
    (column) => column > 0,
  ).join("\n")

/** `ablate variance`: Var(X_t) of a data set under random masking and under mask steps (Figure 3). */
export const variance = Command.make(
  "variance",
  { file, scale, ratios, samples, seed, out, json, store },
  Effect.fn("variance")(function* (flags) {
    const asked = yield* ratiosOf(flags.ratios)
    if (flags.samples < 2) return yield* refuse(`--samples is ${flags.samples}`, "2 draws at least")
    const made = yield* planned(flags.file, flags)
    const lines = yield* estimatesOf(made, asked, flags.samples, flags.seed)
    yield* Console.log(flags.json ? JSON.stringify(lines, null, 2) : table(lines))
    if (Option.isNone(flags.out)) return
    const points = lines.map((line) => ({
      line: line.masking,
      x: line.ratio,
      y: line.variance,
      error: line.standardError,
    }))
    yield* takeFolder(flags.out.value, made)
    yield* outFile(
      join(flags.out.value, "variance.csv"),
      csv([
        ["masking", "ratio", "variance", "standardError"],
        ...lines.map((line) => [line.masking, line.ratio, line.variance, line.standardError]),
      ]),
    )
    yield* outFile(
      join(flags.out.value, "variance.svg"),
      yield* drawLines(points, { x: "share of the cells masked", y: "Var(X_t)" }),
    )
    if (!flags.json) yield* Console.log(`\n${join(flags.out.value, "variance.svg")}`)
  }, inStore),
).pipe(
  Command.withDescription(descriptions.variance),
  Command.withExamples([
    {
      command: "ablate variance experiments/brats2023.ts --scale smoke --out variance",
      description: "Figure 3 for a data set; the file's index and preprocess stages have run",
    },
  ]),
)
