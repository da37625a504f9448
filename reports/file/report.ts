import { Schema } from "effect"
import { Cell } from "./cell.ts"
import { field, flag, number, numberOrNone, optional, text, texts, whole } from "./fields.ts"

const over = Schema.Literals(["subjects", "seeds", "folds", "pooled"])
const within = Schema.Literals(["column", "group", "none"])
const correction = Schema.Literals(["holm", "none"])

export const Column = Schema.Struct({
  name: text("`task.metric.region`, `task.metric` or `pretraining.NAME`."),
  header: texts(
    "From the widest to the narrowest: block where there are several, task, metric, region.",
  ),
  block: text("Block that it is of; empty where the table has one study."),
  taskAt: whole("Place of the task in `header`."),
  metric: field("The metric and its options; null for what pre-training measures.", Schema.Unknown),
  per: field("What a run gives a number for.", Schema.Literals(["subject", "set"])),
  over: field("What deviation and `n` are over.", over),
  unit: text("Empty of a number without one."),
  digits: whole("Decimals printed."),
  better: field(
    "Which of two numbers is the better one.",
    Schema.Literals(["higher", "lower", "nearer 0", "nearer 1", "none"]),
  ),
  convention: text("What two numbers must share to be comparable."),
}).annotate({ identifier: "column" })
export type ColumnJson = typeof Column.Type

const Published = Schema.Struct({
  origin: field("It is not measured here.", Schema.Literal("published")),
  value: number("In its own unit."),
  deviation: numberOrNone("What stands behind the ±; null where nothing does."),
  digits: whole("Decimals printed."),
  unit: text("Unit that it is published in."),
}).annotate({ identifier: "published" })

const Row = Schema.Struct({
  arm: text("The arm, as the file names it."),
  label: text("What is printed for it."),
  group: whole("Group of rows, from 0."),
  stub: field(
    "What stands left of the numbers: text, a tick or none, null where the arm has no such field.",
    Schema.Array(Schema.Union([Schema.String, Schema.Boolean, Schema.Null])),
  ),
  factors: field(
    "Label of each factor's value in the arm.",
    Schema.Record(Schema.String, Schema.String),
  ),
  cells: field("One for each column.", Schema.Array(Cell)),
  published: optional(
    field(
      "One for each column, where the table draws what is published; null where nothing is.",
      Schema.Array(Schema.NullOr(Published)),
    ),
  ),
}).annotate({ identifier: "row" })
/** One arm: a cell for each column. */
export type Row = typeof Row.Type

export const Table = Schema.Struct({
  name: text("Its name."),
  caption: text("Its caption."),
  tried: optional(texts("What was set beside the file for this try.")),
  columns: field("Its columns.", Schema.Array(Column)),
  rows: field("Its rows.", Schema.Array(Row)),
  stub: field(
    "Headings of the columns left of the numbers, from the widest to the narrowest.",
    Schema.Array(Schema.Array(Schema.String)),
  ),
  published: optional(
    field(
      "Where published numbers are from, and what is drawn of them.",
      Schema.Struct({
        source: Schema.String,
        draw: Schema.Literals(["ours", "published", "both", "difference"]),
      }),
    ),
  ),
  spread: field("What deviations are over.", Schema.Struct({ over, ddof: Schema.Literal(1) })),
  folds: optional(texts("How arms were cross-validated.")),
  cohorts: optional(texts("Tasks with subjects of their own.")),
  precisions: optional(texts("Trainings in another precision than float32.")),
  show: field(
    "What a cell prints.",
    Schema.Array(Schema.Literals(["mean", "std", "interval", "n", "p", "delta", "rank"])),
  ),
  interval: field(
    "The bootstrap of intervals.",
    Schema.NullOr(
      Schema.Struct({
        samples: Schema.Int,
        level: Schema.Finite,
        seed: Schema.Int,
        over: Schema.Literals(["subjects", "seeds and subjects"]),
      }),
    ),
  ),
  compare: field(
    "The test against an arm.",
    Schema.NullOr(
      Schema.Struct({
        test: Schema.Literal("wilcoxon"),
        with: Schema.String,
        correction: optional(correction),
      }),
    ),
  ),
  against: optional(text("Arm that differences are taken to.")),
  best: field("Within what the best is bold.", within),
  second: field("Within what the second best is underlined.", within),
  boldIf: optional(
    field(
      "The test that the best must pass to be bold.",
      Schema.Struct({
        test: Schema.Literals(["wilcoxon", "t"]),
        level: Schema.Finite,
        correction,
      }),
    ),
  ),
  transpose: flag("Arms as columns."),
  landscape: optional(flag("LaTeX on pages that are turned.")),
}).annotate({ identifier: "table" })
export type TableJson = typeof Table.Type

/** What report.json holds. */
export const ReportJson = Schema.Struct({
  name: text("Name of the experiment file."),
  tables: field("Its tables.", Schema.Array(Table)),
  figures: field(
    "Its figures, how they are to be read, and their files.",
    Schema.Array(
      Schema.Struct({
        name: Schema.String,
        caption: Schema.String,
        notes: Schema.Array(Schema.String),
        files: Schema.Array(Schema.String),
      }),
    ),
  ),
  notes: optional(
    field(
      "What a reader must be warned of.",
      Schema.Array(Schema.Struct({ term: Schema.String, lines: Schema.Array(Schema.String) })),
    ),
  ),
}).annotate({ identifier: "report" })
export type ReportJson = typeof ReportJson.Type
