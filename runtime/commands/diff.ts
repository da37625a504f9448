import { existsSync, statSync } from "node:fs"
import { join } from "node:path"
import { Console, Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { differences } from "../results/plainDifference.ts"
import { fieldDifferences, stageDifferences } from "../results/armDifference.ts"
import { withStudies, type Target } from "../../dsl/target.ts"
import { descriptions } from "./descriptions.ts"
import { reportDifference, reportLines } from "./diffReports.ts"
import { diffLines, type ArmDifference, type FileDifference } from "./diffLines.ts"
import { sideName, sideOf, type Side } from "./diffSide.ts"
import { json, scale, set, store } from "./flags.ts"
import { armLabel, type ArmOrigins } from "../results/armOrigins.ts"
import { inStoreIfAny } from "./inStore.ts"

const side = (name: string, text: string) =>
  Argument.String(name).pipe(Argument.withDescription(text))

const a = side(
  "a",
  "FILE, FILE@COMMIT or FILE::ARM, such as experiments/quickstart.ts::MAE; or a report's folder",
)
const b = side("b", "The same; what it leaves out is the first's: ::M2-MAE, @HEAD~1")

const shareTarget = (a: ArmOrigins, b: ArmOrigins): boolean =>
  a.targets.some((target) => b.targets.includes(target))

/**
 * Arms that are compared: the two that are named or the only ones, else those of one name. Of several that a
 * name means, those that a table or figure has on both sides.
 */
const pairsOf = (one: Side, other: Side): readonly (readonly [ArmOrigins, ArmOrigins])[] => {
  const isNamed = one.name.arm !== null && other.name.arm !== null
  const isOne = one.arms.length === 1 && other.arms.length === 1
  const meant = ({ arms }: Side, name: string): readonly ArmOrigins[] =>
    isNamed || isOne ? arms : arms.filter((arm) => arm.name === name)
  return one.arms.flatMap((arm) => {
    const alike = meant(other, arm.name)
    const isAlone = alike.length === 1 && meant(one, arm.name).length === 1
    const same = isAlone ? alike : alike.filter((each) => shareTarget(arm, each))
    return same.map((each) => [arm, each] as const)
  })
}

/** What a target says besides its studies. */
const drawn = (target: Target): Target =>
  withStudies(target, (study) => ({ name: study.name, arms: [] }))

const compared = (one: Side, other: Side): FileDifference => {
  const pairs = pairsOf(one, other)
  const arms = pairs.map(([left, right]): ArmDifference => ({
    arms: [...new Set([armLabel(left, one.arms), armLabel(right, other.arms)])],
    fields: fieldDifferences(left.fields, right.fields),
    stages: stageDifferences({ ...left, plan: one.made.plan }, { ...right, plan: other.made.plan }),
  }))
  const lone = ({ arms: own }: Side, paired: readonly ArmOrigins[]) =>
    own.filter((arm) => !paired.includes(arm)).map((arm) => armLabel(arm, own))
  const isWhole = one.name.arm === null && other.name.arm === null
  const targets = (own: Side) =>
    Object.fromEntries(own.made.targets.map((each) => [each.name, drawn(each)]))
  return {
    a: one.name.text,
    b: other.name.text,
    onlyA: lone(
      one,
      pairs.map(([left]) => left),
    ),
    onlyB: lone(
      other,
      pairs.map(([, right]) => right),
    ),
    arms,
    targets: isWhole ? differences(targets(one), targets(other)) : [],
  }
}

/** The report.json that a path names, itself or in a folder; undefined where it names none. */
const reportAt = (path: string): string | undefined => {
  if (!existsSync(path)) return undefined
  const file = statSync(path).isDirectory() ? join(path, "report.json") : path
  return file.endsWith(".json") && existsSync(file) ? file : undefined
}

/** `ablate diff`: what differs, and nothing else. */
export const diff = Command.make(
  "diff",
  { a, b, scale, set, json, store },
  Effect.fn("diff")(
    function* (flags) {
      const [left, right] = [reportAt(flags.a), reportAt(flags.b)]
      if (left !== undefined && right !== undefined) {
        const found = yield* reportDifference(left, right)
        return yield* Console.log(
          flags.json ? JSON.stringify(found) : reportLines(found).join("\n"),
        )
      }
      const first = sideName(flags.a)
      const one = yield* sideOf(first, flags)
      const other = yield* sideOf(sideName(flags.b, first), flags)
      const found = compared(one, other)
      yield* Console.log(flags.json ? JSON.stringify(found) : diffLines(found).join("\n"))
    },
    Effect.scoped,
    (effect, { store, a }) => inStoreIfAny(effect, { store, file: sideName(a).file }),
  ),
).pipe(
  Command.withDescription(descriptions.diff),
  Command.withExamples([
    {
      command: "ablate diff experiments/quickstart.ts::MAE ::M2-MAE",
      description: "Two arms of a file",
    },
    {
      command: "ablate diff experiments/quickstart.ts@HEAD~1 experiments/quickstart.ts",
      description: "A file before the last commit, and as it lies there",
    },
    {
      command: "ablate diff .ablate/reports/quickstart old/report.json",
      description: "The numbers of two reports",
    },
  ]),
)
