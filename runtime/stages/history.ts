import { Schema } from "effect"
import { HistoryRow } from "../training/history.ts"

/** `history.json`: the losses of a training. */
export const HistoryFile = Schema.Struct({ rows: Schema.Array(HistoryRow) })
