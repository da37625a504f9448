import { Console, Effect, Result } from "effect"
import { Command } from "effect/cli"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Fault } from "../../dsl/index.ts"
import { distinctFaults } from "../check/distinct.ts"
import type { DatasetImplementation, IndexedSubject } from "../data/contract.ts"
import { preprocess } from "../data/preprocess.ts"
import { splitSubjects } from "../data/split.ts"
import { Faulty } from "../faulty.ts"
import { loadAs } from "../implementation.ts"
import { datasetsOf } from "../plan/planEnvironment.ts"
import { descriptions } from "./descriptions.ts"
import { file, scale } from "./flags.ts"
import { checked } from "./planned.ts"

const describeLabels = (subjects: readonly IndexedSubject[], label: string): string => {
  const count = (value: 0 | 1) => subjects.filter(({ labels }) => labels[label] === value).length
  return `  label ${label}: ${count(0)} of class 0, ${count(1)} of class 1, ${subjects.length - count(0) - count(1)} without`
}

/** Reads every subject of a data set; gives all that is wrong. */
const readAll = Effect.fnUntraced(function* (dataset: Dataset) {
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["index", "load"])
  const indexed = yield* Effect.result(implementation.index(dataset, process.env))
  if (Result.isFailure(indexed)) return indexed.failure.faults
  const subjects = indexed.success
  const faults: Fault[] = []
  const divided = splitSubjects(subjects, dataset.split)
  if (Result.isFailure(divided)) faults.push(...divided.failure.faults)
  else
    yield* Console.log(
      `${dataset.kind}: ${subjects.length} subjects, ${divided.success.train.length} for training, ${divided.success.validation.length} for validation, ${divided.success.test.length} for the test`,
    )
  for (const label of Object.keys(dataset.labels))
    yield* Console.log(describeLabels(subjects, label))
  for (const { id } of subjects) {
    const read = yield* implementation.load(dataset, process.env, id).pipe(
      Effect.flatMap((raw) => Effect.fromResult(preprocess(raw, dataset.preprocessing))),
      Effect.result,
    )
    if (Result.isFailure(read)) {
      faults.push(...read.failure.faults)
      continue
    }
    const { meta } = read.success
    yield* Console.log(
      `  ${id}  ${meta.original.shape.join("x")}, brain ${meta.shape.join("x")}, spacing ${meta.spacing.map((length) => Number(length.toFixed(3))).join("x")} mm`,
    )
  }
  return faults
})

const checkData = Command.make(
  "check",
  { file, scale },
  Effect.fn("data check")(function* (flags) {
    const { targets } = yield* checked(flags.file, flags.scale)
    const faults = (yield* Effect.forEach(datasetsOf(targets), readAll)).flat()
    if (faults.length > 0) return yield* new Faulty({ faults: [...distinctFaults(faults)] })
    yield* Console.log("no faults")
  }),
).pipe(
  Command.withDescription("Read every subject of a file's data sets and tell all that is wrong"),
  Command.withExamples([
    { command: "ablate data check experiments/brats2023.ts", description: "Files, grids, labels" },
  ]),
)

/** `ablate data`: commands about data sets. */
export const data = Command.make("data").pipe(
  Command.withDescription(descriptions.data),
  Command.withSubcommands([checkData]),
)
