import type { SchemaAST } from "effect"
import type { PlainSchema } from "./field.ts"

/** What stands under a key in values of a schema; nothing where it has no such key. */
const under = (ast: SchemaAST.AST, key: string): readonly SchemaAST.AST[] => {
  switch (ast._tag) {
    case "Union":
      return ast.types.flatMap((each) => under(each, key))
    case "Arrays":
      return /^\d+$/.test(key) ? [ast.elements[Number(key)] ?? ast.rest[0] ?? []].flat() : []
    case "Objects": {
      const property = ast.propertySignatures.find(({ name }) => name === key)
      return property === undefined ? ast.indexSignatures.map(({ type }) => type) : [property.type]
    }
    default:
      return []
  }
}

const keysIn = (ast: SchemaAST.AST): readonly string[] =>
  ast._tag === "Union"
    ? [...new Set(ast.types.flatMap(keysIn))]
    : ast._tag === "Objects"
      ? ast.propertySignatures.map(({ name }) => String(name))
      : []

const at = (schema: PlainSchema, path: readonly string[]): readonly SchemaAST.AST[] =>
  path.reduce<readonly SchemaAST.AST[]>(
    (asts, key) => asts.flatMap((ast) => under(ast, key)),
    [schema.ast],
  )

/** The keys that values of a schema may have at a path, as far as the schema names them. */
export const schemaKeys = (
  schema: PlainSchema,
  path: readonly string[] = [],
): readonly string[] => [...new Set(at(schema, path).flatMap(keysIn))]

/** Whether values of a schema may have something at a path. */
export const hasSchemaPath = (schema: PlainSchema, path: readonly string[]): boolean =>
  at(schema, path).length > 0
