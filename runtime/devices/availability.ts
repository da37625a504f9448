import type { DeviceName } from "./device.ts"

/** Why a device cannot be used, and what would change that. */
export interface Obstacle {
  readonly why: string
  readonly hint: string
}

/** What a device is for this process, and whether it can be used. */
export interface Availability {
  readonly device: DeviceName
  /** What it is, or would be, run by. */
  readonly runs: string
  /** What it finds to run on, such as the names of GPUs. */
  readonly on: readonly string[]
  /** None if it can be used. */
  readonly obstacles: readonly Obstacle[]
}

export const isUsable = ({ obstacles }: Availability): boolean => obstacles.length === 0
