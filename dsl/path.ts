/** Leaves of an experiment end here: scalars, lists, and values of unknown shape. */
type Leaf = string | number | boolean | null | undefined | readonly unknown[]

/** Fields that say what a component is; a factor replaces the whole component instead. */
type Identity = "family" | "kind" | "implementation" | "of"

/** What an experiment has beside what it computes. */
type Beside = "scales" | "titles"

/** Paths into a list of components; what these have, `ablate check` knows. */
type Element<K extends string, List> = List extends readonly (infer Item extends object)[]
  ? Item extends readonly unknown[]
    ? never
    : `${K}.${number}` | `${K}.${number}.${string}`
  : never

/** Components of which only the family is known, such as a task's network: `ablate check` knows what these have. */
type IsOpen<X> = X extends { readonly family: string; readonly kind: infer Kind }
  ? string extends Kind
    ? true
    : false
  : false

/** Dotted paths of the fields of an experiment, such as `pretraining.mask`. */
export type FieldPath<X, Depth extends readonly unknown[] = []> = X extends Leaf
  ? never
  : Depth["length"] extends 4
    ? never
    : IsOpen<X> extends true
      ? string
      : {
          [K in Exclude<keyof X, Identity | Beside> & string]:
            | K
            | `${K}.${FieldPath<X[K], [...Depth, unknown]>}`
            | Element<K, X[K]>
        }[Exclude<keyof X, Identity | Beside> & string]

/** What stands at a dotted path. */
export type ValueAt<X, Path extends string> = X extends readonly unknown[]
  ? unknown
  : IsOpen<X> extends true
    ? Path extends keyof X
      ? X[Path]
      : unknown
    : Path extends `${infer Head}.${infer Rest}`
      ? Head extends keyof X
        ? ValueAt<X[Head], Rest>
        : never
      : Path extends keyof X
        ? X[Path]
        : never

/** Replacements for fields, by dotted path. */
export type Overrides<X> = { readonly [P in FieldPath<X>]?: Widened<ValueAt<X, P>> }

/** The same kind of value, without the literals that `const` inference keeps. */
export type Widened<V> = V extends number
  ? number
  : V extends string
    ? string
    : V extends boolean
      ? boolean
      : V extends readonly unknown[]
        ? readonly Widened<V[number]>[]
        : V extends object
          ? { readonly [K in keyof V]: Widened<V[K]> }
          : V
