import { fileURLToPath } from "node:url"
import { Effect, Predicate } from "effect"
import type { AnyDefinition, Component } from "../../dsl/component.ts"
import { Faulty } from "../faults/faulty.ts"
import { fault } from "../../dsl/fault.ts"

/** What the address of a module of the package begins with. */
export const builtInPrefix = "ablate:"

/** The address of an implementation module as a URL that can be imported. */
export const implementationUrl = (implementation: string): string =>
  implementation.startsWith(builtInPrefix)
    ? new URL(`../${implementation.slice(builtInPrefix.length)}.ts`, import.meta.url).href
    : implementation

/** The file of an implementation module. */
export const implementationFile = (implementation: string): string =>
  fileURLToPath(implementationUrl(implementation))

/** What an implementation module exports by default: the definition it makes true, and how. */
export interface Implementation {
  readonly definition: AnyDefinition
}

const isImplementation = (value: unknown): value is Implementation =>
  Predicate.isObject(value) &&
  Predicate.hasProperty(value, "definition") &&
  (Predicate.isObject(value.definition) || typeof value.definition === "function") &&
  Predicate.hasProperty(value.definition, "fields")

/** Imports the implementation of a component. */
export const loadImplementation = Effect.fn("loadImplementation")(function* (
  component: Component,
  field = "",
): Effect.fn.Return<Implementation, Faulty> {
  const { family, kind, implementation } = component
  const refuse = (what: string, hint: string) =>
    new Faulty({
      faults: [
        fault({
          what,
          where: { field },
          expected: `a module whose default export implements the ${family} "${kind}"`,
          hint,
        }),
      ],
    })
  const module = yield* Effect.tryPromise({
    try: (): Promise<Readonly<Record<string, unknown>>> =>
      import(implementationUrl(implementation)),
    catch: (cause) =>
      refuse(
        `the implementation of ${kind} does not load: ${cause instanceof Error ? cause.message : String(cause)}`,
        `look at ${implementation}`,
      ),
  })
  const found = module["default"]
  if (!isImplementation(found))
    return yield* refuse(
      `${implementation} has no implementation as its default export`,
      `export default implement...(${kind}, { ... })`,
    )
  return found
})

/** Imports the implementation of a component and checks that it has the functions that its family needs. */
export const loadAs = Effect.fnUntraced(function* <A extends Implementation>(
  component: Component,
  functions: readonly (keyof A & string)[],
): Effect.fn.Return<A, Faulty> {
  const found = yield* loadImplementation(component)
  const complete = (value: Implementation): value is A =>
    functions.every(
      (name) => Predicate.hasProperty(value, name) && typeof value[name] === "function",
    )
  if (complete(found)) return found
  return yield* new Faulty({
    faults: [
      fault({
        what: `${component.implementation} does not implement a ${component.family}`,
        where: {},
        expected: `an object with the functions ${functions.join(", ")}`,
        hint: `see the contract in ablate/implement`,
      }),
    ],
  })
})
