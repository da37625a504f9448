import { Effect, Schema } from "effect"
import type { Split } from "../../../dsl/dataset.ts"
import { fault } from "../../../dsl/fault.ts"
import type { CurrentStage } from "../../current/currentStage.ts"
import { splitSubjects, type SubjectSplit } from "../../data/cohort/split.ts"
import { datasetError, type DatasetError } from "../../data/faults/datasetError.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { readJson } from "../files.ts"
import { inputFolder } from "../inputFolder.ts"

/** `index.json`: the subjects of a data set, sorted by id. */
export const SubjectList = Schema.Struct({
  subjects: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      patient: Schema.String,
      labels: Schema.Record(Schema.String, Schema.NullOr(Schema.Literals([0, 1]))),
      unlabelled: Schema.optionalKey(Schema.Literal(true)),
      values: Schema.optionalKey(Schema.Record(Schema.String, Schema.NullOr(Schema.Finite))),
    }),
  ),
})
export type ListedSubject = (typeof SubjectList.Type)["subjects"][number]

/** The subjects listed by the index that this stage reads. */
export const listedSubjects = Effect.fnUntraced(function* (): Effect.fn.Return<
  readonly ListedSubject[],
  Faulty,
  CurrentStage
> {
  const { subjects } = yield* readJson(yield* inputFolder("index"), "index.json", SubjectList)
  return subjects
})

/** The subjects divided as the data set's split says. */
export const dividedSubjects = Effect.fnUntraced(function* (
  request: Split,
): Effect.fn.Return<SubjectSplit<ListedSubject>, Faulty | DatasetError, CurrentStage> {
  return yield* Effect.fromResult(splitSubjects(yield* listedSubjects(), request))
})

/** The subjects held out for the test; at least one. */
export const heldOut = Effect.fnUntraced(function* (request: Split) {
  const { test } = yield* dividedSubjects(request)
  if (test.length > 0) return test
  return yield* datasetError(
    fault({
      what: "nobody is held out for the test, so there is nothing to measure on",
      where: { field: "split.test" },
      expected: "one subject at least",
      hint: "hold some out, or train alone: --only pretrain,finetune",
    }),
  )
})
