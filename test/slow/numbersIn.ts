import { Schema } from "effect"

const ReportFile = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        rows: Schema.Array(
          Schema.Struct({
            cells: Schema.Array(Schema.Struct({ mean: Schema.NullOr(Schema.Finite) })),
          }),
        ),
      }),
    ),
  }),
)

/** The means in the tables of a `report.json`, row by row. */
export const numbersIn = (report: string): readonly number[] =>
  Schema.decodeSync(ReportFile)(report).tables.flatMap(({ rows }) =>
    rows.flatMap(({ cells }) => cells.flatMap(({ mean }) => mean ?? [])),
  )
