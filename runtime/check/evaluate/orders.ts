/** Records, each with its keys in the order in which they were given. */
export type Orders = readonly (readonly [object, readonly string[]])[]

/** Remembers in which order records were given their keys: JavaScript puts whole numbers first, sorted. */
export interface OrderKeeper {
  /** A record has been given a key: `record[key] = value`. */
  readonly assigned: (record: unknown, key: unknown) => void
  /** A record is made of another one and a key: `{ ...record, [key]: value }`. Adds nothing to it. */
  readonly spread: (record: unknown, key: unknown) => object
  /** The keys of a record as they were given; undefined where nobody has seen it. */
  readonly orderOf: (record: object) => readonly string[] | undefined
}

export const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** More keys than a factor has values that somebody spreads into one another. */
const MOST = 1000

/** One name for all orders of some keys. */
const setOf = (keys: Iterable<string>): string => JSON.stringify([...keys].toSorted())

/** From here on `Object.fromEntries` and `Object.assign` remember orders too. */
export const keepOrders = (): OrderKeeper => {
  const { assign, fromEntries } = Object
  const given = new Map<object, Set<string>>()
  /** What `spread` was told of, by the set of the keys: the record itself is not there yet. Null of several orders. */
  const spreads = new Map<string, ReadonlySet<string> | null>()
  const seen = (record: object): ReadonlySet<string> | undefined =>
    given.get(record) ?? spreads.get(setOf(Object.keys(record))) ?? undefined
  const keeping = (entries: Iterable<readonly [PropertyKey, unknown]>) => {
    const list = [...entries]
    const made = fromEntries(list)
    given.set(made, new Set(list.map(([key]) => String(key))))
    return made
  }
  Object.defineProperty(Object, "fromEntries", { value: keeping })
  const joining = (target: object, ...sources: readonly unknown[]) => {
    const parts = [target, ...sources].filter((part) => isRecord(part))
    const keys = parts.flatMap((part) => [...(seen(part) ?? Object.keys(part))])
    const made = assign(target, ...sources)
    if (parts.length > 1) given.set(made, new Set(keys))
    return made
  }
  Object.defineProperty(Object, "assign", { value: joining })
  return {
    assigned: (record, key) => {
      if (!isRecord(record)) return
      const name = String(key)
      const keys =
        given.get(record) ?? new Set(Object.keys(record).filter((other) => other !== name))
      given.set(record, keys.add(name))
    },
    spread: (record, key) => {
      if (!isRecord(record) || Object.keys(record).length > MOST) return {}
      const keys = new Set(seen(record) ?? Object.keys(record)).add(String(key))
      const name = setOf(keys)
      const before = spreads.get(name)
      const isSame =
        before === undefined || (before !== null && [...before].join() === [...keys].join())
      spreads.set(name, isSame ? keys : null)
      return {}
    },
    orderOf: (record) => {
      const real = new Set(Object.keys(record))
      const keys = seen(record)
      return keys === undefined ? undefined : [...keys].filter((key) => real.has(key))
    },
  }
}
