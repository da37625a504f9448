import { type Random, random } from "../../../random/random.ts"
import type { Anatomy } from "./anatomy.ts"
import type { Grid } from "./grid.ts"
import { lattice, noiseAt, type Lattice } from "./noise.ts"

/** BraTS label values. */
const NECROSIS = 1
const OEDEMA = 2
const ENHANCING = 3

/** Lesions of a subject, [depth, height, width] each. */
export interface Lesions {
  /** 1 necrotic core, 2 oedema, 3 enhancing rim, 0 else. */
  readonly label: Uint8Array
  /** Share of each voxel that is any lesion, core (rim and necrosis), and necrosis. */
  readonly whole: Float32Array
  readonly core: Float32Array
  readonly necrosis: Float32Array
}

interface Focus {
  /** Voxel of the centre. */
  readonly centre: readonly [number, number, number]
  /** Mean radii, in the phantom's units; the rim is what lies between the last two. */
  readonly whole: number
  readonly core: number
  readonly necrosis: number
  /** Rows of the matrix that makes a ball an ellipsoid. */
  readonly shape: readonly (readonly [number, number, number])[]
  readonly borders: readonly [Lattice, Lattice, Lattice]
}

/** A lesion's noise covers this many radii about its centre. */
const NOISE_REACH = 2.2

/** The n-th of the voxels of deep white matter, where lesions start. */
const whiteVoxel = (
  { white }: Anatomy,
  random: Random,
  [, height, width]: Grid["size"],
): readonly [number, number, number] => {
  let most = 0
  for (const share of white) if (share > most) most = share
  const candidates: number[] = []
  for (let at = 0; at < white.length; at++) if (white[at]! >= 0.85 * most) candidates.push(at)
  const at = candidates[random.integer(candidates.length)]!
  const [row, i] = [Math.floor(at / width), at % width]
  return [Math.floor(row / height), row % height, i]
}

/** Mean radius of a lesion. */
const drawRadius = (own: Random, second: boolean): number => {
  const size = own.uniform()
  return second ? 0.06 + 0.08 * size : 0.13 + 0.3 * size * Math.sqrt(size)
}

const drawFocus = (own: Random, brain: Anatomy, volume: Grid, second: boolean): Focus => {
  const whole = drawRadius(own, second)
  const coreShare = own.chance(0.2) ? own.uniform(0.15, 0.3) : own.uniform(0.4, 0.75)
  const necrosisShare = own.uniform(0.35, 0.85)
  const skew = (diagonal: number): number => diagonal + own.uniform(-0.3, 0.3)
  const border = (name: string): Lattice => lattice(own.at(name), NOISE_REACH, 0.42)
  return {
    centre: whiteVoxel(brain, own.at("centre"), volume.size),
    whole,
    core: whole * coreShare,
    necrosis: whole * coreShare * necrosisShare,
    shape: [
      [skew(1), skew(0), skew(0)],
      [skew(0), skew(1), skew(0)],
      [skew(0), skew(0), skew(1)],
    ],
    borders: [border("whole"), border("core"), border("necrosis")],
  }
}

const clamp01 = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value)

