import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Evaluated } from "./evaluate/answer.ts"
import { follower } from "./follow.ts"
import { positionOf, type Source } from "./source.ts"

/** Where what a file exports under a name is written: `tables.0` is in the list `tables`. */
const exportedAt = (source: Source, exported: string): Fault["where"] => {
  const [name = "", ...path] = exported.split(".")
  const file = source.program.getSourceFile(source.file)
  const checker = source.program.getTypeChecker()
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file)
  const symbol =
    module === undefined ? undefined : checker.tryGetMemberInModuleExports(name, module)
  const declared = symbol?.declarations?.[0]
  if (declared === undefined) return { file: source.file }
  const node = ts.isExportAssignment(declared)
    ? declared.expression
    : ts.isVariableDeclaration(declared)
      ? declared.initializer
      : undefined
  if (node === undefined) return positionOf(declared)
  return positionOf(follower(source).follow({ node, around: undefined }, path).node)
}

/** Exported records that have what a table or a figure is made of, and are none. */
export const likeTargetFaults = (source: Source, { like }: Evaluated): readonly Fault[] =>
  like.map((exported) =>
    fault({
      what: `${exported} has the name and the study of a table or a figure, and is none`,
      where: exportedAt(source, exported),
      expected: "a call of table() or of a figure such as lines() or losses()",
      hint: "put the record into one, or export it no more",
    }),
  )
