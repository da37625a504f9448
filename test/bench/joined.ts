import type { Arrays } from "../../runtime/engine/index.ts"

/** What is drawn in every step, one after the other, for the peer. */
export const joined = (draws: readonly Arrays[]): Arrays =>
  Object.fromEntries(
    Object.entries(draws[0] ?? {}).map(([name, first]) => {
      const all = draws.flatMap((draw) => [...(draw[name] ?? [])])
      return [name, first instanceof Float32Array ? Float32Array.from(all) : Int32Array.from(all)]
    }),
  )
