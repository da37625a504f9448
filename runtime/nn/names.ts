type Entries<A> = Readonly<Record<string, A>>

/** The same entries, each name after a prefix. */
export const prefixed = <A>(prefix: string, entries: Entries<A>): Entries<A> =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${prefix}${name}`, value]))

/** The entries whose names begin with a prefix, named by the rest. */
export const below = <A>(prefix: string, entries: Entries<A>): Entries<A> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  )

/** The entries whose names satisfy a condition. */
export const chosen = <A>(entries: Entries<A>, condition: (name: string) => boolean): Entries<A> =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => condition(name)))
