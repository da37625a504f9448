import { cohortOf } from "../dsl/cohort.ts"
import { scoresOf } from "../dsl/serverScores.ts"
import type { Table } from "../dsl/table.ts"
import type { Task } from "../dsl/task.ts"
import { withTitles } from "../dsl/titles.ts"
import { plainLabel } from "./smallMarkup.ts"

/** Who is trained on and who is tested, of a task that does not go by the data set's split. */
const subjectsText = (task: Task): string | null => {
  const scores = scoresOf(task)
  if (scores !== null)
    return `all subjects with labels are trained on; those without are tested, scored by ${scores.server}.`
  const cohort = cohortOf(task)
  if (cohort === null) return null
  const { among, test, seed } = cohort
  const tested = test < 1 ? `a share of ${test}` : String(test)
  return `of the subjects whose ${among} is known ${tested} are tested (seed ${seed}), the others trained on. Those tested may lie in the pre-training set, where their images are seen, not their ${among}.`
}

/** Tasks of a table that have subjects of their own, in words, and what their tests share with pre-training. */
export const cohortTexts = ({ blocks }: Pick<Table, "blocks">): readonly string[] => [
  ...new Set(
    blocks.flatMap(({ study, columns, titles }) => {
      const read = new Set(columns.map(({ task }) => task))
      return study.arms.flatMap(({ experiment }) =>
        Object.entries(experiment.tasks).flatMap(([name, task]) => {
          const text = subjectsText(task)
          if (text === null || !read.has(name)) return []
          const own = withTitles(experiment.titles ?? {}, titles)
          const tasks: Readonly<Record<string, string | undefined>> = own.tasks ?? {}
          const dataset = own.dataset ?? experiment.dataset.kind
          return [`${plainLabel(`${dataset}, ${tasks[name] ?? name}`)}: ${text}`]
        }),
      )
    }),
  ),
]
