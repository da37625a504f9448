import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { fitBudget, type Fit } from "../cost/budget.ts"
import { costCells, costLines, kindCosts } from "../cost/costLines.ts"
import { parseDuration } from "../units/duration.ts"
import type { PlanCost } from "../cost/planCost.ts"
import { Faulty } from "../faults/faulty.ts"
import { describePlan, type KindRow, type PlanDescription } from "../plan/describePlan.ts"
import { mergePlans } from "../plan/mergePlans.ts"
import { studyStages } from "../plan/studyStages.ts"
import { selectAny } from "../plan/selectStages.ts"
import { inWords } from "../units/inWords.ts"
import { Store } from "../store/store.ts"
import { acceptableOf } from "../ledger/acceptCode.ts"
import { acceptedLines } from "./acceptedStages.ts"
import { card, chosenCard } from "./cardFlag.ts"
import { costOf, thisMachine } from "./costOf.ts"
import { descriptions } from "./descriptions.ts"
import { acceptCode, device, files, json, only, scale, set, slots, store } from "./flags.ts"
import { planned, variantWords, type VariantFlags } from "./planned.ts"
import { quoted, shellWord } from "../units/shellWords.ts"
import { leastSlots, mostTogether } from "./mostTogether.ts"
import { refuseDevice } from "./refuseDevice.ts"
import { foldsOf } from "../../dsl/folds.ts"
import type { Study } from "../../dsl/study.ts"
import { readOf } from "../../dsl/target.ts"
import { refusal } from "../faults/refusal.ts"
import { columns } from "./columns.ts"
import { inStoreIfAny } from "./inStore.ts"

const noCost = Flag.Boolean("no-cost").pipe(
  Flag.withDescription("Count stages only: trace no graph, read no data"),
  Flag.withDefault(false),
)

const budget = Flag.String("budget").pipe(
  Flag.withDescription(
    "Device time that may be spent, such as 40h, 90min or 2d: where the plan takes more, exit code 1, the arms that fit (whole rows in declared order, then seeds) and the commands that run these",
  ),
  Flag.filterMap(
    (text) => Option.fromUndefinedOr(parseDuration(text)),
    () => "a time such as 40h, 90min, 2d or 1h30min",
  ),
  Flag.optional,
)

const heads = ["stage", "naive", "different", "done", "to run"]
const costHeads = ["work", "memory", "time", ""]

const cells = ({ kind, naive, different, done, toRun }: KindRow): readonly string[] =>
  [kind, naive, different, done, toRun].map(String)

const table = ({ kinds, total }: PlanDescription, cost: PlanCost | undefined): string => {
  const costs = new Map((cost === undefined ? [] : kindCosts(cost)).map((one) => [one.kind, one]))
  const more = (row: readonly string[]) => (cost === undefined ? [] : row)
  const rows = [
    [...heads, ...more(costHeads)],
    ...kinds.map((row) => [...cells(row), ...more(costCells(costs.get(row.kind)))]),
    cells(total),
  ]
  const words = [0, heads.length + costHeads.length - 1]
  return columns(rows, (column) => !words.includes(column)).join("\n")
}

/** The plan takes more than it may: what fits, and how to run that. */
const overBudget = (
  fit: Fit,
  file: string,
  variant: VariantFlags,
  uncounted: PlanCost["uncounted"],
): Faulty => {
  const at = variantWords(variant)
    .map((word) => ` ${shellWord(word)}`)
    .join("")
  const atLeast = uncounted.length > 0 ? "at least " : ""
  const chosen = [...fit.arms, ...fit.seeds.map(({ arm, seed }) => `${arm} (seed ${seed})`)]
  return refusal({
    what: `the plan takes ${atLeast}${inWords(fit.needed)} of device time, the budget is ${inWords(fit.budget)}`,
    expected: `at most ${inWords(fit.budget)}`,
    hint:
      chosen.length === 0
        ? "raise the budget: no arm fits, not even at one seed"
        : `${inWords(fit.seconds)} would do for ${chosen.join(" | ")}: ${fit.selectors
            .map((selector) => `ablate run ${file}${at} --only ${quoted(selector)}`)
            .join(" && ")}`,
  })
}

/** Folds of the arms, in words. */
const foldText = ({ arms }: Study): string => {
  const counts = new Set(arms.map((arm) => foldsOf(arm.experiment.dataset.split).length))
  return [...counts].every((count) => count === 1) ? "" : `; folds ${[...counts].join(" or ")}`
}

