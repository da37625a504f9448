import type { AnyDefinition } from "./component.ts"
import { definitionOf } from "./definitions.ts"
import { isComponent } from "./placed.ts"
import type { Experiment } from "./experiment.ts"
import type { PlainSchema } from "./field.ts"
import { hasSchemaPath, schemaKeys } from "./schemaKeys.ts"

/** Where a dotted path leaves what an experiment has. */
export interface UnknownPath {
  /** The part of the path that is right, such as `tasks.lesion`. */
  readonly known: string
  readonly key: string
  /** What could stand there instead, as whole paths. */
  readonly candidates: readonly string[]
}

/** The parts of an experiment that a factor or a scale may replace. */
const experimentParts = ["name", "dataset", "encoder", "pretraining", "tasks", "seeds"]

const marks = new Set(["family", "kind", "implementation", "of"])

/**
 * Where a path is no field of an experiment, by the definitions of its components; `undefined` where
 * it is one. The data itself is no witness: a mistyped factor has put its own key there.
 */
export const unknownPath = (
  experiment: Experiment,
  path: string,
  definitions: readonly AnyDefinition[],
): UnknownPath | undefined => {
  const keys = path.split(".")
  const leaves = (depth: number, names: readonly string[]): UnknownPath => {
    const known = keys.slice(0, depth).join(".")
    return {
      known,
      key: keys[depth] ?? "",
      candidates: names.map((name) => (known === "" ? name : `${known}.${name}`)),
    }
  }
  /** Below a component's field: what its schema allows, and components inside of it. */
  const inField = (schema: PlainSchema, start: number, value: unknown): UnknownPath | undefined => {
    let node = value
    for (let depth = start; depth < keys.length; depth++) {
      if (typeof node === "object" && node !== null && isComponent(node))
        return inComponent(node, depth)
      const key = keys[depth] ?? ""
      if (Array.isArray(node)) {
        if (!(/^\d+$/.test(key) && Number(key) < node.length))
          return leaves(
            depth,
            node.map((_, index) => String(index)),
          )
      } else if (!hasSchemaPath(schema, keys.slice(start, depth + 1)))
        return leaves(depth, schemaKeys(schema, keys.slice(start, depth)))
      node = typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined
    }
    return undefined
  }
  const inComponent = (component: object, depth: number): UnknownPath | undefined => {
    if (depth >= keys.length || !isComponent(component)) return undefined
    const definition = definitionOf(component, definitions)
    if (definition === undefined) return undefined
    const key = keys[depth] ?? ""
    const field = Object.hasOwn(definition.fields, key) ? definition.fields[key] : undefined
    if (field === undefined)
      return marks.has(key) ? leaves(depth, []) : leaves(depth, Object.keys(definition.fields))
    return inField(field.schema, depth + 1, Reflect.get(component, key))
  }
  const [part = ""] = keys
  if (!experimentParts.includes(part)) return leaves(0, experimentParts)
  if (part === "name" || part === "seeds") {
    const list: unknown = Reflect.get(experiment, part)
    if (keys.length === 1) return undefined
    const isElement = Array.isArray(list) && keys.length === 2 && Number(keys[1]) < list.length
    return isElement ? undefined : leaves(1, [])
  }
  if (part !== "tasks")
    return inComponent(
      experiment[part === "dataset" ? "dataset" : part === "encoder" ? "encoder" : "pretraining"],
      1,
    )
  if (keys.length === 1) return undefined
  const task = experiment.tasks[keys[1] ?? ""]
  if (task === undefined || !isComponent(task))
    return leaves(
      1,
      Object.entries(experiment.tasks).flatMap(([name, each]) => (isComponent(each) ? [name] : [])),
    )
  return inComponent(task, 2)
}
