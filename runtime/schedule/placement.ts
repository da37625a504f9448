import type { Fault } from "../../dsl/fault.ts"
import type { Stage } from "../plan/stage.ts"

/** How a stage is placed: beside others, or with more room than that. */
export interface Placement {
  /** Whether it needs the most room that there is: a machine for itself, or a larger job. */
  readonly alone: boolean
  /** Crops at a time, fewer than the stage asks for; null as it asks. */
  readonly microBatch: number | null
}

export const firstPlacement: Placement = { alone: false, microBatch: null }

/**
 * The placement after one whose memory ran out: with the most room that there is, then with smaller and smaller micro-batches
 * that make up the batch; null where nothing is left to try.
 */
export const nextPlacement = (stage: Stage, { alone, microBatch }: Placement): Placement | null => {
  if (!alone) return { alone: true, microBatch }
  const { crops, devices } = stage.configured
  if (crops === null) return null
  const now = microBatch ?? crops.microBatch ?? crops.batch
  for (let size = now - 1; size > 0; size--)
    if (crops.batch % size === 0 && size % devices === 0) return { alone: true, microBatch: size }
  return null
}

export const describePlacement = ({ microBatch }: Placement): string =>
  microBatch === null ? "with more room" : `with micro-batches of ${microBatch}`

/** Whether a stage failed only because smaller micro-batches would change its result. */
export const isRefusal = (
  result: { readonly state: string; readonly faults?: readonly Fault[] },
  { microBatch }: Placement,
): boolean =>
  microBatch !== null &&
  result.state === "failed" &&
  result.faults?.every(({ where }) => where.field === "microBatch") === true
