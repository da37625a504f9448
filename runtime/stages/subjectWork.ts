import { Result } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import { subjectPasses, totalSteps } from "../training/sampling.ts"
import type { DataFacts } from "./dataFacts.ts"
import { knownParts } from "./knownParts.ts"
import type { SubjectTask } from "./taskLoss.ts"
import type { Work } from "./work.ts"

/** The work of training on the subjects whose truth a task knows; `base` is what its network stands on. */
export const subjectWork = (
  task: SubjectTask,
  split: Split,
  data: DataFacts,
  base: readonly unknown[],
) => {
  const { implementation, network, optimizer } = task
  const known = Result.flatMap(data.divided(split), (divided) =>
    knownParts(task, divided, split.seed),
  )
  const subjects = Result.match(known, {
    onSuccess: ({ training }) => training.length,
    onFailure: () => 0,
  })
  const passes = subjectPasses(task, subjects)
  return {
    steps: totalSteps(passes),
    disk: 0,
    tensors: {
      shape: [...base, implementation, network, optimizer, passes.batch],
      runs: 1,
      batch: passes.batch,
      subjects,
    },
  } satisfies Work
}
