import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { Node, Project, ts, type SourceFile, type Type } from "ts-morph"
import { describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))

const Snapshot = Schema.fromJsonString(
  Schema.Struct({ files: Schema.Record(Schema.String, Schema.Array(Schema.String)) }),
)

/** The files that decide results (test/plan/code/closures.json). */
const filesOfStages = (): readonly string[] => {
  const { files } = Schema.decodeUnknownSync(Snapshot)(
    readFileSync(`${root}test/plan/code/closures.json`, "utf8"),
  )
  return Object.values(files)
    .flat()
    .filter((path) => path.endsWith(".ts"))
}

const compilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
}

/** Whether a value is a fault, or holds faults: a list of them, an error with `faults`. */
const holdsFaults = (type: Type, depth = 3): boolean => {
  if (depth === 0 || type.isAny()) return false
  if (type.isUnion()) return type.getUnionTypes().some((each) => holdsFaults(each, depth))
  if (type.getProperty("~effect/Brand") !== undefined && type.getProperty("hint") !== undefined)
    return true
  const element = type.getArrayElementType() ?? type.getNumberIndexType()
  if (element !== undefined) return holdsFaults(element, depth - 1)
  const faults = ["fault", "faults", "failure"].flatMap((name) => type.getProperty(name) ?? [])
  return faults.some((each) => {
    const at = each.getValueDeclaration() ?? each.getDeclarations()[0]
    return at !== undefined && holdsFaults(each.getTypeAtLocation(at), depth - 1)
  })
}

const enumerators = new Set([
  "JSON.stringify",
  "Object.entries",
  "Object.getOwnPropertyDescriptors",
  "Object.values",
  "Reflect.get",
  "String",
  "structuredClone",
])

/** Where a fault's properties are read without their names. */
const enumerated = (node: Node): boolean => {
  if (Node.isCallExpression(node))
    return (
      enumerators.has(node.getExpression().getText()) &&
      node.getArguments().some((each) => holdsFaults(each.getType()))
    )
  if (Node.isForInStatement(node)) return holdsFaults(node.getExpression().getType())
  return (
    Node.isElementAccessExpression(node) &&
    !Node.isLiteralLike(node.getArgumentExpression()) &&
    node.getExpression().getType().getArrayElementType() === undefined &&
    holdsFaults(node.getExpression().getType())
  )
}

const placesIn = (file: SourceFile): readonly string[] =>
  file
    .getDescendants()
    .filter(enumerated)
    .map((node) => node.getText())

/** Each reads what a fault says without its name. */
const smuggled = [
  "Object.values(found)",
  "JSON.stringify([found])",
  "JSON.stringify(new Faulty({ faults: [found] }))",
  "found[key]",
]

describe("the texts of faults", () => {
  it("are read by no code of a stage without their names, by which hashes would find it", () => {
    const project = new Project({ compilerOptions })
    const files = project.addSourceFilesAtPaths(filesOfStages().map((path) => root + path))
    const example = project.createSourceFile(
      `${root}runtime/faults/smuggled.ts`,
      `import type { Fault } from "../../dsl/fault.ts"
      import { Faulty } from "./faulty.ts"
      export const read = (found: Fault, key: keyof Fault) => [${smuggled.join(", ")}]`,
    )
    expect(placesIn(example)).toEqual(smuggled)
    const places = files.flatMap((file) =>
      placesIn(file).map((text) => `${file.getFilePath()}: ${text}`),
    )
    expect(places).toEqual([])
  }, 300_000)
})
