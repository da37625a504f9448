import type { Experiment } from "../../dsl/experiment.ts"
import type { Task } from "../../dsl/task.ts"
import type { ShownRegions } from "../../reports/figures/overlay.ts"

/** The regions that a figure shows of a task. */
export const shownRegions = (experiment: Experiment | undefined, name = ""): ShownRegions => {
  const task: Task | undefined = experiment?.tasks[name]
  return {
    regions: experiment?.dataset.regions ?? {},
    shown: task?.of === "masks" ? task.regions : [],
    titles: experiment?.titles?.regions,
  }
}
