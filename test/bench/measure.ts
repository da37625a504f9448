import { rmSync } from "node:fs"
import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { PlacedCase } from "./cases.ts"
import { cpuSeconds, machineTime, shareOfOthers } from "./machine.ts"
import { ourCommand, peerCommand } from "./commands.ts"
import { startSide, type Side, type Step } from "./side.ts"
import { deviation, median, quantile } from "./statistics.ts"

/** How a case is to be measured. */
export interface Measuring {
  readonly threads: number
  /** Timed steps, instead of the case's own number. */
  readonly steps: number | undefined
  readonly small: boolean
  readonly python: string
  /** Options of the peer that stand in for the case's own. */
  readonly peer: Readonly<Record<string, unknown>>
}

/** One side's part of a row: seconds and bytes. */
export interface SideRow {
  readonly median: number
  readonly quartiles: readonly [number, number]
  readonly fastest: number
  /** Median CPU seconds of a step. */
  readonly cpu: number
  readonly first: number
  /** Milliseconds of what went before the first step. */
  readonly times: Readonly<Record<string, number>>
  /** Peak resident set over the steps, and over the whole life of the process. */
  readonly peak: number
  readonly wholePeak: number
}

/** A row of the table. */
export interface Row {
  readonly name: string
  readonly title: string
  readonly note: string
  readonly goal: number
  readonly ours: SideRow
  readonly theirs: SideRow
  /** Median of ours over median of theirs. */
  readonly ratio: number
  /** Quartiles of the ratio of neighbouring steps. */
  readonly spread: readonly [number, number]
  /** Fastest of ours over fastest of theirs: what others on the machine disturb least. */
  readonly fastestRatio: number
  readonly cpuRatio: number
  /** Share of the machine's CPU time that went to others while the steps were timed. */
  readonly others: number
  readonly steps: number
  /** Relative deviation of each of the first five steps, and the largest of them. */
  readonly deviations: readonly number[]
  readonly deviation: number
  readonly tolerance: number | null
}

/** Steps whose results are compared. */
const comparedSteps = 5
/** Milliseconds for the side that has just stepped to come to rest. */
const rest = 100

const sideRow = (
  steps: readonly Step[],
  timed: readonly Step[],
  times: Readonly<Record<string, number>>,
  { whole, stepping }: ReturnType<Side["peaks"]>,
): SideRow => {
  const seconds = timed.map(({ ms }) => ms / 1000)
  return {
    median: median(seconds),
    quartiles: [quantile(seconds, 0.25), quantile(seconds, 0.75)],
    fastest: Math.min(...seconds),
    cpu: median(timed.map(({ cpu }) => cpu)),
    first: (steps[0]?.ms ?? Number.NaN) / 1000,
    times,
    peak: stepping,
    wholePeak: whole,
  }
}

const alternate = async (
  ours: Side,
  theirs: Side,
  from: number,
  to: number,
): Promise<readonly (readonly [Step, Step])[]> => {
  const pairs: (readonly [Step, Step])[] = []
  const stepped = async (side: Side, index: number): Promise<Step> => {
    await sleep(rest)
    return side.step(index)
  }
  for (let index = from; index < to; index++)
    if (index % 2 === 0) {
      const first = await stepped(ours, index)
      pairs.push([first, await stepped(theirs, index)])
    } else {
      const first = await stepped(theirs, index)
      pairs.push([await stepped(ours, index), first])
    }
  return pairs
}

/** Measures a case: two processes, stepped in turn. */
export const measure = async (
  { module, case: found }: PlacedCase,
  { threads, steps, small, python, peer }: Measuring,
): Promise<Row> => {
  const { name, title, note, goal, warmup, tolerance, theirs: peerModule } = found
  const folder = await mkdtemp(join(tmpdir(), "ablate-bench-"))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once("exit", remove)
  const count = warmup + (steps ?? found.steps)
  const options = { ...found.options(small), ...peer }
  const setting = { folder, threads, steps: count, warmup, small, options }
  const sides: Side[] = []
  try {
    const ours = startSide({ ...ourCommand(threads), module, name })
    sides.push(ours)
    const ourTimes = await ours.prepare(setting)
    const theirs = startSide({ ...peerCommand(python, threads), module: peerModule, name })
    sides.push(theirs)
    const theirTimes = await theirs.prepare(setting)

    const before = await alternate(ours, theirs, 0, warmup)
    const own = () => cpuSeconds(ours.pid) + cpuSeconds(theirs.pid) + process.cpuUsage().user / 1e6
    const [machine, used] = [machineTime(), own()]
    const timed = await alternate(ours, theirs, warmup, count)
    const others = shareOfOthers(machine, machineTime(), own() - used)

    const pairs = [...before, ...timed]
    const ourRow = sideRow(
      pairs.map(([step]) => step),
      timed.map(([step]) => step),
      ourTimes,
      ours.peaks(),
    )
    const theirRow = sideRow(
      pairs.map(([, step]) => step),
      timed.map(([, step]) => step),
      theirTimes,
      theirs.peaks(),
    )
    const deviations = pairs
      .slice(0, comparedSteps)
      .map(([a, b]) => deviation(a.compared, b.compared))
    const ratios = timed.map(([a, b]) => a.ms / b.ms)
    return {
      name,
      title,
      note,
      goal,
      ours: ourRow,
      theirs: theirRow,
      ratio: ourRow.median / theirRow.median,
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      fastestRatio: ourRow.fastest / theirRow.fastest,
      cpuRatio: ourRow.cpu / theirRow.cpu,
      others,
      steps: timed.length,
      deviations,
      deviation: Math.max(...deviations),
      tolerance,
    }
  } finally {
    await Promise.all(sides.map((side) => side.close()))
    process.off("exit", remove)
    remove()
  }
}
