import type { LabelValues } from "../../faults/checkLabel.ts"
import { layoutOf, type Release } from "./layout.ts"

const OWN_SET =
  "declare the set with volumes(), whose regions you name, or leave the subject out: exclude"

/** What values that a release does not have are likely to be. */
const hints: Readonly<Record<Release, LabelValues["hint"] & {}>> = {
  "2023": (others, found) => {
    if (!others.includes(4)) return `BraTS 2023 has no such value: ${OWN_SET}.`
    return found.has(3)
      ? `4 beside 3 is the resection cavity of BraTS 2024 (post-treatment): ${OWN_SET}.`
      : `Until 2021 the enhancing tumour was 4: write 3 in its place. In BraTS 2024 (post-treatment) 4 is the resection cavity: ${OWN_SET}.`
  },
  "2021": (others) =>
    others.includes(3)
      ? `3 is the enhancing tumour since 2023: write 4 in its place. Until 2016 it was non-enhancing tumour: ${OWN_SET}.`
      : `BraTS 2021 and earlier have no such value: ${OWN_SET}.`,
}

/** The values that a segmentation of a release may hold. */
export const labelValuesOf = (release: Release): LabelValues => {
  const { labelValues } = layoutOf(release)
  return {
    values: labelValues,
    expected: `one of ${labelValues.join(", ")}`,
    hint: hints[release],
  }
}
