import { Schema } from "effect"
import { HistoryRow } from "../training/history.ts"

/** `history.json`: the losses of a training. */
export const HistoryFile = Schema.Struct({ rows: Schema.Array(HistoryRow) })

/** What the norm of a term's gradient at the encoder is logged as: this, and the term. */
export const encoderGradient = "gradientNorm.encoder."
