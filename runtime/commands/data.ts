import { join } from "node:path"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { excludedBy } from "../../dsl/dataset.ts"
import { slug } from "../../reports/slug.ts"
import { distinctFaults } from "../check/distinct.ts"
import { condensed } from "../faults/condensed.ts"
import { showWarnings } from "../check/frame.ts"
import type { IndexedSubject } from "../data/contract.ts"
import { examine, type Listener, type Survey } from "../dataPage/examine.ts"
import { dataPage } from "../dataPage/page.ts"
import type { SubjectFacts } from "../dataPage/subjectFacts.ts"
import { Faulty } from "../faults/faulty.ts"
import { datasetsOf } from "../plan/planEnvironment.ts"
import { classFaults } from "./classFaults.ts"
import { descriptions } from "./descriptions.ts"
import { file, scale } from "./flags.ts"
import { outFolder, outFile } from "./outFiles.ts"
import { checked } from "./planned.ts"
const out = Flag.String("out").pipe(
  Flag.withDescription(
    "Folder for an HTML page a data set: slices, histograms, volumes, outliers, faults",
  ),
  Flag.optional,
)

const describeLabels = (subjects: readonly IndexedSubject[], label: string): string => {
  const count = (value: 0 | 1) => subjects.filter(({ labels }) => labels[label] === value).length
  return `  label ${label}: ${count(0)} of class 0, ${count(1)} of class 1, ${subjects.length - count(0) - count(1)} without`
}

const describeValues = (subjects: readonly IndexedSubject[], value: string): string => {
  const numbers = subjects.flatMap(({ values }) => values?.[value] ?? [])
  const least = numbers.reduce((one, other) => Math.min(one, other), Infinity)
  const most = numbers.reduce((one, other) => Math.max(one, other), -Infinity)
  const range = numbers.length === 0 ? "" : `, ${least} to ${most}`
  return `  value ${value}: ${numbers.length} with a number${range}, ${subjects.length - numbers.length} without`
}

const read = ({ id, shape, prepared, spacing }: SubjectFacts): Effect.Effect<void> =>
  Console.log(
    `  ${id}  ${shape.join("x")}, preprocessed ${prepared.join("x")}, spacing ${spacing.map((length) => Number(length.toFixed(3))).join("x")} mm`,
  )

const listed: Listener["listed"] = Effect.fnUntraced(function* ({ dataset, listed: all, partOf }) {
  const count = (part: string) => all.filter(({ id }) => partOf(id) === part).length
  const { folds } = dataset.split
  const counted = all.some(({ id }) => partOf(id) !== "")
    ? `${count("training")} for training, ${count("validation")} for validation, ${count("test")} for the test`
    : "not divided"
  const divided =
    folds === undefined || folds.fold !== undefined
      ? counted
      : `${folds.of} folds${folds.stratify === undefined ? "" : ` stratified by ${folds.stratify}`}, of which the first has ${counted}`
  yield* Console.log(`${dataset.kind}: ${all.length} subjects, ${divided}`)
  for (const [id, reason] of excludedBy(dataset.exclude))
    yield* Console.log(`  left out: ${id}${reason === "" ? "" : `, ${reason}`}`)
  for (const label of Object.keys(dataset.labels)) yield* Console.log(describeLabels(all, label))
  for (const value of Object.keys(dataset.values ?? {}))
    yield* Console.log(describeValues(all, value))
})

/** Writes the page of each data set; sets of one kind are numbered. */
const writePages = Effect.fnUntraced(function* (surveys: readonly Survey[], folder: string) {
  yield* outFolder(folder)
  for (const [index, survey] of surveys.entries()) {
    const { kind } = survey.dataset
    const same = surveys.filter(({ dataset }) => dataset.kind === kind)
    const name = same.length === 1 ? slug(kind) : `${slug(kind)}-${index + 1}`
    const path = join(folder, `${name}.html`)
    yield* outFile(path, dataPage(survey))
    yield* Console.log(`page: ${path}`)
  }
})

const checkData = Command.make(
  "check",
  { file, scale, out },
  Effect.fn("data check")(function* (flags) {
    const { targets } = yield* checked(flags.file, flags)
    const surveys = yield* Effect.forEach(datasetsOf(targets), (dataset) =>
      examine(dataset, process.env, { listed, read }),
    )
    if (Option.isSome(flags.out)) yield* writePages(surveys, flags.out.value)
    const warnings = distinctFaults(surveys.flatMap((survey) => survey.warnings))
    if (warnings.length > 0) yield* Console.log(showWarnings(condensed(warnings)))
    const faults = distinctFaults([
      ...surveys.flatMap((survey) => survey.faults),
      ...(yield* classFaults(targets, process.env)),
    ])
    if (faults.length > 0) return yield* new Faulty({ faults: [...faults] })
    yield* Console.log("no faults")
  }),
).pipe(
  Command.withDescription("Read every subject of a file's data sets and tell all that is wrong"),
  Command.withExamples([
    { command: "ablate data check experiments/brats2023.ts", description: "Files, grids, labels" },
    {
      command: "ablate data check experiments/brats2023.ts --out check",
      description: "The same, and a page to look at",
    },
  ]),
)

/** `ablate data`: commands about data sets. */
export const data = Command.make("data").pipe(
  Command.withDescription(descriptions.data),
  Command.withSubcommands([checkData]),
)
