import { Array as Arrays } from "effect"
import type { WorkerSpec } from "../workerSpec.ts"
import { minutesFor, type Request } from "./request.ts"
import type { SlurmProfile } from "../../../dsl/cluster.ts"

/** A job that waits to be handed in. */
export interface Waiting {
  readonly order: { readonly file: string; readonly spec: Pick<WorkerSpec, "key" | "label"> }
  readonly request: Request
  /** Seconds that it is expected to take; null where nothing is known. */
  readonly seconds: number | null
}

/** What goes to Slurm by one sbatch: tasks of one shape, each of one stage or of many small ones. */
export interface Batch<W extends Waiting = Waiting> {
  /** What a task asks for. */
  readonly request: Request
  /** Stages of a task at once. */
  readonly atOnce: number
  readonly tasks: readonly (readonly W[])[]
}

/** Stages in a task at most: what fails with it is done again. */
const mostPacked = 64

const shapeOf = ({ cpus, memory, minutes, gres }: Request): string =>
  [cpus, memory, minutes, gres].join(" ")

const secondsOf = (pack: readonly Waiting[]): number =>
  pack.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0)

/** Small stages that share a job, each pack for about so long. */
const packs = <W extends Waiting>(
  small: readonly W[],
  { packSeconds, packAtOnce }: SlurmProfile,
): readonly (readonly W[])[] => {
  const most = packSeconds * packAtOnce
  const found: W[][] = []
  let current: W[] = []
  let taken = 0
  for (const each of small) {
    const seconds = each.seconds ?? 0
    if (current.length > 0 && (taken + seconds > most || current.length === mostPacked)) {
      found.push(current)
      current = []
      taken = 0
    }
    current.push(each)
    taken += seconds
  }
  return current.length === 0 ? found : [...found, current]
}

const packed = <W extends Waiting>(
  request: Request,
  pack: readonly W[],
  profile: SlurmProfile,
): { readonly request: Request; readonly atOnce: number; readonly pack: readonly W[] } => {
  const atOnce = Math.min(profile.packAtOnce, pack.length)
  const longest = Math.max(...pack.map(({ seconds }) => seconds ?? 0))
  return {
    request: {
      ...request,
      cpus: request.cpus * atOnce,
      memory: request.memory * atOnce,
      minutes: minutesFor(secondsOf(pack) / atOnce + longest, profile),
    },
    atOnce,
    pack,
  }
}

/**
 * Puts jobs together: small stages without a GPU into packs, and tasks that ask for the same into
 * arrays of at most so many. The first to come are the first in each.
 */
export const batchesOf = <W extends Waiting>(
  waiting: readonly W[],
  profile: SlurmProfile,
): readonly Batch<W>[] => {
  const isSmall = ({ seconds, request }: Waiting) =>
    seconds !== null && seconds <= profile.packSeconds && request.gres === null
  const alike = Map.groupBy(waiting, (each) =>
    isSmall(each) ? shapeOf({ ...each.request, minutes: 0 }) : "",
  )
  const tasks = [...alike].flatMap(([shape, group]) => {
    if (shape === "")
      return group.map((each) => ({ request: each.request, atOnce: 1, pack: [each] }))
    return packs(group, profile).flatMap((pack) =>
      pack.slice(0, 1).map(({ request }) => packed(request, pack, profile)),
    )
  })
  const shapes = Map.groupBy(tasks, ({ request, atOnce }) => `${shapeOf(request)} ${atOnce}`)
  return [...shapes.values()].flatMap((group) =>
    Arrays.chunksOf(group, profile.array).map((chunk) => ({
      request: chunk[0].request,
      atOnce: chunk[0].atOnce,
      tasks: chunk.map(({ pack }) => pack),
    })),
  )
}
