import type { ts } from "ts-morph"
import type { Fault } from "../../dsl/fault.ts"
import type { Arm } from "../../dsl/study.ts"
import { studiesOf, type Target } from "../../dsl/target.ts"
import { isList } from "../../dsl/plain.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { Evaluated, StudyMade } from "./evaluate/answer.ts"
import type { Calls } from "../faults/authorsPositions.ts"
import { follower, type Here } from "./follow.ts"
import { positionOf, type Source } from "./source.ts"

/** Finds where the author's files write what an experiment file came to. */
export interface Locator {
  /** Where a field of an arm's experiment is written; `undefined` if no file says. */
  readonly field: (arm: Arm, field: string) => ts.Node | undefined
  /** The same, with whether it is the field's own value or what is around a default. */
  readonly found: (arm: Arm, field: string) => Here | undefined
  /** Where a factor of an arm is named. */
  readonly factor: (arm: Arm, path: string) => ts.Node | undefined
  /** Where values of a factor are written under keys that JavaScript puts in another order. */
  readonly reordered: (made: StudyMade) => readonly {
    readonly path: string
    readonly keys: readonly string[]
    readonly node: ts.Node
  }[]
  /** Where a field of a target is written. */
  readonly target: (target: Target, field: string) => ts.Node | undefined
}

/** The key under which the factors hold the value that an arm has. */
const chosen = (factors: unknown, arm: Arm, path: string): string | undefined => {
  const values: unknown = Object(factors)[path]
  if (!isList(values)) return arm.factors[path]
  const index = values.indexOf(valueAt(arm.experiment, path))
  return index < 0 ? undefined : String(index)
}

/** A locator over the files of a source, from what their evaluation recorded. */
export const locator = (source: Source, { made, studies, orders }: Evaluated): Locator => {
  const { callOf, follow, nameOf, keysOf, step, argument } = follower(source)
  const calls = new Map<unknown, Calls>(made)
  const studyOf = new Map<Arm, StudyMade>(
    studies.flatMap((each) => each.study.arms.map((arm) => [arm, each] as const)),
  )
  const callFor = (value: unknown): Here | undefined => {
    const around = calls.get(value)
    return around === undefined ? undefined : callOf(around)
  }

  const factorsOf = (made: StudyMade): Here | undefined => {
    const call = callFor(made.study)
    return call === undefined ? undefined : argument(call, 1)
  }

  /** The record in which a factor of an arm is a key: that of all factors, or of `arms` the arm's own. */
  const recordOf = (made: StudyMade, arm: Arm, factor: string): Here | undefined => {
    const written = factorsOf(made)
    if (written === undefined || factor in Object(made.factors)) return written
    return step(written, arm.name) ?? written
  }

  /** The innermost value on the way to a field whose constructor's call is known. */
  const nearest = (
    root: unknown,
    path: readonly string[],
  ): { readonly call: Here; readonly depth: number } | undefined => {
    for (let depth = path.length; depth >= 0; depth--) {
      const value = depth === 0 ? root : valueAt(root, path.slice(0, depth).join("."))
      const call = typeof value === "object" && value !== null ? callFor(value) : undefined
      if (call !== undefined) return { call, depth }
    }
    return undefined
  }

  const found = (arm: Arm, name: string): Here | undefined => {
    const path = name.split(".")
    const made = studyOf.get(arm)
    const factor = Object.keys(arm.factors)
      .filter((each) => name === each || name.startsWith(`${each}.`))
      .toSorted((a, b) => b.length - a.length)[0]
    const inner = nearest(arm.experiment, path)
    if (factor !== undefined && made !== undefined) {
      const length = factor.split(".").length
      if (inner !== undefined && inner.depth > length)
        return follow(inner.call, path.slice(inner.depth))
      const written = recordOf(made, arm, factor)
      const values = written === undefined ? undefined : step(written, factor)
      const isValue = !(factor in Object(made.factors))
      const key = chosen(made.factors, arm, factor)
      const value =
        isValue || values === undefined || key === undefined ? values : step(values, key)
      if (value !== undefined) return follow(value, path.slice(length))
      const name = written === undefined ? undefined : nameOf(written, factor)
      return name === undefined ? (values ?? written) : { node: name, around: undefined }
    }
    if (inner !== undefined && inner.depth > 0) return follow(inner.call, path.slice(inner.depth))
    const base = nearest(made?.base ?? arm.experiment, path)
    if (base !== undefined) return follow(base.call, path.slice(base.depth))
    // A base that is another one with fields changed was made by no call.
    const study = made === undefined ? undefined : callFor(made.study)
    const given = study === undefined ? undefined : argument(study, 0)
    return given === undefined ? undefined : follow(given, path)
  }
  const field = (arm: Arm, name: string) => found(arm, name)?.node

  const factor = (arm: Arm, path: string): ts.Node | undefined => {
    const made = studyOf.get(arm)
    if (made === undefined) return undefined
    const written = recordOf(made, arm, path)
    return (written === undefined ? undefined : nameOf(written, path)) ?? callFor(made.study)?.node
  }

  const target = (whole: Target, name: string): ts.Node | undefined => {
    const call = callFor(whole)
    const [study] = studiesOf(whole)
    if (name === "study") return (callFor(study) ?? call)?.node
    return call === undefined ? undefined : follow(call, name === "" ? [] : name.split(".")).node
  }
  const given = new Map<unknown, readonly string[]>(orders)
  const reordered = (made: StudyMade) => {
    const written = factorsOf(made)
    return Object.entries(Object(made.factors)).flatMap(([path, values]) => {
      if (isList(values) || written === undefined) return []
      const real = Object.keys(Object(values))
      if (!real.some((key) => /^\d+$/.test(key))) return []
      const here = step(written, path)
      const keys = given.get(values) ?? (here === undefined ? undefined : keysOf(here))
      // Of a record that is filled later, what is written first says nothing.
      return keys?.length !== real.length || keys.join("\n") === real.join("\n")
        ? []
        : [{ path, keys, node: (here ?? written).node }]
    })
  }
  return { field, found, factor, reordered, target }
}

/** Where a path from an exported target is written, and the path as the author would say it. */
export const locatePath = (
  source: Source,
  evaluated: Evaluated,
  exported: string,
  path: readonly string[],
): { readonly where: Fault["where"]; readonly field: string } => {
  const target = evaluated.targets.find(([name]) => name === exported)?.[1]
  const places = locator(source, evaluated)
  // A figure has a study, a table a list of blocks that each have one.
  const inStudy = path[0] === "blocks" ? path.slice(2) : path
  const [study, arms, index, experiment, ...rest] = inStudy
  const read = target === undefined ? [] : studiesOf(target)
  const own = read[path[0] === "blocks" ? Number(path[1]) : 0]
  const arm = arms === "arms" ? own?.arms[Number(index)] : undefined
  const factor = arm !== undefined && experiment === "factors" ? rest.join(".") : undefined
  if (arm !== undefined && factor !== undefined) {
    const node = places.factor(arm, factor)
    return {
      where: node === undefined ? { file: source.file } : positionOf(node),
      field: `the name of a value of ${factor}`,
    }
  }
  const isInArm = study === "study" && arm !== undefined && experiment === "experiment"
  const field = isInArm ? rest.join(".") : path.join(".")
  const node = isInArm
    ? places.field(arm, field)
    : target === undefined
      ? undefined
      : places.target(target, study === "study" ? "study" : field)
  return { where: node === undefined ? { file: source.file } : positionOf(node), field }
}
