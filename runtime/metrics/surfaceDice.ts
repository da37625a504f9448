import { surfaceDice } from "../../dsl/metrics/surfaceDice.ts"
import { isEmpty, packBits } from "./bitVolume.ts"
import { implementMetric } from "./contract.ts"
import { requireGrid } from "./grid.ts"
import { surfaceOf } from "./surface.ts"
import { surfelCorners } from "./surfel.ts"
import { surfelDistances, type SurfelDistances } from "./surfelDistances.ts"

interface Areas {
  readonly within: number
  readonly all: number
}

const areasOf = ({ squared, areas }: SurfelDistances, tolerance: number): Areas =>
  areas.reduce<Areas>(
    ({ within, all }, area, index) => ({
      within: within + (Math.sqrt(squared[index]!) <= tolerance ? area : 0),
      all: all + area,
    }),
    { within: 0, all: 0 },
  )

export default implementMetric(surfaceDice, {
  measure: ({ tolerance, empty }, { prediction, truth, ...grid }) => {
    requireGrid(prediction, grid)
    requireGrid(truth, grid)
    const [predicted, labelled] = [packBits(prediction, grid.shape), packBits(truth, grid.shape)]
    const filled = [predicted, labelled].filter((mask) => !isEmpty(mask)).length
    if (filled < 2) return filled === 1 ? 0 : empty === "one" ? 1 : Number.NaN
    const ours = surfaceOf(surfelCorners(predicted))
    const theirs = surfaceOf(surfelCorners(labelled))
    const sides = [
      areasOf(surfelDistances(predicted, ours, theirs, grid.spacing), tolerance),
      areasOf(surfelDistances(labelled, theirs, ours, grid.spacing), tolerance),
    ]
    const sum = (of: (areas: Areas) => number) => sides.reduce((total, side) => total + of(side), 0)
    return sum(({ within }) => within) / sum(({ all }) => all)
  },
})
