import { random } from "../../random/random.ts"
import { coverage, ellipsoid } from "../datasets/phantom/distance.ts"
import { GRID_REACH, grid } from "../datasets/phantom/grid.ts"
import { lattice, noiseField } from "../datasets/phantom/noise.ts"
import type { Size } from "./layout.ts"

const MODALITIES = ["t2w", "adc", "hbv"] as const
type Modality = (typeof MODALITIES)[number]
type PerModality = Readonly<Record<Modality, number>>

type Tissue = "around" | "peripheral" | "transition" | "lesion"

/** Brightness, arbitrary units: cancer is dark in T2W and ADC, bright at a high b-value. */
const BRIGHTNESS: Readonly<Record<Tissue, PerModality>> = {
  around: { t2w: 0.45, adc: 0.4, hbv: 0.25 },
  peripheral: { t2w: 0.95, adc: 0.9, hbv: 0.3 },
  transition: { t2w: 0.55, adc: 0.65, hbv: 0.36 },
  lesion: { t2w: 0.38, adc: 0.3, hbv: 0.8 },
}

/** Smallest grade whose lesion shows. */
const SIGNIFICANT = 2

const NOISE = 0.03
const FLOOR = 0.02

/** A generated prostate on a grid of `size`, [depth, height, width] each. */
interface Prostate extends Readonly<Record<Modality, Float32Array>> {
  /** 1 peripheral zone, 2 transition zone, 0 else. */
  readonly zones: Uint8Array
}

/**
 * The prostate of a seed and an index, with a lesion in the peripheral zone from ISUP grade 2 on, the
 * larger the higher the grade. Two grids of one subject show the same anatomy.
 */
export const prostate = (seed: number, index: number, grade: number, size: Size): Prostate => {
  const volume = grid(size)
  const own = random(seed, "phantom prostate", index)
  const body = own.at("anatomy")
  const [moveX, moveY, moveZ] = [0, 1, 2].map(() => body.uniform(-0.06, 0.06))
  const swell = body.uniform(0.9, 1.1)
  const inner = body.uniform(0.55, 0.72)
  const place = own.at("lesion")
  const side = place.chance(0.5) ? 1 : -1
  const [alongX, alongZ] = [place.uniform(0.15, 0.3), place.uniform(-0.2, 0.2)]
  const radius = grade < SIGNIFICANT ? 0 : 0.08 + 0.02 * (grade - SIGNIFICANT)
  const field = (purpose: string, spacing: number): Float32Array =>
    noiseField(lattice(own.at(purpose), GRID_REACH, spacing), volume)
  const nodules = field("nodules", 0.12)
  const bias = Object.fromEntries(MODALITIES.map((name) => [name, field(`bias ${name}`, 0.9)]))
  const [depth, height, width] = size
  const voxels = depth * height * width
  const noise = own.at("noise", depth, height, width)
  const made = {
    t2w: new Float32Array(voxels),
    adc: new Float32Array(voxels),
    hbv: new Float32Array(voxels),
    zones: new Uint8Array(voxels),
  }
  for (let k = 0, at = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++, at++) {
        const x = volume.x[i]! - moveX!
        const y = volume.y[j]! - moveY!
        const z = volume.z[k]! - moveZ!
        const gland = ellipsoid(x, y, z, 0.44 * swell, 0.38 * swell, 0.6 * swell)
        const core = ellipsoid(
          x,
          y + 0.1,
          z,
          0.44 * swell * inner,
          0.38 * swell * inner,
          0.5 * swell,
        )
        const inGland = coverage(gland, volume.voxel)
        const inCore = Math.min(inGland, coverage(core, volume.voxel))
        const lesion =
          radius === 0
            ? 0
            : Math.min(
                inGland,
                coverage(
                  ellipsoid(
                    x - side * alongX,
                    y - 0.25 * swell,
                    z - alongZ,
                    radius,
                    radius,
                    1.5 * radius,
                  ),
                  volume.voxel,
                ),
              )
        made.zones[at] = gland >= 0 ? 0 : core < 0 ? 2 : 1
        for (const name of MODALITIES) {
          const of = (tissue: Tissue): number => BRIGHTNESS[tissue][name]
          const texture = 1 + 0.12 * inCore * nodules[at]!
          const healthy =
            (1 - inGland) * of("around") +
            (inGland - inCore) * of("peripheral") +
            inCore * texture * of("transition")
          const tissue = healthy + lesion * (of("lesion") - healthy)
          const shown = tissue * (1 + 0.06 * bias[name]![at]!) + NOISE * noise.normal()
          made[name][at] = Math.max(FLOOR, shown)
        }
      }
  return made
}
