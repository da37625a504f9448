import { join } from "node:path"
import { Effect } from "effect"
import type { ReconstructionFigure } from "../../dsl/figure.ts"
import type { ReconstructionSlice } from "../../reports/figures/reconstructionSlice.ts"
import { readNpy } from "../data/formats/npy/readNpy.ts"
import type { Plan } from "../plan/planStudy.ts"
import { readJson } from "../stages/files.ts"
import { ReconstructionFile, sliceKinds } from "../stages/reconstruct/artifact.ts"
import { reconstruct } from "../stages/reconstruct/record.ts"
import { isOneOf } from "./artifacts.ts"
import { shownArtifacts } from "./shownArtifacts.ts"

/** Original, masked and reconstructed slices of the first test subjects, at each arm's first seed. */
export const reconstructionSlices = Effect.fnUntraced(function* (
  plan: Plan,
  figure: ReconstructionFigure,
) {
  const found = yield* shownArtifacts(plan, figure, isOneOf(reconstruct))
  const firsts = [...Map.groupBy(found, ({ arm }) => arm).values()].flatMap(
    ([first]) => first ?? [],
  )
  const made = yield* Effect.forEach(firsts, ({ arm, folder }) =>
    Effect.gen(function* () {
      const { subjects, modalities, plane } = yield* readJson(
        folder,
        "reconstruction.json",
        ReconstructionFile,
      )
      const [height, width] = plane
      const area = height * width
      return yield* Effect.forEach(subjects.slice(0, figure.subjects), (subject) =>
        readNpy(join(folder, "slices", `${subject}.npy`), "<f4", [
          sliceKinds.length,
          modalities.length,
          height,
          width,
        ]).pipe(
          Effect.map((bytes) => {
            const values = new Float32Array(bytes)
            return sliceKinds.flatMap((kind, row) =>
              modalities.map((modality, column): ReconstructionSlice => {
                const first = (row * modalities.length + column) * area
                const data = values.subarray(first, first + area)
                return { arm, subject, modality, kind, width, height, data }
              }),
            )
          }),
        ),
      )
    }),
  )
  return made.flat(2)
})
