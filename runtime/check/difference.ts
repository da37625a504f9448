import { fault, type Fault } from "../../dsl/fault.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import type { Evaluation } from "./evaluate/evaluate.ts"
import { locatePath } from "./locate.ts"
import type { Source } from "./source.ts"

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value)

interface Difference {
  readonly exported: string
  readonly path: readonly string[]
  readonly first: unknown
  readonly second: unknown
}

/** What people read and nothing is computed from. */
const forPeople = new Set(["caption"])

const ofArm = ["experiment", "factors", "name"]

/** Where two values differ, as deep inside as can be said; what they share is looked at once. */
const differences = (first: Evaluated, second: Evaluated): readonly Difference[] => {
  const found: Difference[] = []
  const seen = new Set<object>()
  const within = (exported: string, path: readonly string[], a: unknown, b: unknown): void => {
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
      if (!Object.is(a, b)) found.push({ exported, path, first: a, second: b })
      return
    }
    if (seen.has(a)) return
    seen.add(a)
    const before = found.length
    for (const key of "experiment" in a ? ofArm : new Set([...Object.keys(a), ...Object.keys(b)])) {
      // Where a value of an arm differs, its label and the arm's name follow.
      if ("experiment" in a && found.length > before) return
      if (!forPeople.has(key))
        within(exported, [...path, key], Reflect.get(a, key), Reflect.get(b, key))
    }
  }
  const again = new Map(second.targets)
  for (const [name, target] of first.targets) within(name, [], target, again.get(name))
  return found
}

/** Fields that two evaluations of the same file give other values. */
export const differenceFaults = (
  source: Source,
  first: Evaluation,
  second: Evaluation,
): readonly Fault[] => {
  if (first.bytes.equals(second.bytes)) return []
  const [one, other] = [first.answer(), second.answer()]
  if (one.event !== "evaluated") return []
  const file = source.file
  const hint =
    "write the value down; what is drawn at random follows from `seeds` and is the same on every run"
  const expected = "the same experiment on every evaluation of the file"
  if (other.event !== "evaluated")
    return [
      fault({
        what: "the file evaluates once and fails the next time",
        where: { file },
        expected,
        hint,
      }),
    ]
  const told = differences(one, other).map((difference) => {
    const { where, field } = locatePath(source, one, difference.exported, difference.path)
    return fault({
      what: `${field} is ${shown(difference.first)} in one evaluation of the file and ${shown(difference.second)} in another`,
      where: { ...where, field },
      expected,
      hint,
    })
  })
  // One place is told once, however many arms it reaches.
  return [
    ...new Map(
      told.map((each) => [
        JSON.stringify([each.where.file, each.where.line, each.where.column]),
        each,
      ]),
    ).values(),
  ]
}
