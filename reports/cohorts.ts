import { cohortOf } from "../dsl/cohort.ts"
import type { Table } from "../dsl/table.ts"
import { withTitles } from "../dsl/titles.ts"
import { plainLabel } from "./smallMarkup.ts"

/** Tasks of a table that have subjects of their own, in words, and what their tests share with pre-training. */
export const cohortTexts = ({ blocks }: Pick<Table, "blocks">): readonly string[] => [
  ...new Set(
    blocks.flatMap(({ study, columns, titles }) => {
      const read = new Set(columns.map(({ task }) => task))
      return study.arms.flatMap(({ experiment }) =>
        Object.entries(experiment.tasks).flatMap(([name, task]) => {
          const cohort = cohortOf(task)
          if (cohort === null || !read.has(name)) return []
          const own = withTitles(experiment.titles ?? {}, titles)
          const tasks: Readonly<Record<string, string | undefined>> = own.tasks ?? {}
          const dataset = own.dataset ?? experiment.dataset.kind
          const title = tasks[name] ?? name
          const { among, test, seed } = cohort
          const tested = test < 1 ? `a share of ${test}` : String(test)
          return [
            `${plainLabel(`${dataset}, ${title}`)}: of the subjects whose ${among} is known ${tested} are tested (seed ${seed}), the others trained on. Those tested may lie in the pre-training set, where their images are seen, not their ${among}.`,
          ]
        }),
      )
    }),
  ),
]
