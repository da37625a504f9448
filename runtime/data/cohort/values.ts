import { Effect } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { visible } from "../faults/visible.ts"
import { canonical } from "../formats/csv/csv.ts"
import { numberOf } from "../formats/csv/readTable.ts"
import { looksMissing } from "./classTexts.ts"
import { listed, readSubjectTexts, type SubjectColumn, type TextOfSubject } from "./subjectTexts.ts"
import type { Named } from "./subjectsByName.ts"

/** Where the numbers of subjects are. */
export interface ValueSource extends SubjectColumn {
  /** Texts of subjects whose number is not known; "" of an empty cell, or of no row. */
  readonly missing?: string | readonly string[] | undefined
}

/** Number of each subject that has one, by subject id. */
export type SubjectValues = ReadonlyMap<string, number>

/** Different texts that are told one by one, at most. */
const SHOWN = 12

/** A comma that may be a decimal sign or part thousands. */
const ambiguous = /^([+-]?\d{1,3}),(\d{3})$/

/** Texts that are no numbers, each told once, the first ones one by one. */
const notNumbers = (
  texts: readonly TextOfSubject[],
  { csv, column }: ValueSource,
): readonly Fault[] => {
  const groups = [...Map.groupBy(texts, ({ text }) => text).values()]
  const more = groups.slice(SHOWN).flat().length
  return groups.slice(0, SHOWN).flatMap(([first, ...others], index) => {
    if (first === undefined) return []
    const { subject, text, line } = first
    const also = listed(others.map((other) => other.subject))
    const isLast = index === SHOWN - 1 && more > 0
    return fault({
      what: `${visible(text)} in column "${column}" is not one number${also === "" ? "" : `, also of ${also}`}${isLast ? `; nor are those of ${more} subjects more` : ""}`,
      where: { file: csv, line, subject },
      expected: "a number such as 61.2",
      hint: ambiguous.test(text)
        ? `write ${text.replace(",", ".")} or ${text.replace(",", "")}`
        : looksMissing(text)
          ? `correct the cell, or declare that it is not known: missing: [${JSON.stringify(text)}]`
          : "write the number alone, without a unit, a date or signs between thousands",
    })
  })
}

const withoutNumber = (subjects: readonly string[], { csv, column }: ValueSource): Fault =>
  fault({
    what: `${subjects.length} subjects have no number in column "${column}": ${listed(subjects)}`,
    where: { file: csv, subject: subjects[0] ?? "" },
    expected: "a row with a number for every subject",
    hint: 'fill the cells, or declare that they are not known: missing: [""]',
  })

/**
 * Reads a table and takes the numbers of subjects from it; rows about those left out say nothing. Wrong
 * rows, texts that are no numbers, and subjects without a number where none is declared to be missing
 * are faults, all reported.
 */
export const readValues = Effect.fn("readValues")(function* (
  source: ValueSource,
  subjects: readonly Named[],
  excluded: readonly Named[] = [],
): Effect.fn.Return<SubjectValues, DatasetError> {
  const { texts, faults } = yield* readSubjectTexts(source, subjects, excluded)
  const { missing = [] } = source
  const unknown = new Set((typeof missing === "string" ? [missing] : missing).map(canonical))
  // A code such as -9 is also written -9.0, by what reads whole numbers beside gaps.
  const codes = new Set([...unknown].map(numberOf).filter(Number.isFinite))
  const told = texts.filter(({ text }) => !unknown.has(text) && !codes.has(numberOf(text)))
  const wrong = told.filter(({ text }) => ambiguous.test(text) || !Number.isFinite(numberOf(text)))
  const named = new Set(texts.map(({ subject }) => subject))
  const silent = unknown.has("") ? [] : subjects.filter(({ id }) => !named.has(id))
  const all = [
    ...faults,
    ...notNumbers(wrong, source),
    ...(silent.length === 0
      ? []
      : [
          withoutNumber(
            silent.map(({ id }) => id),
            source,
          ),
        ]),
  ]
  if (all.length > 0) return yield* datasetError(...all)
  return new Map(told.map(({ subject, text }) => [subject, numberOf(text)]))
})
