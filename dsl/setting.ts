import { Option, Result, Schema } from "effect"
import type { AnyDefinition } from "./component.ts"
import type { Experiment } from "./experiment.ts"
import { experimentChecker } from "./faults.ts"
import { fault, type Fault } from "./fault.ts"
import { componentsOf } from "./placed.ts"
import { sharingReplace, valueAt } from "./replace.ts"
import { noneHas } from "./studyFaults.ts"
import { unknownPath } from "./unknownPath.ts"

/** A value for a field that is given beside the experiment, as text: `pretraining.epochs` and `20`. */
export interface Setting {
  readonly path: string
  readonly text: string
}

/** What a setting came to. */
export interface AppliedSetting extends Setting {
  readonly value: unknown
  /** Values that the arms had there, each once. */
  readonly before: readonly unknown[]
}

/** A setting written as `FIELD=VALUE`; none where there is no field or no `=`. */
export const parseSetting = (text: string): Option.Option<Setting> => {
  const [, path = "", value = ""] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(text) ?? []
  return path === "" ? Option.none() : Option.some({ path, text: value.trim() })
}

/** A setting as it is written on the command line. */
export const settingText = ({ path, text }: Setting): string => `${path}=${text}`

/** Values in a text at most. */
const mostValues = 3

/** What a setting has changed, in words: `pretraining.epochs = 20 (the file says 30)`. */
export const changeText = ({ path, value, before }: AppliedSetting): string => {
  const shown = before.slice(0, mostValues).map((each) => JSON.stringify(each) ?? "nothing")
  const more = before.length > mostValues ? " or others" : ""
  return `${path} = ${JSON.stringify(value)} (the file says ${shown.join(" or ")}${more})`
}

/** Whether a field is the one that a setting sets, or lies inside of it. */
export const isSetBy = ({ path }: Setting, field: string): boolean =>
  `${field}.`.startsWith(`${path}.`)

const json = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** What a text may mean: JSON, the text itself, or a list of both by its commas, which is first where a list stands. */
const readings = (text: string, isList: boolean): readonly unknown[] => {
  const list = text.split(",").map((part) => Option.getOrElse(json(part), () => part.trim()))
  const whole = Option.toArray(json(text))
  return isList && !whole.some(Array.isArray) ? [list, ...whole, text] : [...whole, text, list]
}

const identity = new Set(["family", "kind", "implementation", "of"])

const notOne = ({ path }: Setting, values: readonly unknown[]): Fault => {
  const keys = new Set(values.flatMap((value) => Object.keys(Object(value))))
  const fields = [...keys].filter((key) => !identity.has(key)).map((key) => `${path}.${key}`)
  return fault({
    what: `${path} is made of fields of its own`,
    where: { field: path },
    expected: `a field that is a number, a text or a list: ${fields.join(", ")}`,
    hint: `set one of these; another ${path.split(".").at(-1)} is written in the file, as an arm of its own or in place of this one`,
  })
}

/**
 * Experiments with a setting in the place of what they have there; those that have no such field stay as
 * they are. The text is read as what the field takes. Fails where none has the field, and where it is no
 * single value; what is wrong with the value itself is for the check of the experiments.
 */
export const applySetting = (
  experiments: readonly Experiment[],
  setting: Setting,
  definitions: readonly AnyDefinition[],
): Result.Result<
  { readonly experiments: readonly Experiment[]; readonly applied: AppliedSetting },
  Fault
> => {
  const { path, text } = setting
  const unknown = noneHas(experiments, path, definitions, `no arm has a field "${path}"`)
  if (unknown !== undefined) return Result.fail(unknown)
  const takes = (each: Experiment) => unknownPath(each, path, definitions) === undefined
  const taking = experiments.filter(takes)
  const before = [
    ...new Map(
      taking.map((each) => [JSON.stringify(valueAt(each, path)), valueAt(each, path)]),
    ).values(),
  ]
  if (before.some((value) => componentsOf(value).length > 0))
    return Result.fail(notOne(setting, before))
  const faultsOf = experimentChecker(definitions)
  const made = readings(text, before.some(Array.isArray)).map((value) => {
    const replace = sharingReplace()
    const set = experiments.map((each) => (takes(each) ? replace(each, path, value) : each))
    const faults = [...new Set(set)]
      .flatMap(faultsOf)
      .filter(({ where }) => isSetBy(setting, where.field ?? ""))
    return { experiments: set, faults, applied: { ...setting, value, before } }
  })
  const [best] = made.toSorted((a, b) => a.faults.length - b.faults.length)
  if (best === undefined) throw new Error("a text has a reading")
  return Result.succeed(best)
}
