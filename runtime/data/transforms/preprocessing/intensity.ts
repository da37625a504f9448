import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"
import type { PreprocessingStep } from "../../../../dsl/preprocessing.ts"
import { normalizeIntensity, type Moments } from "../normalize.ts"
import type { AppliedStep } from "./applied.ts"
import { percentiles } from "./percentile.ts"

type IntensityStep = Extract<PreprocessingStep, { readonly modalities?: unknown }>
type Percentiles = Extract<PreprocessingStep, { readonly kind: "scaleIntensityRangePercentiles" }>

export const isIntensityStep = (step: PreprocessingStep): step is IntensityStep =>
  step.kind === "normalizeIntensity" ||
  step.kind === "scaleIntensityRangePercentiles" ||
  step.kind === "divideByMax"

interface Range {
  readonly low: number
  readonly high: number
}

/** In place: [low, high] to `to`. */
const scaleRange = (
  values: Float32Array,
  { low, high }: Range,
  [min, max]: readonly [number, number],
  clip: boolean,
): void => {
  const scale = (max - min) / (high - low)
  for (let i = 0; i < values.length; i++) {
    const scaled = (values[i]! - low) * scale + min
    values[i] = clip ? Math.min(max, Math.max(min, scaled)) : scaled
  }
}

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity)

interface Channel {
  readonly name: string
  readonly values: Float32Array
}

/** A deviation this much smaller than the mean is what float32 leaves of values that are all the same. */
const ROUNDING = 1e-6

const isConstant = ({ mean, std, count }: Moments): boolean =>
  count > 0 && std <= ROUNDING * Math.abs(mean)

const constantImage = (name: string, mean: number, nonzero: boolean) => ({
  channel: name,
  ...fault({
    what: `the ${name} image has one value, ${Number(mean.toPrecision(6))}${nonzero ? ", wherever it is not 0" : ""}: a z-score leaves nothing of it`,
    expected: "values that differ",
    hint: `Is it a mask under an image's name? Leave the subject out (exclude), or ${name} out of normalizeIntensity({ modalities }).`,
  }),
})

const noRange = (name: string, value: number, { lower, upper }: Percentiles) => ({
  channel: name,
  ...fault({
    what: `the ${name} image has no range to scale: its percentiles ${lower} and ${upper} are both ${Number(value.toPrecision(6))}`,
    expected: "percentiles that differ",
    hint:
      value === 0
        ? `So much of it is background: give a larger upper percentile; else leave the subject out (exclude), or ${name} out of the step's modalities.`
        : `Is it a mask under an image's name? Leave the subject out (exclude), or ${name} out of the step's modalities.`,
  }),
})

/**
 * Changes the channels in place; tells what was done. Fails where values to be normalised are all the
 * same, where percentiles to be scaled are (MONAI shifts the image alone), and where a largest value is not
 * above 0.
 */
export const applyIntensity = (
  step: IntensityStep,
  all: readonly Channel[],
): Result.Result<AppliedStep, readonly (Fault & { readonly channel: string })[]> => {
  const channels = all.filter(({ name }) => step.modalities?.includes(name) ?? true)
  switch (step.kind) {
    case "normalizeIntensity": {
      const moments = channels.map(({ name, values }) => ({
        name,
        ...normalizeIntensity(values, step.nonzero),
      }))
      const constant = moments.filter(isConstant)
      if (constant.length > 0)
        return Result.fail(
          constant.map(({ name, mean }) => constantImage(name, mean, step.nonzero)),
        )
      return Result.succeed({
        step: step.kind,
        channels: Object.fromEntries(moments.map(({ name, mean, std }) => [name, { mean, std }])),
      })
    }
    case "scaleIntensityRangePercentiles": {
      const ranges = channels.map(({ name, values }) => {
        const [low = 0, high = 0] = percentiles(values, [step.lower, step.upper])
        return { name, values, low, high }
      })
      const narrow = ranges.filter(({ low, high }) => low === high)
      if (narrow.length > 0)
        return Result.fail(narrow.map(({ name, low }) => noRange(name, low, step)))
      for (const { values, low, high } of ranges)
        scaleRange(values, { low, high }, step.to, step.clip)
      return Result.succeed({
        step: step.kind,
        channels: Object.fromEntries(ranges.map(({ name, low, high }) => [name, { low, high }])),
      })
    }
    case "divideByMax": {
      const maxima = channels.map((channel) => ({ ...channel, max: largest(channel.values) }))
      const dark = maxima.filter(({ max }) => !(max > 0))
      if (dark.length > 0) {
        return Result.fail(
          dark.map(({ name, max }) => ({
            channel: name,
            ...fault({
              what: `the largest value of the ${name} image is ${max}`,
              expected: "a value above 0 to divide by",
            }),
          })),
        )
      }
      for (const { values, max } of maxima) {
        for (let i = 0; i < values.length; i++) values[i] = values[i]! / max
      }
      return Result.succeed({
        step: step.kind,
        channels: Object.fromEntries(maxima.map(({ name, max }) => [name, { max }])),
      })
    }
  }
}
