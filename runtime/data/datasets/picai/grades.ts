import { Effect } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { CsvRow } from "../../formats/csv/csv.ts"
import { numberOf, readTable } from "../../formats/csv/readTable.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import type { Subject } from "../../cohort/subject.ts"

/** ISUP grade of each scan, 0 (no cancer) to 5; null where it is not known. */
export type Grades = ReadonlyMap<string, number | null>

const columns = ["patient_id", "study_id", "case_ISUP", "case_csPCa"] as const

/** Clinically significant, by PI-CAI. */
const significant = 2

const gradeOf = ({ cells }: CsvRow): number | null => {
  const text = cells["case_ISUP"] ?? ""
  return text === "" ? null : numberOf(text)
}

const rowFaults = (row: CsvRow, file: string): readonly Fault[] => {
  const where = { file, line: row.line }
  const grade = gradeOf(row)
  const said = row.cells["case_csPCa"] ?? ""
  if (grade === null)
    return said.toUpperCase() === "YES"
      ? [
          fault({
            what: "case_csPCa is YES though case_ISUP is empty",
            where,
            expected: `an ISUP grade of ${significant} or more`,
            hint: "Fill in the grade, or empty both cells where it is not known.",
          }),
        ]
      : []
  if (!Number.isInteger(grade) || grade < 0 || grade > 5)
    return [
      fault({
        what: `case_ISUP is "${row.cells["case_ISUP"]}"`,
        where,
        expected: "0 to 5, or nothing",
        hint: "Write the number alone; leave the cell empty where it is not known.",
      }),
    ]
  const expected = grade >= significant ? "YES" : "NO"
  return said.toUpperCase() === expected
    ? []
    : [
        fault({
          what: `case_csPCa is "${said}" though case_ISUP is ${grade}`,
          where,
          expected: `${expected}: clinically significant is ISUP ${significant} or more`,
          hint: "See in the lesions' grades which of the two is right.",
        }),
      ]
}

/** Reads the marksheet's grades of some scans. Rows of other scans are of a larger cohort. */
export const readGrades = Effect.fn("readGrades")(function* (
  file: string,
  subjects: readonly Subject[],
): Effect.fn.Return<Grades, DatasetError> {
  const table = yield* readTable(file, columns)
  const rows = Map.groupBy(
    table.rows,
    ({ cells }) => `${cells["patient_id"] ?? ""}_${cells["study_id"] ?? ""}`,
  )
  const faults = subjects.flatMap(({ id }): readonly Fault[] => {
    const [row, again] = rows.get(id) ?? []
    if (row === undefined)
      return [
        fault({
          what: "the marksheet has no row of this scan",
          where: { subject: id, file },
          expected: `patient_id and study_id as ${id.replace("_", " and ")}`,
          hint: "See that both are whole numbers as they are in the files' names; or leave the scan out: exclude.",
        }),
      ]
    return again === undefined
      ? rowFaults(row, file)
      : [
          fault({
            what: `scan ${id} is in line ${row.line} and again in line ${again.line}`,
            where: { file, line: again.line },
            hint: "Leave one row per scan.",
          }),
        ]
  })
  if (faults.length > 0) return yield* datasetError(...faults)
  return new Map(
    subjects.map(({ id }) => {
      const [row] = rows.get(id) ?? []
      return [id, row === undefined ? null : gradeOf(row)]
    }),
  )
})
