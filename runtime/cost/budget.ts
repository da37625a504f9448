import type { Plan } from "../plan/planStudy.ts"

/** What of a plan fits into a budget of device time, in the order in which arms are declared. */
export interface Fit {
  readonly budget: number
  /** Seconds that all of the plan takes. */
  readonly needed: number
  readonly fits: boolean
  /** Arms that fit with all their seeds. */
  readonly arms: readonly string[]
  /** Of the other arms, seeds that still fit. */
  readonly seeds: readonly { readonly arm: string; readonly seed: number }[]
  /** Seconds of what fits. */
  readonly seconds: number
  /** Values of `--only` that run what fits. */
  readonly selectors: readonly string[]
}

/**
 * Chooses what fits: first whole arms with all their seeds, in declared order, one that does not fit
 * is passed over; then single seeds of the others. A stage that several share is paid once. `seconds`
 * gives what each stage that has to run takes.
 */
export const fitBudget = (
  plan: Plan,
  seconds: ReadonlyMap<string, number>,
  budget: number,
): Fit => {
  const needed = [...seconds.values()].reduce((sum, each) => sum + each, 0)
  const paid = new Set<string>()
  let spent = 0
  const take = (keys: readonly string[]): boolean => {
    const fresh = [...new Set(keys)].filter((key) => seconds.has(key) && !paid.has(key))
    const price = fresh.reduce((sum, key) => sum + (seconds.get(key) ?? 0), 0)
    if (spent + price > budget) return false
    spent += price
    for (const key of fresh) paid.add(key)
    return true
  }
  const byArm = Map.groupBy(plan.runs, ({ arm }) => arm)
  const keysOf = (runs: Plan["runs"]) => runs.flatMap(({ stages }) => Object.values(stages))
  const arms = [...byArm].flatMap(([arm, runs]) => (take(keysOf(runs)) ? [arm] : []))
  const seeds = [...byArm].flatMap(([arm, runs]) =>
    arms.includes(arm)
      ? []
      : [...Map.groupBy(runs, ({ seed }) => seed)].flatMap(([seed, same]) =>
          take(keysOf(same)) ? [{ arm, seed }] : [],
        ),
  )
  return {
    budget,
    needed,
    fits: needed <= budget,
    arms,
    seeds,
    seconds: spent,
    selectors: [
      ...(arms.length === 0 ? [] : [arms.map((arm) => `arm=${arm}`).join(",")]),
      ...[...Map.groupBy(seeds, ({ arm }) => arm)].map(([arm, some]) =>
        [`arm=${arm}`, ...some.map(({ seed }) => `seed=${seed}`)].join(","),
      ),
    ],
  }
}
