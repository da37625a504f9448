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

const counted = (found: readonly Found[]): string =>
  found.map(({ text, count }) => `${visible(text)} (${count})`).join(", ")

/** What to write so that every text found is declared: to be read before it is taken. */
const declaration = (found: readonly Found[], column: Column): string => {
  const others = found.filter(({ meaning }) => meaning === "undeclared").map(({ text }) => text)
  const missing = others.filter(looksMissing)
  const near = others.filter((text) => !missing.includes(text) && isNearMiss(text, column.negative))
  const rest = others.filter((text) => !missing.includes(text) && !near.includes(text))
  return [
    ...(near.length === 0 ? [] : [`negative: [..., ${written(near).slice(1)}`]),
    ...(rest.length === 0
      ? []
      : [`positive: ${column.positive === undefined ? "[" : "[..., "}${written(rest).slice(1)}`]),
    ...(missing.length === 0
      ? []
      : [`missing: ${column.missing === undefined ? "[" : "[..., "}${written(missing).slice(1)}`]),
  ].join(", ")
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
      hint: `Declare it, if that is what is meant: ${declaration(found, column)}.`,
    }),
  ]
}

const bothFault = (found: readonly Found[], column: Column): readonly Fault[] => {
  const both = found.filter(({ meaning }) => meaning === "both")
  return both.map(({ text, line }) =>
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
