import type { Triple } from "../../engine/index.ts"

/** How often an axis' patch is halved down to one voxel; not a whole number unless a power of 2. */
const halvings = (patch: Triple): readonly number[] => patch.map(Math.log2)

/** Resolutions between voxels (level 0) and tokens: 4 for a patch of 16. */
export const levelsOf = (patch: Triple): number => Math.max(...halvings(patch))

/**
 * Factor of the upsampling from a level to the next finer one. An axis whose patch is shorter than
 * the longest is upsampled in the finer levels only.
 */
export const strideFrom = (patch: Triple, level: number): Triple => {
  const [d = 0, h = 0, w = 0] = halvings(patch)
  return [level <= d ? 2 : 1, level <= h ? 2 : 1, level <= w ? 2 : 1]
}

/** Channels at a level (MONAI: 16, 32, 64, 128 for levels 0 to 3). */
export const channelsAt = (features: number, level: number): number => features * 2 ** level

/** Which layers feed the decoder. */
export type Taps = "paper" | "monai"

/**
 * The encoder layers that feed the levels 1, 2, ... below the tokens, counted from 1: evenly
 * spaced, so with four levels a quarter, half and three quarters of the depth. MONAI's UNETR takes
 * its hidden states at 0-based 3, 6 and 9 of 12, one layer later.
 */
export const tapsOf = (levels: number, depth: number, taps: Taps = "paper"): readonly number[] =>
  Array.from({ length: levels - 1 }, (_, index) => {
    const layer = Math.max(1, Math.round((depth * (index + 1)) / levels))
    return taps === "paper" ? layer : Math.min(depth, layer + 1)
  })
