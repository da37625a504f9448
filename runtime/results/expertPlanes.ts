import { join } from "node:path"
import { Effect } from "effect"
import { axes } from "../../dsl/field.ts"
import type { ReconstructionFigure } from "../../dsl/figure.ts"
import type { Task } from "../../dsl/task.ts"
import type { ExpertPlanes } from "../../reports/figures/reconstructionSlice.ts"
import { regionMask } from "../data/transforms/region.ts"
import { openVolume } from "../data/volume/open.ts"
import type { Plan } from "../plan/planStudy.ts"
import { preprocess } from "../stages/preprocess/record.ts"
import { labelPlane } from "../stages/reconstruct/labelPlane.ts"
import { isOneOf } from "./artifacts.ts"
import { shownArtifacts } from "./shownArtifacts.ts"
import { shownRegions } from "./shownRegions.ts"
import { testSubjects } from "./testSubjects.ts"

/** What the expert drew on the planes of a figure of reconstructions: the middle axial ones of the central crops. */
export const expertPlanes = Effect.fnUntraced(function* (plan: Plan, figure: ReconstructionFigure) {
  const experiment = figure.study.arms[0]?.experiment
  const task: Task | undefined = experiment?.tasks[figure.task ?? ""]
  const [data] = yield* shownArtifacts(plan, figure, isOneOf(preprocess))
  if (experiment === undefined || task?.of !== "masks" || data === undefined) return undefined
  const { dataset, encoder } = experiment
  const subjects = yield* testSubjects(plan, figure, dataset.split)
  const planes = yield* Effect.forEach(subjects.slice(0, figure.subjects), (subject) =>
    Effect.gen(function* () {
      const volume = yield* openVolume(join(data.folder, "subjects", subject))
      if (volume.labelled === undefined) return []
      const label = yield* labelPlane(volume, axes(encoder.crop))
      const masks = task.regions.map((region) => ({
        region,
        mask: regionMask(label, dataset.regions[region] ?? []),
      }))
      return [{ subject, masks }]
    }),
  )
  return {
    regions: shownRegions(experiment, figure.task),
    planes: planes.flat(),
  } satisfies ExpertPlanes
})
