import { Schema } from "effect"
import {
  field,
  flag,
  number,
  numberOrNone,
  optional,
  text,
  texts,
  whole,
  wholes,
} from "./fields.ts"

export const Run = Schema.Struct({
  key: text("Key of the stage that measured."),
  stage: text("Its label."),
  seed: whole("Its seed."),
  commit: field("Commit of the code; null outside a repository.", Schema.NullOr(Schema.String)),
  dirty: flag("Whether the working tree differed from the commit."),
  accepted: optional(
    texts("Stages behind it that another code made, an edit having been declared harmless."),
  ),
  scores: optional(
    field(
      "Of one that a server has scored: the file it gave, and its SHA-256.",
      Schema.Struct({ server: Schema.String, file: Schema.String, sha256: Schema.String }),
    ),
  ),
  threads: optional(
    wholes("Threads of the stages behind it, where runs of the table differ in them."),
  ),
}).annotate({ identifier: "run" })
/** The stage that measured a number: what a reader needs to find it again. */
export type Run = typeof Run.Type

export const SeedValue = Schema.Struct({
  seed: whole("The seed."),
  value: numberOrNone(
    "Mean over the subjects that count, or the number for the whole set; null where there is none.",
  ),
  subjects: field(
    "Subjects that count; null where a number for the whole set does not name its subjects.",
    Schema.NullOr(Schema.Int),
  ),
  dropped: whole("Subjects that the convention drops."),
}).annotate({ identifier: "value" })
/** What one seed gives, in the column's unit. */
export type SeedValue = typeof SeedValue.Type

const Gap = Schema.Struct({
  seed: whole("The seed."),
  why: field(
    "Why it gives no number.",
    Schema.Literals([
      "not measured",
      "no pre-training",
      "every subject dropped",
      "undefined",
      "failed",
      "running",
      "stale",
      "unscored",
    ]),
  ),
  failure: optional(
    field(
      "The stage that stands in the way, and what was said.",
      Schema.Struct({ stage: Schema.String, why: Schema.String }),
    ),
  ),
}).annotate({ identifier: "gap" })
/** A seed that gives no number, and why. */
export type Gap = typeof Gap.Type

const Interval = Schema.Struct({
  low: number("Lower end, in the column's unit."),
  high: number("Upper end."),
  n: whole("Subjects."),
}).annotate({ identifier: "interval" })
/** An interval of confidence of a mean over subjects. */
export type Interval = typeof Interval.Type

const Comparison = Schema.Struct({
  with: text("The arm compared with."),
  pairs: whole("Subjects that both have."),
  n: whole("Subjects of these in which the two differ."),
  statistic: number("The smaller of the sums of ranks of positive and negative differences."),
  positive: number("Sum of the ranks of positive differences."),
  p: number("Two-sided."),
  corrected: optional(number("p corrected over the table, where that is asked for.")),
  method: field("How p was computed.", Schema.Literals(["exact", "normal"])),
}).annotate({ identifier: "comparison" })
/** A paired test of an arm against another one, over the subjects that both have. */
export type Comparison = typeof Comparison.Type

export const Cell = Schema.Struct({
  state: field(
    "What it is.",
    Schema.Literals([
      "measured",
      "incomplete",
      "accepted",
      "missing",
      "failed",
      "running",
      "stale",
      "unscored",
      "absent",
    ]),
  ),
  mean: numberOrNone("The number; null where there is none."),
  std: numberOrNone("Sample standard deviation (ddof 1); null of fewer than two numbers."),
  n: whole("How many numbers mean and deviation are over."),
  absent: optional(text("Why the block has no such arm; empty where no reason is given.")),
  best: flag("Whether the mean, as printed, is the best of its column, and bold."),
  withheld: optional(
    field(
      "Why the best is not bold.",
      Schema.Literals([
        "seeds are missing",
        "other subjects",
        "other voxels",
        "within noise",
        "not tested",
      ]),
    ),
  ),
  second: optional(flag("Whether it is the second best, where the table asks for that.")),
  rank: optional(whole("Place in its column, from 1; where the table shows it.")),
  delta: optional(number("Mean less that of the arm `against`; where the table shows it.")),
  seeds: wholes("Seeds behind the mean."),
  dropped: whole("Subjects that the convention drops, over all seeds."),
  vanished: optional(texts("Subjects of whose region preprocessing has left no voxel.")),
  values: field("What each seed gives.", Schema.Array(SeedValue)),
  runs: field("The runs behind them; of a cross-validation one a fold.", Schema.Array(Run)),
  missing: field("Seeds that give no number.", Schema.Array(Gap)),
  interval: optional(field("Where the table asks for one.", Interval)),
  comparison: optional(
    field("Where the table asks for one, and a subject is of both arms.", Comparison),
  ),
}).annotate({ identifier: "cell" })
/** One arm in one column. Numbers are in the column's unit. */
export type Cell = typeof Cell.Type
