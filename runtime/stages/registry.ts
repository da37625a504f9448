import { classify } from "./classify/record.ts"
import { embed } from "./embed/record.ts"
import { finetune } from "./finetune/record.ts"
import { index } from "./index/record.ts"
import { predict } from "./predict/record.ts"
import { preprocess } from "./preprocess/record.ts"
import { pretrain } from "./pretrain/record.ts"
import { probe } from "./probe/record.ts"
import { reconstruct } from "./reconstruct/record.ts"
import type { StageFacts } from "./record.ts"
import { score } from "./score/record.ts"
import { variance } from "./variance/record.ts"

/** The built-in kinds of stages, in the order in which work flows. */
export const stageRecords: readonly StageFacts[] = [
  index,
  preprocess,
  variance,
  pretrain,
  reconstruct,
  finetune,
  predict,
  embed,
  probe,
  classify,
  score,
]

/**
 * Kinds in the order in which work flows: the built-in ones as they are listed, each other one after
 * the last of those that it reads.
 */
export const inFlow = (records: readonly StageFacts[]): readonly StageFacts[] => {
  const flow = [...stageRecords]
  for (const record of records) {
    if (flow.some(({ kind }) => kind === record.kind)) continue
    flow.splice(flow.findLastIndex(({ kind }) => record.inputs.includes(kind)) + 1, 0, record)
  }
  const used = new Set(records.map(({ kind }) => kind))
  return flow.filter(({ kind }) => used.has(kind))
}
