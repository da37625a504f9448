import { Result } from "effect"
import { assumedSpeed } from "./assumedSpeed.ts"
import { estimate, notKnown, startUpAlone, type Estimate } from "./estimate.ts"
import type { Surroundings } from "./surroundings.ts"
import type { Graphs } from "./tracedGraphs.ts"
import { isUndividable, type Worked } from "./workedStages.ts"

/** What a stage that has to run takes; null where it is not known. */
export interface StageCost extends Estimate {
  readonly key: string
  readonly kind: string
  readonly label: string
  readonly steps: number | null
  /** Floating-point operations of all steps, in matrix products and convolutions; null without tensors. */
  readonly flops: number | null
  /** Cards that it takes at once; 1 also where it takes none. */
  readonly cards: number
  /** Bytes, of each card: measured, or the graph's estimated peak. */
  readonly memory: number | null
  readonly memoryMeasured: boolean
  /** Bytes of the artifact, and of a checkpoint while it runs. */
  readonly disk: number
  readonly checkpoint: number
}

/** A stage without tensors: by the voxels that it reads, or by the start of its process alone. */
const plainEstimate = ({ stage, work, data }: Worked, { past }: Surroundings): Estimate => {
  if (data === undefined && stage.configured.lists === undefined) return notKnown
  if (work === undefined) return startUpAlone(stage.kind, past)
  const { steps, voxels } = work
  return voxels === undefined
    ? startUpAlone(stage.kind, past)
    : estimate(stage.kind, { steps, unit: "voxels", work: voxels }, past)
}

/** What a stage takes, by its graph and the past. */
export const stageCost = (
  worked: Worked,
  graphs: Graphs,
  surroundings: Surroundings,
): StageCost => {
  const { stage, work, data, graph } = worked
  const { key, kind, label } = stage
  const { device, threadsPerSlot, past } = surroundings
  // Those of a CPU share its cores.
  const cards = device === "cuda" ? stage.configured.devices : 1
  const plain = {
    key,
    kind,
    label,
    steps: work?.steps ?? null,
    flops: null,
    cards,
    memory: null,
    memoryMeasured: false,
    disk: work?.disk ?? 0,
    checkpoint: 0,
  }
  if (isUndividable(worked)) return { ...plain, ...notKnown }
  if (work?.tensors === undefined) return { ...plain, ...plainEstimate(worked, surroundings) }
  const found = graph === undefined ? undefined : graphs.get(graph)
  if (found === undefined || Result.isFailure(found)) return { ...plain, ...notKnown }
  const { flops, memory, state, weights, crops, timed, roofline: bounds } = found.success
  const { runs, beside = 0, subjects = 0 } = work.tensors
  const step = flops * runs
  // A speed that was measured of whole stages has it in already.
  const slowed = (speed: number): number => speed / (1 + beside)
  const assumed = assumedSpeed(device, threadsPerSlot)
  const measured = past.memory(kind, step)
  // Several devices make none.
  const isAlone = stage.configured.devices === 1 && data !== undefined
  const ofCrops = (isAlone && crops?.({ count: subjects, largest: data.shape })) || 0
  const steps = { steps: work.steps, unit: "flops", work: step, cards } as const
  return {
    ...plain,
    ...estimate(kind, steps, past, {
      timed: timed === null ? undefined : slowed(flops / timed),
      ...(bounds === null
        ? {}
        : { roofline: [slowed(flops / bounds[0]), slowed(flops / bounds[1])] as const }),
      assumed: assumed === undefined ? undefined : slowed(assumed),
    }),
    flops: step * work.steps,
    // Each card holds all of the state, and its part of the rest.
    memory: measured ?? state + (memory - state) / cards + ofCrops,
    memoryMeasured: measured !== undefined,
    disk: plain.disk + weights,
    checkpoint: weights > 0 ? state : 0,
  }
}

/** Why the time of a stage is not known. */
export const whyUnknown = (
  { stage, data, graph }: Worked,
  graphs: Graphs,
  { card }: Surroundings,
): string => {
  if (stage.configured.record.usesDevice && data === undefined) return "its data cannot be read"
  if (isUndividable({ stage, data })) return "its data cannot be divided as its split asks"
  if (graph === undefined) return "the ledger has no past of such a stage here"
  const found = graphs.get(graph)
  if (found === undefined) return "more different graphs than are traced"
  if (Result.isFailure(found)) return found.failure.why
  return card === undefined
    ? "the ledger has no past of such a stage here, and the card is not known: --card names it"
    : `${card.name} does not compute in its precision`
}
