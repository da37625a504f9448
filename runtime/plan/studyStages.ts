import { kindsOf, type Plan } from "./planStudy.ts"

/** The different stages of the studies of one data set at one seed, by kind in the order of the work. */
export interface StudyStages {
  /** Name of the first study. */
  readonly study: string
  readonly seed: number
  readonly kinds: readonly { readonly kind: string; readonly different: number }[]
}

/** Stages at the first seed of the studies that read one data set: those of several tables and figures together. */
export const studyStages = (plan: Plan): readonly StudyStages[] => {
  const kindOf = new Map(plan.stages.map((stage) => [stage.key, stage.kind]))
  return [...Map.groupBy(plan.runs, (run) => run.stages["index"])].map(([, runs]) => {
    const { study = "", seed = 0 } = runs[0] ?? {}
    const keys = new Set(
      runs.filter((run) => run.seed === seed).flatMap((run) => Object.values(run.stages)),
    )
    const kinds = kindsOf(plan).flatMap(({ kind }) => {
      const different = [...keys].filter((key) => kindOf.get(key) === kind).length
      return different === 0 ? [] : [{ kind, different }]
    })
    return { study, seed, kinds }
  })
}
