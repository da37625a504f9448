import { rmSync } from "node:fs"
import { mkdir, mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { PlacedCase } from "../cases.ts"
import { ourCommand, peerCommand } from "../commands.ts"
import { type Side, startSide, type Step } from "../side.ts"
import { deviation, median, quantile } from "../statistics.ts"
import type { GpuRow } from "./rows.ts"

export interface GpuMeasuring {
  readonly device: string
  readonly threads: number
  readonly steps: number
  readonly small: boolean
  /** The peer's Python; null: ours alone. */
  readonly python: string | null
  /** Whether the peer goes through torch.compile. */
  readonly compile: boolean
}

/** Seconds of steps, and what came before. */
interface GpuSide {
  readonly median: number
  readonly quartiles: readonly [number, number]
  readonly fastest: number
  readonly first: number
  /** Milliseconds by name. */
  readonly times: Readonly<Record<string, number>>
  /** Of the device: ours as the compiler tells it, the peer's as its allocator does. */
  readonly bytes: number | null
}

export interface MeasuredRow extends GpuRow {
  readonly title: string
  readonly ours: GpuSide
  readonly peer: GpuSide | null
  /** Whether the peer went through torch.compile. */
  readonly compiled: boolean
  /** Why there is no peer, or how it had to be run. */
  readonly note: string
  /** Largest relative deviation of the first steps from the processor's, in float32. */
  readonly fromCpu: number | null
  readonly fromPeer: number | null
}

/** Steps whose results are compared. */
const compared = 3
/** Steps of a side in a row: a GPU is not to rest in between. */
const rounds = 2

const sideOf = async (
  side: Side,
  times: GpuSide["times"],
  first: Step,
  steps: readonly Step[],
): Promise<GpuSide> => {
  const seconds = steps.map(({ ms }) => ms / 1000)
  return {
    median: median(seconds),
    quartiles: [quantile(seconds, 0.25), quantile(seconds, 0.75)],
    fastest: Math.min(...seconds),
    first: first.ms / 1000,
    times,
    bytes: await side.deviceBytes(),
  }
}

const stepped = async (side: Side, from: number, to: number): Promise<readonly Step[]> => {
  const steps: Step[] = []
  for (let index = from; index < to; index++) steps.push(await side.step(index))
  return steps
}

const worst = (ours: readonly Step[], theirs: readonly Step[]): number =>
  Math.max(
    ...theirs
      .slice(0, compared)
      .map((step, index) => deviation(ours[index]?.compared ?? {}, step.compared)),
  )

/**
 * Measures a row: ours, the peer and, in float32, ours on the processor begin at the same time; then ours and
 * the peer step in turn. `opened` is told of each process, so that a row can be ended.
 */
export const measureRow = async (
  { module, case: found }: PlacedCase,
  row: GpuRow,
  { device, threads, steps, small, python, compile }: GpuMeasuring,
  opened: (side: Side) => void,
): Promise<MeasuredRow> => {
  const { name, precision, layout, channelsLast } = row
  const base = await mkdtemp(join(tmpdir(), "ablate-bench-gpu-"))
  const remove = (): void => rmSync(base, { recursive: true, force: true })
  process.once("exit", remove)
  const sides: Side[] = []
  const open = (command: Parameters<typeof startSide>[0]): Side => {
    const side = startSide(command)
    sides.push(side)
    opened(side)
    return side
  }
  const warmup = Math.max(found.warmup, compared)
  const settingIn = async (folder: string, options: Readonly<Record<string, unknown>>) => {
    await mkdir(join(base, folder))
    const own = { ...found.options(small), ...options }
    return {
      folder: join(base, folder),
      threads,
      steps: warmup + steps,
      warmup,
      small,
      options: own,
    }
  }
  const ofRow = { device, precision, channelsLast, compile }
  try {
    const own = ourCommand(threads)
    const flags = layout === "NHWC" ? { XLA_FLAGS: "--xla_gpu_force_conv_nhwc=true" } : {}
    // Its own cache: what is compiled is timed, and a layout is no part of a program's name.
    const environment = { ...own.environment, ...flags, XDG_CACHE_HOME: join(base, "cache") }
    const setting = await settingIn("row", ofRow)
    const onCpu = async (): Promise<readonly Step[]> => {
      const side = open({ ...own, label: "ours on the processor", module, name })
      await side.prepare(await settingIn("cpu", {}))
      return stepped(side, 0, compared)
    }
    const cpu = precision === "float32" && layout === null ? onCpu() : null
    // Awaited below: what fails there is told there.
    cpu?.catch(() => undefined)
    const ours = open({ ...own, environment, module, name })
    const ourTimes = await ours.prepare(setting)
    const notes: string[] = []
    const begin = async (program: string, options: object) => {
      const side = open({ ...peerCommand(program, threads), module: found.theirs, name })
      const times = await side.prepare({ ...setting, options: { ...setting.options, ...options } })
      return { side, times, before: await stepped(side, 0, warmup) }
    }
    const peerOf = async (program: string) => {
      try {
        return await begin(program, {})
      } catch (cause) {
        const compiling = compile ? "torch.compile fails" : "it fails"
        notes.push(`${compiling}: ${String(cause).split("\n")[0]?.slice(0, 120)}`)
        return await begin(program, { compile: false }).catch((again: unknown) => {
          notes.push(`no peer: ${String(again).split("\n")[0]?.slice(0, 120)}`)
          return null
        })
      }
    }
    const [ourBefore, peer] = await Promise.all([
      stepped(ours, 0, warmup),
      python === null ? null : peerOf(python),
    ])
    const cpuSteps = await cpu
    const [ourSteps, peerSteps]: [Step[], Step[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      const [from, to] = [round, round + 1].map(
        (part) => warmup + Math.round((part * steps) / rounds),
      )
      ourSteps.push(...(await stepped(ours, from!, to!)))
      if (peer !== null) peerSteps.push(...(await stepped(peer.side, from!, to!)))
    }
    return {
      ...row,
      title: found.title,
      ours: await sideOf(ours, ourTimes, ourBefore[0]!, ourSteps),
      peer: peer && (await sideOf(peer.side, peer.times, peer.before[0]!, peerSteps)),
      compiled: compile && notes.length === 0,
      note: notes.join("; "),
      fromCpu: cpuSteps === null ? null : worst(ourBefore, cpuSteps),
      fromPeer: peer === null ? null : worst(ourBefore, peer.before),
    }
  } finally {
    for (const side of sides) side.kill()
    process.off("exit", remove)
    remove()
  }
}
