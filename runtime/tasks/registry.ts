import { classification } from "./classification.ts"
import type { TaskRecord } from "./record.ts"
import { segmentation } from "./segmentation.ts"

/** The built-in kinds of tasks. */
export const taskRecords: readonly TaskRecord[] = [segmentation, classification]
