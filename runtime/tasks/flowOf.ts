import type { Task } from "../../dsl/task.ts"
import type { TaskFlow, TaskParts, TaskRecord } from "./record.ts"

/** The stages that answer a task, by the first record that knows its kind; undefined where none does. */
export const flowOf = (
  records: readonly TaskRecord[],
  task: Task,
  parts: TaskParts,
): TaskFlow | undefined => {
  for (const record of records) {
    const flow = record(task, parts)
    if (flow !== undefined) return flow
  }
  return undefined
}
