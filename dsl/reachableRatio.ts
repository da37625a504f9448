import { faultUnless } from "./faultIf.ts"
import type { AnyDefinition } from "./component.ts"
import { levelsOf } from "./encoderLevels.ts"
import type { Experiment } from "./experiment.ts"
import type { Fault } from "./fault.ts"
import { axes } from "./field.ts"
import { isList } from "./plain.ts"
import { valueAt } from "./replace.ts"

const rounded = (share: number): number => Math.round(share * 1000) / 1000

/** A share that rounds to fewer than `least` or more than `most` of a total is told, not clamped. */
const unreachable = (
  field: string,
  ratio: number,
  of: {
    readonly total: number
    readonly least: number
    readonly most: number
    readonly what: string
  },
): readonly Fault[] => {
  const count = Math.round(ratio * of.total)
  return faultUnless(count >= of.least && count <= of.most, () => ({
    what: `a ratio of ${ratio} cannot be reached: ${of.what}`,
    where: { field: `${field}.ratio` },
    expected: `${rounded(of.least / of.total)} to ${rounded(of.most / of.total)}`,
    hint: `use ${ratio * of.total > of.most ? rounded(of.most / of.total) : rounded(of.least / of.total)}`,
  }))
}

const stepFaults = (experiment: Experiment, positions: number): readonly Fault[] => {
  const steps = valueAt(experiment.pretraining, "mask")
  const faults: Fault[] = []
  let modalities = experiment.dataset.modalities.length
  let left = positions
  for (const [index, step] of (isList(steps) ? steps : []).entries()) {
    const field = `pretraining.mask.${index}`
    const ratio = valueAt(step, "ratio")
    const count = valueAt(step, "count")
    const kind = valueAt(step, "kind")
    if (kind === "modality" && typeof count === "number") modalities -= count
    else if (kind === "position" && typeof ratio === "number") {
      const what = `one of ${left} positions at least is masked and one is left`
      faults.push(...unreachable(field, ratio, { total: left, least: 1, most: left - 1, what }))
      left -= Math.min(left - 1, Math.max(1, Math.round(ratio * left)))
    } else if (kind === "patch" && typeof ratio === "number") {
      const isAlone = modalities < 2
      if (isAlone && valueAt(step, "alone") !== "mask") return faults
      const total = modalities * left
      const least = isAlone ? 1 : left
      const what = isAlone
        ? `one of ${left} positions at least is masked and one is left`
        : `of ${modalities} modalities at a position one at least is masked and one is left`
      faults.push(...unreachable(field, ratio, { total, least, most: total - least, what }))
      // What a patch mask leaves differs from position to position.
      return faults
    } else return faults
  }
  return faults
}

const tokenFaults = (experiment: Experiment, positions: number): readonly Fault[] => {
  const { pretraining, encoder, dataset } = experiment
  const ratio = valueAt(pretraining, "ratio")
  if (typeof ratio !== "number" || !["mae", "simmim"].includes(pretraining.kind)) return []
  const block = valueAt(pretraining, "block")
  const perModality = valueAt(encoder, "tokens") === "perModality"
  const tokens = positions * (perModality ? dataset.modalities.length : 1)
  const total = typeof block === "number" ? tokens / block ** 3 : tokens
  const what = `one of ${total} tokens at least is masked and one is left`
  // SimMIM rounds its share up.
  return Number.isInteger(total) && total > 1
    ? unreachable(
        "pretraining",
        pretraining.kind === "simmim" ? Math.ceil(ratio * total - 1e-9) / total : ratio,
        { total, least: 1, most: total - 1, what },
      )
    : []
}

/** Ratios that a mask would clamp: more or less than it can hide of these modalities and positions. */
export const ratioFaults = (
  experiment: Experiment,
  definitions: readonly AnyDefinition[],
): readonly Fault[] => {
  const crop = axes(experiment.encoder.crop)
  const patch = levelsOf(experiment.encoder, definitions).at(-1)?.stride ?? crop
  const positions = crop.reduce(
    (product, length, axis) => product * (length / (patch[axis] ?? 1)),
    1,
  )
  if (!Number.isInteger(positions) || positions < 2) return []
  return [...stepFaults(experiment, positions), ...tokenFaults(experiment, positions)]
}
