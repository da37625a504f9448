import { Predicate, Schema } from "effect"
import { hasDefault, type Fields, type Options, type Values } from "./field.ts"

/**
 * A part of an experiment as plain data: what it is (`family`, `kind`), the address of its
 * implementation, and the values of its fields.
 */
export interface Component<Family extends string = string, Kind extends string = string> {
  readonly family: Family
  readonly kind: Kind
  readonly implementation: string
}

/**
 * The schema of a component inside another one. It checks the family; the fields are checked by
 * the component's own definition.
 */
export const componentOf = <C extends Component>(name: C["family"]) =>
  Schema.declare(
    (value): value is C =>
      Predicate.isObject(value) &&
      Predicate.hasProperty(value, "family") &&
      value.family === name &&
      Predicate.hasProperty(value, "kind") &&
      Predicate.hasProperty(value, "implementation"),
    { expected: `a ${name}` },
  )

/** What a component is made from: call it to write one in an experiment. */
export interface Definition<
  Family extends string,
  Kind extends string,
  F extends Fields,
> extends Declaration<Kind, F> {
  (...options: Argument<Options<F>>): Component<Family, Kind> & Values<F>
  readonly family: Family
}

/** A definition read without its types, as a checker does. */
export type AnyDefinition = Declaration<string, Fields> & { readonly family: string }

/** An argument that may be left out where every option may be. */
type Argument<O> = Partial<O> extends O ? [options?: O] : [options: O]

/** What a definition says of a component. */
export interface Declaration<Kind extends string, F extends Fields> {
  readonly kind: Kind
  readonly doc: string
  readonly fields: F
  /**
   * The module whose default export implements the component. From outside the package:
   * `import.meta.resolve("./my-mask.ts")`. Built-in ones are addressed as `ablate:folder/module`.
   */
  readonly implementation: string
}

/** A component as plain data: the defaults of its declaration, then the options given. */
export const component = <Family extends string, Kind extends string>(
  name: Family,
  { kind, implementation, fields }: Declaration<Kind, Fields>,
  options: object = {},
): Component<Family, Kind> => ({
  family: name,
  kind,
  implementation,
  ...Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) =>
      hasDefault(field) ? [[key, field.default]] : [],
    ),
  ),
  ...options,
})

/** How components of a family are declared, built-in ones as those from outside the package. */
export const family =
  <const Family extends string>(name: Family) =>
  <const Kind extends string, const F extends Fields>(
    declaration: Declaration<Kind, F>,
  ): Definition<Family, Kind, F> => {
    function make(...options: Argument<Options<F>>): Component<Family, Kind> & Values<F>
    function make(...[options]: Argument<Options<F>>): Component<Family, Kind> {
      return component(name, declaration, options)
    }
    // No enumeration finds the doc, so what reads it must name it.
    const { doc, ...parts } = declaration
    const definition = Object.assign(make, { ...parts, doc: "", family: name })
    return Object.defineProperty(definition, "doc", { value: doc, enumerable: false })
  }
