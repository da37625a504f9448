/** Records, each with its keys in the order in which they were given. */
export type Orders = readonly (readonly [object, readonly string[]])[]

/** Remembers in which order records were given their keys: JavaScript puts whole numbers first, sorted. */
export interface OrderKeeper {
  /** A record has been given a key. */
  readonly assigned: (record: unknown, key: unknown) => void
  /** The records that came out in another order, and the keys as given. */
  readonly reordered: () => Orders
}

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** From here on `Object.fromEntries` remembers orders too. */
export const keepOrders = (): OrderKeeper => {
  const { fromEntries } = Object
  const given = new Map<object, Set<string>>()
  const keeping = (entries: Iterable<readonly [PropertyKey, unknown]>) => {
    const list = [...entries]
    const made = fromEntries(list)
    given.set(made, new Set(list.map(([key]) => String(key))))
    return made
  }
  Object.defineProperty(Object, "fromEntries", { value: keeping })
  return {
    assigned: (record, key) => {
      if (!isRecord(record)) return
      const name = String(key)
      const keys =
        given.get(record) ?? new Set(Object.keys(record).filter((other) => other !== name))
      given.set(record, keys.add(name))
    },
    reordered: () =>
      [...given].flatMap(([record, keys]) => {
        const real = Object.keys(record)
        const there = [...keys].filter((key) => real.includes(key))
        return there.some((key, index) => real[index] !== key) ? [[record, there] as const] : []
      }),
  }
}
