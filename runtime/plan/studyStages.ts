import { kindsOf, type Plan } from "./planStudy.ts"

/** The different stages of one study's runs at one seed, by kind in the order of the work. */
export interface StudyStages {
  readonly study: string
  readonly seed: number
  readonly kinds: readonly { readonly kind: string; readonly different: number }[]
}

/** Stages of each study at its first seed: studies of one name, such as an experiment's in several tables, together. */
export const studyStages = (plan: Plan): readonly StudyStages[] => {
  const kindOf = new Map(plan.stages.map((stage) => [stage.key, stage.kind]))
  return [...Map.groupBy(plan.runs, (run) => run.study)].map(([study, runs]) => {
    const seed = runs[0]?.seed ?? 0
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
