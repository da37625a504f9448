import { Console, Effect } from "effect"
import { targetAtScale } from "../../dsl/scale.ts"
import { builtIn } from "../../dsl/definitions.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { Setting } from "../../dsl/setting.ts"
import type { Environment } from "../files/environment.ts"
import { Faulty } from "../faults/faulty.ts"
import { foreignComponents, foreignDefinitions } from "../implementations/foreignDefinitions.ts"
import { awaitsIn } from "./awaits.ts"
import { differenceFaults } from "./difference.ts"
import { evaluate } from "./evaluate/evaluate.ts"
import { evaluationFault } from "./evaluate/evaluationFault.ts"
import { circularImport, importFaults } from "./importFaults.ts"
import { unrunFaults } from "./erasable.ts"
import { existing } from "./existing.ts"
import { showWarnings } from "./frame.ts"
import { likeTargetFaults } from "./likeTargets.ts"
import { noTargets, type ExperimentFile } from "./load.ts"
import { oddFaults } from "./oddFaults.ts"
import { scaleFaults } from "./scaleFaults.ts"
import { semanticFaults } from "./semanticFaults.ts"
import { settled } from "./settled.ts"
import { unreadOptions } from "./options.ts"
import { openSource } from "./source.ts"
import { endWhereStuck } from "./endWhereStuck.ts"
import { studylessFaults } from "./studylessFaults.ts"
import { typeFaults } from "./typeFaults.ts"
import { writtenAt } from "./written.ts"
import { studiesOf } from "../../dsl/target.ts"

const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  faults.toSorted(
    (a, b) =>
      (a.where.file ?? "").localeCompare(b.where.file ?? "") ||
      (a.where.line ?? 0) - (b.where.line ?? 0) ||
      (a.where.column ?? 0) - (b.where.column ?? 0),
  )

const refuse = (faults: readonly Fault[]): Effect.Effect<void, Faulty> =>
  faults.length === 0 ? Effect.void : Effect.fail(new Faulty({ faults: inOrder(faults) }))

/** How a file is to be taken: at one of its scales, with other values in some fields. */
export interface Variant {
  readonly scale?: string | undefined
  readonly settings?: readonly Setting[]
}

/** Far enough ahead that a year, a month, a day and a millisecond differ. */
const clockAhead = 401 * 86_400_000 + 3_723_457

/**
 * Finds every fault of an experiment file before anything runs: what the type checker finds, and
 * only where that is nothing, what the language's own rules find in what the file evaluates to, then
 * what keeps its objectives and networks from being built, all this also at a scale where one is asked
 * for, and with what the command line sets. The file is evaluated in processes of their own, twice, to
 * see that it comes to the same.
 */
export const checkFile = Effect.fn("checkFile")(function* (
  path: string,
  environment: Environment,
  { scale, settings = [] }: Variant = {},
): Effect.fn.Return<ExperimentFile, Faulty> {
  const file = yield* existing(path)
  const unread = unreadOptions(file)
  if (unread.length > 0) yield* Console.error(showWarnings(unread))
  const source = yield* Effect.sync(() => openSource(file))
  yield* refuse([...typeFaults(source), ...importFaults(source), ...unrunFaults(source)])
  const [first, second] = yield* Effect.all(
    [evaluate(file, 0, true), evaluate(file, clockAhead, false)],
    { concurrency: 2 },
  )
  const answer = first.answer()
  if (answer.event !== "evaluated")
    return yield* new Faulty({
      faults: [
        evaluationFault(file, answer, {
          awaits: awaitsIn(source),
          circularImport: (from) => circularImport(source, from),
        }),
      ],
    })
  if (first.stderr.trim() !== "") yield* Console.error(first.stderr.trimEnd())
  yield* refuse(likeTargetFaults(source, answer))
  if (answer.targets.length === 0)
    return yield* new Faulty({ faults: noTargets(file, answer.exports) })
  yield* refuse(studylessFaults(source, answer))
  yield* refuse(oddFaults(source, answer))
  yield* refuse(differenceFaults(source, first, second))
  const studies = answer.targets.flatMap(([, target]) => studiesOf(target))
  if (foreignComponents(studies).length > 0) endWhereStuck()
  const definitions = [...builtIn, ...(yield* foreignDefinitions(studies))]
  yield* refuse(yield* semanticFaults(source, answer, definitions, { environment, scale }))
  if (scale !== undefined) yield* refuse(yield* scaleFaults(source, answer, definitions, scale))
  const scaled = answer.targets.map(([, target]) =>
    scale === undefined ? target : targetAtScale(target, scale),
  )
  const set =
    settings.length === 0
      ? { targets: scaled, settings: [], faults: [] }
      : yield* settled(source, answer, scaled, settings, definitions, environment)
  yield* refuse(set.faults)
  return {
    file,
    targets: set.targets,
    settings: set.settings,
    definitions,
    written: writtenAt(source, answer, scale, set.settings),
  }
})
