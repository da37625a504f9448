import type { ModuleText } from "./stablehloText.ts"

/**
 * Estimated peak of bytes held in a step on an accelerator: arguments all the time, results from their operation
 * to their last reader, in recorded order and none fused; those that take the place of state lie there.
 */
export const heldBytes = ({ inputs, operations, results, inPlace }: ModuleText): number => {
  /** Whose memory a value is read from: its own, that of what it is moved from, or none. */
  const source = new Map<string, string | undefined>(
    [...inputs.keys()].map((name) => [name, undefined]),
  )
  const lastRead = new Map<string, number>()
  const read = (names: readonly string[], index: number): void => {
    for (const name of names) {
      const from = source.get(name)
      if (from !== undefined) lastRead.set(from, index)
    }
  }
  operations.forEach(({ name, read: operands, kind }, index) => {
    const [first = ""] = operands
    source.set(name, kind === "moveless" ? source.get(first) : name)
    if (kind !== "moveless") read(operands, index)
  })
  read(results, operations.length)
  const bytes = new Map(
    operations.map(({ name, written }) => [name, inPlace.has(name) ? 0 : written]),
  )
  const ending = Map.groupBy(lastRead.keys(), (name) => lastRead.get(name))
  let live = [...inputs.values()].reduce((total, size) => total + size, 0)
  let peak = live
  operations.forEach(({ name }, index) => {
    if (!lastRead.has(name)) return
    live += bytes.get(name) ?? 0
    peak = Math.max(peak, live)
    for (const ended of ending.get(index) ?? []) live -= bytes.get(ended) ?? 0
  })
  return peak
}
