import { fault, type Fault } from "../../dsl/fault.ts"
import { mean, standardDeviation } from "../statistics.ts"
import { robustWindow } from "./greyWindow.ts"
import type { RegionMask, ShownRegions } from "./overlay.ts"
import { pixelFaults, type Plane } from "./plane.ts"

/** A plane of a test subject, as pre-training saw it or made it, in normalised intensities. */
export interface ReconstructionSlice extends Plane {
  readonly arm: string
  readonly subject: string
  readonly modality: string
  /** Masked cells of a `masked` slice are zero. */
  readonly kind: "original" | "masked" | "reconstructed"
}

/** What the expert drew on the planes shown. */
export interface ExpertPlanes {
  readonly regions: ShownRegions
  readonly planes: readonly { readonly subject: string; readonly masks: readonly RegionMask[] }[]
}

const eachFaults = (slices: readonly ReconstructionSlice[]): readonly Fault[] =>
  slices.flatMap((slice) => {
    const { arm, subject, modality, kind, data } = slice
    return pixelFaults(`${kind} slice of ${modality}, ${subject}, ${arm}`, data, slice)
  })

const subjectFaults = (slices: readonly ReconstructionSlice[]): readonly Fault[] =>
  [...Map.groupBy(slices, ({ subject }) => subject)].flatMap(([subject, own]) => {
    const sizes = [...new Set(own.map(({ width, height }) => `${width} x ${height}`))]
    const where = { subject }
    return [
      ...(sizes.length === 1
        ? []
        : [
            fault({ what: `slices of ${sizes.join(" and ")} pixels`, where, expected: "one grid" }),
          ]),
      ...(own.some(({ kind }) => kind === "original")
        ? []
        : [
            fault({
              what: `no original slice of ${subject}`,
              where,
              expected: "one in each modality",
            }),
          ]),
    ]
  })

const expertFaults = (
  slices: readonly ReconstructionSlice[],
  expert: ExpertPlanes | undefined,
): readonly Fault[] =>
  (expert?.planes ?? []).flatMap(({ subject, masks }) => {
    const slice = slices.find((each) => each.subject === subject)
    return slice === undefined
      ? []
      : masks.flatMap(({ region, mask }) => pixelFaults(`${region} of the expert`, mask, slice))
  })

/** What is wrong with slices and with what the expert drew on them. */
export const sliceFaults = (
  slices: readonly ReconstructionSlice[],
  expert: ExpertPlanes | undefined,
): readonly Fault[] => [
  ...eachFaults(slices),
  ...subjectFaults(slices),
  ...expertFaults(slices, expert),
]

/** Mean and deviation of each slice within the body: averaging takes the deviation away. */
export const sliceRecords = (slices: readonly ReconstructionSlice[]) => [
  ["subject", "modality", "arm", "kind", "pixels", "mean", "std", "low", "high"],
  ...slices.map(({ subject, modality, arm, kind, data }) => {
    const original = slices.find(
      (each) => each.subject === subject && each.modality === modality && each.kind === "original",
    )
    const body = [...data].filter((_, pixel) => original?.data[pixel] !== 0)
    const window = original === undefined ? undefined : robustWindow(original)
    return [
      subject,
      modality,
      kind === "original" ? null : arm,
      kind,
      body.length,
      mean(body),
      standardDeviation(body),
      window?.low ?? null,
      window?.high ?? null,
    ]
  }),
]