/** Writes a focus over what lies there; where two meet, the inner tissue wins. */
const grow = (focus: Focus, brain: Anatomy, volume: Grid, lesions: Lesions): void => {
  const { size, voxel } = volume
  const [depth, height, width] = size
  const [ck, cj, ci] = focus.centre
  const { whole, core, necrosis, shape, borders } = focus
  const distanceAlong = ([a, b, c]: readonly [number, number, number], v: readonly number[]) =>
    a * v[0]! + b * v[1]! + c * v[2]!
  const [first, second, third] = [shape[0]!, shape[1]!, shape[2]!]
  const rim = Math.max(1.1 * voxel, 0.15 * core)
  const margin = 0.08 * whole
  for (let k = 0, at = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, at++) {
        if (brain.mask[at] === 0) continue
        const offset = [
          volume.x[i]! - volume.x[ci]!,
          volume.y[j]! - volume.y[cj]!,
          volume.z[k]! - volume.z[ck]!,
        ]
        const [u, v, w] = [
          distanceAlong(first, offset),
          distanceAlong(second, offset),
          distanceAlong(third, offset),
        ]
        const distance = Math.sqrt(u * u + v * v + w * w)
        if (distance > 2 * whole) continue
        const noise = (of: Lattice): number => noiseAt(of, u / whole, v / whole, w / whole)
        const grey = brain.cortex[at]! + 0.4 * brain.nuclei[at]!
        const fluid = brain.fluid[at]!
        const toWhole =
          whole * (1 + 0.24 * noise(borders[0])) - distance - whole * (0.45 * grey + 0.9 * fluid)
        if (toWhole < -2 * voxel - 0.1 * whole) continue
        const toCore = Math.min(
          core * (1 + 0.2 * noise(borders[1])) - distance - core * 0.8 * fluid,
          toWhole - margin,
        )
        const toNecrosis = Math.min(
          necrosis * (1 + 0.3 * noise(borders[2])) - distance,
          toCore - rim,
        )
        const value = toNecrosis > 0 ? NECROSIS : toCore > 0 ? ENHANCING : toWhole > 0 ? OEDEMA : 0
        const held = lesions.label[at]!
        if (depthOf(value) > depthOf(held)) lesions.label[at] = value
        const share = (toBorder: number, soft: number): number => clamp01(0.5 + toBorder / soft)
        const soft = 1.2 * voxel
        raise(lesions.whole, at, share(toWhole, Math.max(soft, 0.22 * whole)))
        raise(lesions.core, at, share(toCore, soft))
        raise(lesions.necrosis, at, share(toNecrosis, soft))
      }
    }
  }
}

/** Healthy 0, oedema 1, rim 2, necrosis 3. */
const depthOf = (value: number): number =>
  value === NECROSIS ? 3 : value === ENHANCING ? 2 : value === OEDEMA ? 1 : 0

const raise = (shares: Float32Array, at: number, value: number): void => {
  if (value > shares[at]!) shares[at] = value
}

/** Turns necrosis that touches anything but core (by a face) into rim. */
const closeRim = ({ label, necrosis }: Lesions, [depth, height, width]: Grid["size"]): void => {
  const plane = height * width
  const before = label.slice()
  const isCore = (at: number, inside: boolean): boolean =>
    inside && (before[at] === NECROSIS || before[at] === ENHANCING)
  for (let k = 0, at = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, at++) {
        if (before[at] !== NECROSIS) continue
        const surrounded =
          isCore(at - plane, k > 0) &&
          isCore(at + plane, k < depth - 1) &&
          isCore(at - width, j > 0) &&
          isCore(at + width, j < height - 1) &&
          isCore(at - 1, i > 0) &&
          isCore(at + 1, i < width - 1)
        if (surrounded) continue
        label[at] = ENHANCING
        necrosis[at] = Math.min(necrosis[at]!, 0.4)
      }
    }
  }
}

const lesionsOf = (seed: number, index: number): Random => random(seed, "phantom", index, "lesion")

/** Mean radius of the first lesion, in the phantom's units; makes no voxel. */
export const lesionRadius = (seed: number, index: number): number =>
  drawRadius(lesionsOf(seed, index).at("first"), false)

/** One lesion, and in some subjects a small second one. */
export const growLesions = (seed: number, index: number, brain: Anatomy, volume: Grid): Lesions => {
  const voxels = brain.mask.length
  const lesions: Lesions = {
    label: new Uint8Array(voxels),
    whole: new Float32Array(voxels),
    core: new Float32Array(voxels),
    necrosis: new Float32Array(voxels),
  }
  const own = lesionsOf(seed, index)
  grow(drawFocus(own.at("first"), brain, volume, false), brain, volume, lesions)
  if (own.chance(0.25)) {
    grow(drawFocus(own.at("second"), brain, volume, true), brain, volume, lesions)
  }
  closeRim(lesions, volume.size)
  return lesions
}
