import { type Random, random } from "../../../random/random.ts"
import type { Anatomy } from "./anatomy.ts"
import { MODALITIES, subjectContrast, TEXTURE } from "./contrast.ts"
import { GRID_REACH, type Grid } from "./grid.ts"
import type { Lesions } from "./lesion.ts"
import { lattice, noiseField } from "./noise.ts"

/** Standard deviation of the smooth multiplicative bias, and of the additive voxel noise. */
const BIAS = 0.06
const NOISE = 0.022

/** No voxel of the brain is darker: 0 is the background alone. */
const FLOOR = 0.01

/** A bell over the four bytes of a word: mean 0, standard deviation 1. */
const voxelNoise = (random: Random): number => {
  const word = random.word()
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24)
  return (sum - 510) / BYTES_SPREAD
}

/** Of the sum of four uniform bytes: sqrt(4 (256² - 1) / 12). */
const BYTES_SPREAD = Math.sqrt((256 * 256 - 1) / 3)

/** The scans of a brain, [modality, depth, height, width]; exactly 0 outside the brain. */
export const scan = (
  seed: number,
  index: number,
  subtype: 0 | 1,
  brain: Anatomy,
  lesions: Lesions,
  volume: Grid,
): Float32Array => {
  const own = random(seed, "phantom", index, "scan")
  const contrast = subjectContrast(subtype, own.at("contrast"))
  const voxels = brain.mask.length
  const fine = Math.max(0.05, 1.6 * volume.voxel)
  const texture = noiseField(lattice(own.at("texture"), GRID_REACH, fine), volume)
  const patches = noiseField(lattice(own.at("patches"), GRID_REACH, 2 * fine), volume)
  const image = new Float32Array(MODALITIES.length * voxels)
  for (const channel of [0, 1, 2, 3] as const) {
    const bias = noiseField(lattice(own.at("bias", channel), GRID_REACH, 0.9), volume)
    const noise = own.at("noise", channel)
    const gain = own.at("gain", channel).uniform(0.92, 1.08)
    const of = (tissue: keyof typeof contrast): number => contrast[tissue][channel]
    const [fluid, cortex, nuclei, white] = [of("fluid"), of("cortex"), of("nuclei"), of("white")]
    const [vessel, oedema, rim, core] = [
      of("vessel"),
      of("oedema"),
      of("enhancing"),
      of("necrosis"),
    ]
    const grain = TEXTURE[channel]
    for (let at = 0; at < voxels; at++) {
      if (brain.mask[at] === 0) continue
      const blood = brain.vessel[at]!
      const healthy =
        brain.fluid[at]! * (fluid + blood * (vessel - fluid)) +
        brain.cortex[at]! * cortex +
        brain.nuclei[at]! * nuclei +
        brain.white[at]! * white
      const [whole, inner, dead] = [lesions.whole[at]!, lesions.core[at]!, lesions.necrosis[at]!]
      const uneven = 1 + 0.1 * inner * patches[at]!
      const lesion = (1 - inner) * oedema + uneven * ((inner - dead) * rim + dead * core)
      const share = inner > whole ? inner : whole
      const tissue = healthy + share * (lesion - healthy)
      const shown = gain * (1 + BIAS * bias[at]!) * tissue * (1 + grain * texture[at]!)
      image[channel * voxels + at] = Math.max(FLOOR, shown + NOISE * voxelNoise(noise))
    }
  }
  return image
}
