import { Result } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { visible } from "../faults/visible.ts"
import {
  declaredTexts,
  isNearMiss,
  looksMissing,
  meaningBy,
  written,
  type ClassTexts,
  type Meaning,
} from "./classTexts.ts"
import type { TextOfSubject } from "./subjectTexts.ts"

interface Found {
  readonly text: string
  readonly count: number
  readonly line: number
  readonly meaning: Meaning
}

interface Column extends ClassTexts {
  readonly csv: string
  readonly column: string
  /** How the table was read, as "UTF-8, fields separated by a comma". */
  readonly form: string
}

const foundIn = (texts: readonly TextOfSubject[], column: Column): readonly Found[] => {
  const meaningOf = meaningBy(column)
  return [...Map.groupBy(texts, ({ text }) => text)].map(([text, of]) => ({
    text,
    count: of.length,
    line: of[0]?.line ?? 1,
    meaning: meaningOf(text),
  }))
}

/** Texts that are shown, and signs of each, at most. */
const SHOWN = 12
const LONGEST = 60

const shortened = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text

const counted = (found: readonly Found[]): string => {
  const shown = found
    .slice(0, SHOWN)
    .map(({ text, count }) => `${visible(shortened(text))} (${count})`)
  return `${shown.join(", ")}${found.length > SHOWN ? ` and ${found.length - SHOWN} more` : ""}`
}

/** What to write so that every text found is declared: to be read before it is taken. */
const declaration = (others: readonly string[], column: Column): string => {
  if (others.length > SHOWN || others.some((text) => text.length > LONGEST))
    return `Is "${column.column}" the column that is meant? Texts that begin alike are declared by a pattern, as "IDH*".`
  const missing = others.filter(looksMissing)
  const told = others.filter((text) => !missing.includes(text))
  const nearNegative = told.filter((text) => isNearMiss(text, column.negative))
  const nearPositive = told.filter((text) => isNearMiss(text, column.positive))
  const negative = nearNegative.filter((text) => !nearPositive.includes(text))
  const positive = nearPositive.filter((text) => !nearNegative.includes(text))
  const rest = told.filter((text) => !negative.includes(text) && !positive.includes(text))
  const lists = [
    { name: "negative", old: column.negative, more: negative },
    {
      name: "positive",
      old: column.positive,
      more: column.positive === undefined ? rest : positive,
    },
    { name: "missing", old: column.missing, more: missing },
  ]
  const proposed = lists.flatMap(({ name, old, more }) =>
    more.length === 0
      ? []
      : [`${name}: ${old === undefined ? "[" : "[..., "}${written(more).slice(1)}`],
  )
  return [
    ...(proposed.length === 0
      ? []
      : [`Declare it, if that is what is meant: ${proposed.join(", ")}.`]),
    ...(column.positive === undefined || rest.length === 0
      ? []
      : [`Say in which of negative, positive and missing ${written(rest).slice(1, -1)} belongs.`]),
  ].join(" ")
}

const undeclaredFault = (found: readonly Found[], column: Column): readonly Fault[] => {
  const undeclared = found.filter(({ meaning }) => meaning === "undeclared")
  const [first] = undeclared
  if (first === undefined) return []
  const known = found.filter(({ meaning }) => meaning !== "undeclared")
  return [
    fault({
      what: `column "${column.column}" holds ${undeclared.length === 1 ? "a text" : `${undeclared.length} texts`} of no declared class, with how many subjects have it: ${counted(undeclared)}${known.length === 0 ? "" : `; declared are ${counted(known)}`}`,
      where: { file: column.csv, line: first.line },
      expected: `negative: ${declaredTexts(column.negative)}, positive: ${declaredTexts(column.positive)}, missing: ${declaredTexts(column.missing)} or an empty cell; the table was read as ${column.form}, texts are compared in Unicode's composed form`,
      hint: declaration(
        undeclared.map(({ text }) => text),
        column,
      ),
    }),
  ]
}

const bothFault = (found: readonly Found[], column: Column): readonly Fault[] => {
  const both = found.filter(({ meaning }) => meaning === "both")
  return both.slice(0, SHOWN).map(({ text, line }) =>
    fault({
      what: `${visible(text)} in column "${column.column}" is declared more than once`,
      where: { file: column.csv, line },
      expected: "a text in one of negative, positive and missing",
      hint: "Narrow the list or the pattern that it should not fit.",
    }),
  )
}

/** The class of each subject that has one. Every text that was not declared, or twice, is a fault. */
export const classesOf = (
  texts: readonly TextOfSubject[],
  column: Column,
): Result.Result<ReadonlyMap<string, 0 | 1>, readonly Fault[]> => {
  const found = foundIn(texts, column)
  const faults = [...bothFault(found, column), ...undeclaredFault(found, column)]
  if (faults.length > 0) return Result.fail(faults)
  const meaning = new Map(found.map((one) => [one.text, one.meaning]))
  return Result.succeed(
    new Map(
      texts.flatMap(({ subject, text }) => {
        const of = meaning.get(text)
        return of === 0 || of === 1 ? [[subject, of] as const] : []
      }),
    ),
  )
}
