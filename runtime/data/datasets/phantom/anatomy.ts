import { random } from "../../../random/random.ts"
import { deepAt } from "./deep.ts"
import { coverage, sheetCoverage } from "./distance.ts"
import { GRID_REACH, type Grid } from "./grid.ts"
import { lattice, noiseField } from "./noise.ts"
import { fissureAt, outlineAt } from "./outline.ts"
import { sulciField } from "./sulci.ts"

/** What the healthy brain is made of: shares of each voxel, [depth, height, width] each. */
export interface Anatomy {
  /** 1 in the skull-stripped brain, 0 outside. */
  readonly mask: Uint8Array
  readonly fluid: Float32Array
  readonly cortex: Float32Array
  /** Grey matter of the deep nuclei. */
  readonly nuclei: Float32Array
  readonly white: Float32Array
  /** Share of the voxel's fluid that is blood in vessels. */
  readonly vessel: Float32Array
}

/** How far anatomy is moved, and how much the brain's size differs, between subjects. */
const WARP = 0.018
const SCALE = 0.02

const SULCUS_DEPTH = 0.2
const SULCUS_HALF_WIDTH = 0.011
const CORTEX = 0.05

/** Distance to the nearest fluid-filled cleft or sulcus that a cortex lines. */
const pialDistance = (
  outline: ReturnType<typeof outlineAt>,
  sulcus: number,
  fissure: number,
): number => {
  const deeper = Math.max(0, -outline.surface - SULCUS_DEPTH)
  return Math.min(
    Math.sqrt(sulcus * sulcus + deeper * deeper),
    fissure,
    outline.cleft,
    -outline.surface,
  )
}

/** The anatomy of a subject: that of its seed, slightly moved, with folds of its own. */
export const anatomy = (seed: number, index: number, volume: Grid): Anatomy => {
  const { size, voxel } = volume
  const [depth, height, width] = size
  const voxels = depth * height * width
  const own = random(seed, "phantom", index, "anatomy")
  const field = (purpose: string, spacing: number): Float32Array =>
    noiseField(lattice(own.at(purpose), GRID_REACH, spacing), volume)
  const warp = [field("warp x", 0.45), field("warp y", 0.45), field("warp z", 0.45)] as const
  const vessels = field("vessels", Math.max(0.12, 2 * voxel))
  const sulci = sulciField(seed, index, volume)
  const scale = 1 + own.uniform(-SCALE, SCALE)
  const ventricleSize = own.uniform(-0.012, 0.012)
  const thickness = Math.max(CORTEX, 0.9 * voxel)
  const blur = 1.2 * voxel

  const out: Anatomy = {
    mask: new Uint8Array(voxels),
    fluid: new Float32Array(voxels),
    cortex: new Float32Array(voxels),
    nuclei: new Float32Array(voxels),
    white: new Float32Array(voxels),
    vessel: new Float32Array(voxels),
  }
  for (let k = 0, at = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, at++) {
        const x = scale * volume.x[i]! + WARP * warp[0][at]!
        const y = scale * volume.y[j]! + WARP * warp[1][at]!
        const z = scale * volume.z[k]! + WARP * warp[2][at]!
        const side = Math.abs(x)
        const outline = outlineAt(side, y, z)
        if (outline.surface >= 0) continue
        out.mask[at] = 1
        const deep = deepAt(side, y, z)
        const folia = outline.part === "cerebellum" ? sulci[at]! * 0.6 : sulci[at]!
        const sulcus = outline.part === "stem" ? 1 : folia
        const pial = pialDistance(
          outline,
          sulcus,
          outline.part === "stem" ? 1 : fissureAt(side, y, z),
        )
        const sulcal = sheetCoverage(pial, SULCUS_HALF_WIDTH, blur)
        const lined = outline.part === "stem" ? 0 : sheetCoverage(pial, thickness, blur) - sulcal
        const ventricle = coverage(deep.ventricles + ventricleSize, blur)
        const nucleus = (1 - ventricle) * coverage(deep.nuclei, blur)
        const rest = 1 - ventricle - nucleus
        out.fluid[at] = ventricle + rest * sulcal
        out.cortex[at] = rest * lined
        out.nuclei[at] = nucleus + (outline.part === "stem" ? 0.35 * rest * (1 - sulcal) : 0)
        out.white[at] = 1 - out.fluid[at]! - out.cortex[at]! - out.nuclei[at]!
        const sinus = side < 0.035 && -outline.surface < 0.06 && z > -0.2 ? 1 : 0
        out.vessel[at] = Math.max(sinus, coverage(1.1 - vessels[at]!, 0.6) * (1 - ventricle))
      }
    }
  }
  return out
}
