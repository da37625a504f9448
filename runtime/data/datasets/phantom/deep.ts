import { chain, ellipsoid, type Ball } from "./distance.ts"

/** Frontal horn, body, atrium and occipital horn of a lateral ventricle. */
const LATERAL: readonly Ball[] = [
  [0.13, -0.42, 0.04, 0.045],
  [0.08, -0.22, 0.13, 0.07],
  [0.09, 0.08, 0.2, 0.06],
  [0.2, 0.34, 0.12, 0.085],
  [0.22, 0.6, 0.03, 0.03],
]

/** From the atrium into the temporal lobe. */
const TEMPORAL_HORN: readonly Ball[] = [
  [0.22, 0.36, 0.06, 0.06],
  [0.36, 0.16, -0.24, 0.035],
  [0.38, -0.08, -0.32, 0.03],
]

const CAUDATE: readonly Ball[] = [
  [0.19, -0.36, 0.04, 0.07],
  [0.19, -0.15, 0.16, 0.05],
  [0.22, 0.1, 0.2, 0.025],
]

/** Half-widths of the box that holds every deep structure. */
const inBox = (side: number, y: number, z: number): boolean =>
  side < 0.52 && y > -0.6 && y < 0.75 && z > -0.6 && z < 0.4

/** Signed distances, negative inside; `side` is |x|. */
export interface Deep {
  readonly ventricles: number
  readonly nuclei: number
}

const FAR: Deep = { ventricles: 1, nuclei: 1 }

/** Ventricles (lateral, third, fourth) and grey nuclei (thalamus, putamen, caudate) at a point. */
export const deepAt = (side: number, y: number, z: number): Deep => {
  if (!inBox(side, y, z)) return FAR
  return {
    ventricles: Math.min(
      chain(side, y, z, LATERAL),
      chain(side, y, z, TEMPORAL_HORN),
      ellipsoid(side, y, z + 0.04, 0.022, 0.17, 0.12),
      ellipsoid(side, y - 0.26, z + 0.48, 0.07, 0.04, 0.11),
    ),
    nuclei: Math.min(
      ellipsoid(side - 0.13, y - 0.06, z - 0.02, 0.1, 0.18, 0.13),
      ellipsoid(side - 0.33 - 0.25 * (y + 0.12), y + 0.12, z - 0.02, 0.085, 0.24, 0.15),
      chain(side, y, z, CAUDATE),
    ),
  }
}
