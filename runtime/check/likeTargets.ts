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

const awaited = (exported: string): string => {
  if (exported === "default") return "export default await ..."
  return exported.includes(".") ? "write `await` before it" : `export const ${exported} = await ...`
}

/** Exported records that have what a table or a figure is made of, and are none, and promises of one. */
export const likeTargetFaults = (
  source: Source,
  { like, promised }: Evaluated,
): readonly Fault[] => [
  ...promised.map((exported) =>
    fault({
      what: `${exported} is a promise of a table or a figure, and is none`,
      where: exportedAt(source, exported),
      expected: "the table or the figure itself",
      hint: `wait for it: ${awaited(exported)}`,
    }),
  ),
  ...like.map((exported) =>
    fault({
      what: `${exported} has the name and the study of a table or a figure, and is none`,
      where: exportedAt(source, exported),
      expected: "a call of table() or of a figure such as lines() or losses()",
      hint: "put the record into one, or export it no more",
    }),
  ),
]