/** `ablate plan`: the stages, what is shared, what is done, what the rest costs. */
export const plan = Command.make(
  "plan",
  { files, scale, set, device, card, slots, only, acceptCode, budget, noCost, json, store },
  Effect.fn("plan")(function* (flags) {
    const on = yield* chosenCard(flags.device, flags.card)
    const all = yield* Effect.forEach(flags.files, (file) => planned(file, flags))
    const whole = mergePlans(all.map((made) => made.plan))
    const chosen = yield* Effect.fromResult(selectAny(whole, flags.only))
    const { has } = yield* Store
    const present = yield* Effect.filter(chosen.stages, has)
    const accepted = flags.acceptCode ? yield* acceptableOf(chosen) : []
    const done = new Set([...present, ...accepted.map(({ stage }) => stage)].map(({ key }) => key))
    const toRun = chosen.stages.filter(({ key }) => !done.has(key))
    yield* refuseDevice(toRun, flags.device, yield* mostTogether(toRun, flags))
    const description = describePlan(chosen, done)
    const isCounted = !flags.noCost || Option.isSome(flags.budget)
    const cost = isCounted
      ? yield* costOf(
          chosen,
          done,
          flags.device.name,
          thisMachine(Option.getOrElse(flags.slots, () => leastSlots(toRun, flags.device.name))),
          { card: on },
        )
      : undefined
    const seconds = new Map(
      (cost?.stages ?? []).map((one) => [one.key, one.cards * (one.seconds ?? 0)]),
    )
    const fit = Option.isSome(flags.budget)
      ? fitBudget(chosen, seconds, flags.budget.value)
      : undefined
    if (flags.json)
      yield* Console.log(
        JSON.stringify({
          ...description,
          studies: studyStages(chosen),
          ...(flags.acceptCode
            ? {
                accepted: accepted.map(({ stage, artifact, changed }) => ({
                  key: stage.key,
                  label: stage.label,
                  of: artifact.key,
                  changed,
                })),
              }
            : {}),
          ...(cost === undefined ? {} : { cost: { ...cost, kinds: kindCosts(cost) } }),
          ...(fit === undefined ? {} : { budget: fit }),
        }),
      )
    else {
      yield* Console.log(`${all.map(({ name }) => name).join(", ")}\n`)
      for (const target of all.flatMap(({ targets }) => targets))
        for (const { block, study } of readOf(target))
          yield* Console.log(
            `${block === "" ? target.name : `${target.name}/${block}`}: ${study.arms.map((arm) => arm.name).join(" | ")}; seeds ${[...new Set(study.arms.flatMap((arm) => arm.experiment.seeds))].join(", ")}${foldText(study)}`,
          )
      yield* Console.log(`\n${table(description, cost)}`)
      const studies = studyStages(chosen)
      if (studies.length > 1)
        yield* Console.log(
          `\n${studies.map(({ study, seed, kinds }) => `${study}, seed ${seed}: ${kinds.map(({ kind, different }) => `${different} ${kind}`).join(", ")}`).join("\n")}`,
        )
      if (accepted.length > 0)
        yield* Console.log(
          `\n${acceptedLines(accepted).join("\n")}\nnothing is recorded yet: ablate run --accept-code does that`,
        )
      if (cost !== undefined) yield* Console.log(`\n${costLines(cost).join("\n")}`)
    }
    if (cost !== undefined && cost.faults.length > 0)
      return yield* new Faulty({ faults: cost.faults })
    if (fit !== undefined && !fit.fits)
      return yield* overBudget(fit, flags.files.join(" "), flags, cost?.uncounted ?? [])
  }, inStoreIfAny),
).pipe(
  Command.withDescription(descriptions.plan),
  Command.withExamples([
    { command: "ablate plan experiments/quickstart.ts", description: "Stages by kind" },
    {
      command: "ablate plan experiments/quickstart.ts experiments/zoo.ts",
      description: "Of several files, what they share once",
    },
    {
      command: "ablate plan experiments/brats2023.ts --scale smoke --json",
      description: "Every stage of every arm and seed, for other programs",
    },
    {
      command:
        "ablate plan experiments/brats2023.ts --device cuda --card h200 --slots 4 --budget 40h",
      description: "What it takes on four H200, and what fits into 40 hours of device time",
    },
  ]),
)
