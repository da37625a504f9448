type Entries<A> = Readonly<Record<string, A>>

/** The same entries, each name after a prefix. */
export const prefixed = <A>(prefix: string, entries: Entries<A>): Entries<A> =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${prefix}${name}`, value]))

/** The entries whose names begin with a prefix, named by the rest. */
export const stripPrefix = <A>(prefix: string, entries: Entries<A>): Entries<A> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  )

/** The entries whose names satisfy a condition. */
export const chosen = <A>(entries: Entries<A>, condition: (name: string) => boolean): Entries<A> =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => condition(name)))

/** Pairs of prefixes: what stands in a name, and what shall. */
export type Renaming = readonly (readonly [from: string, to: string])[]

/** The entries whose names begin with some prefix of a renaming, under the new one. */
export const renamed = <A>(entries: Entries<A>, renaming: Renaming): Entries<A> =>
  Object.assign({}, ...renaming.map(([from, to]) => prefixed(to, stripPrefix(from, entries))))

/** The way back. */
export const reversed = (renaming: Renaming): Renaming => renaming.map(([from, to]) => [to, from])
