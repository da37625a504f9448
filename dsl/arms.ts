import type { Component } from "./component.ts"
import type { Experiment } from "./experiment.ts"
import type { FieldPath, ValueAt, Widened } from "./path.ts"
import { sharingReplace } from "./replace.ts"
import { describe, type Study } from "./study.ts"

/** Dotted paths of what an arm can change. */
export type Path<X> = X extends Experiment ? FieldPath<Omit<X, "name">> : never

export type At<X, P extends string> = X extends unknown ? ValueAt<X, P> : never

/** Another component of the family, components of the family, or a value of the same kind. */
export type Other<V> = V extends { readonly family: infer Family extends string }
  ? Component<Family>
  : V extends readonly { readonly family: infer Family extends string }[]
    ? readonly Component<Family>[]
    : Widened<V>

/** What an arm changes in its base. */
type Settings<X> = { readonly [P in Path<X>]?: Other<At<X, P>> }

/** Names that a loop makes, such as `encoder.${string}`: which they are, `ablate check` sees. */
type IsAnyName<P extends PropertyKey> = {} extends { readonly [Q in P]: never } ? true : false

/**
 * Settings by name, every path known. `Settings` alone would not do: a record that is declared
 * elsewhere gets no check of excess properties.
 */
type Fit<A, X> = {
  readonly [N in keyof A]: N extends number | `${bigint}`
    ? "a whole number: JavaScript moves such names to the front"
    : Settings<X> & {
        readonly [P in keyof A[N]]: P extends Path<X>
          ? unknown
          : IsAnyName<P> extends true
            ? unknown
            : `${P & string} is no field`
      }
}

/** A number or text is its own label; a component of many fields is known by the arm that has it. */
const speaksForItself = (value: unknown): boolean => typeof value !== "object"

/** Arms by name, in this order; `{}` is the base as it is. Spread records to join them. */
export const arms = <const X extends Experiment, const A extends Fit<A, X>>(
  base: X,
  settings: A,
): Study<X, keyof A & string> => {
  const replace = sharingReplace()
  const isName = (name: string): name is keyof A & string => Object.hasOwn(settings, name)
  return {
    name: base.name,
    arms: Object.keys(settings)
      .filter(isName)
      .map((name) => {
        const changes = Object.entries<unknown>(Object(settings[name]))
        return {
          name,
          factors: Object.fromEntries(
            changes.map(([path, value]) => [path, speaksForItself(value) ? describe(value) : name]),
          ),
          experiment: changes.reduce((made, [path, value]) => replace(made, path, value), base),
        }
      }),
  }
}

/** Values of one field by name, as settings of arms; `also` goes with each. */
export function vary<
  const P extends string,
  const V extends Readonly<Record<string, unknown>>,
  const Also extends object = {},
>(path: P, values: V, also?: Also): { readonly [N in keyof V]: { readonly [K in P]: V[N] } & Also }
export function vary(path: string, values: object, also?: object): object {
  const named = Object.entries<unknown>(Object(values))
  return Object.fromEntries(named.map(([name, value]) => [name, { ...also, [path]: value }]))
}

/** A record without some of its entries. */
export function omit<const A extends object, const N extends keyof A & string>(
  record: A,
  ...names: readonly N[]
): Omit<A, N>
export function omit(record: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
