import { classification } from "./classification.ts"
import type { TaskRecord } from "./record.ts"
import { segmentation } from "./segmentation.ts"
import { valueTask } from "./value.ts"

/** How tasks are answered, by what they predict. */
export const taskRecords: readonly TaskRecord[] = [segmentation, classification, valueTask]
