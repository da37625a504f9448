import { random } from "../../random/random.ts"
import { coverage, ellipsoid } from "../datasets/phantom/distance.ts"
import { GRID_REACH, grid } from "../datasets/phantom/grid.ts"
import { lattice, noiseField } from "../datasets/phantom/noise.ts"
import type { Size } from "./layout.ts"

const NOISE = 0.02

/** Brightness, arbitrary units. */
const BODY = 0.7
const LUNG = 0.15
const VENTILATED = 0.8
const UNVENTILATED = 0.05

/** Lungs of a subject, [depth, height, width] each. */
interface Thorax {
  readonly proton: Float32Array
  readonly xenon: Float32Array
  /** 1 inside, 0 else; defects lie inside the cavity. */
  readonly cavity: Uint8Array
  readonly defect: Uint8Array
}

/** The value that a share of the numbers lies above. */
const threshold = (numbers: readonly number[], share: number): number => {
  const sorted = numbers.toSorted((a, b) => b - a)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Infinity
}

/** Two lungs, of which a small share is not ventilated in the healthy, a large one in the diseased. */
export const thorax = (seed: number, index: number, diseased: boolean, size: Size): Thorax => {
  const volume = grid(size)
  const own = random(seed, "phantom lung", index)
  const body = own.at("anatomy")
  const swell = body.uniform(0.9, 1.08)
  const lower = body.uniform(-0.05, 0.05)
  const share = diseased ? body.uniform(0.12, 0.35) : body.uniform(0.01, 0.04)
  const field = (purpose: string, spacing: number): Float32Array =>
    noiseField(lattice(own.at(purpose), GRID_REACH, spacing), volume)
  const ventilation = field("ventilation", 0.22)
  const vessels = field("vessels", 0.08)
  const [depth, height, width] = size
  const voxels = depth * height * width
  const made: Thorax = {
    proton: new Float32Array(voxels),
    xenon: new Float32Array(voxels),
    cavity: new Uint8Array(voxels),
    defect: new Uint8Array(voxels),
  }
  const lungs = new Float32Array(voxels)
  const inside: number[] = []
  for (let k = 0, at = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++, at++) {
        const [x, y, z] = [Math.abs(volume.x[i]!), volume.y[j]!, volume.z[k]! - lower]
        const lung = ellipsoid(x - 0.4, y, z, 0.28 * swell, 0.46 * swell, 0.7 * swell)
        lungs[at] = coverage(lung, volume.voxel)
        made.cavity[at] = lung < 0 ? 1 : 0
        if (lung < 0) inside.push(ventilation[at]!)
        const trunk = coverage(ellipsoid(x, y, 0, 0.84, 0.78, 4), volume.voxel)
        made.proton[at] = trunk * (BODY + lungs[at]! * (LUNG * (1 + 0.3 * vessels[at]!) - BODY))
      }
  const least = threshold(inside, share)
  const noise = own.at("noise")
  for (let at = 0; at < voxels; at++) {
    const reached = ventilation[at]! < least
    made.defect[at] = made.cavity[at] === 1 && !reached ? 1 : 0
    const air = reached ? VENTILATED * (1 + 0.1 * vessels[at]!) : UNVENTILATED
    made.proton[at] = Math.abs(made.proton[at]! + NOISE * noise.normal())
    made.xenon[at] = Math.abs(lungs[at]! * air + NOISE * noise.normal())
  }
  return made
}
