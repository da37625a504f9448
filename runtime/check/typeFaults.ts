import type { Diagnostic, SourceFile, ts } from "ts-morph"
import type { Fault } from "../../dsl/index.ts"

/** A fault of types, with the span of the code that has it. */
export interface TypeFault {
  readonly fault: Fault
  readonly start: number
}

/** "is missing the following properties": which member of a union was tried is of no use to a reader. */
const missingProperties = 2739

const innermost = (chain: ts.DiagnosticMessageChain): string => {
  const [next] = chain.next ?? []
  return next === undefined || next.code === missingProperties ? chain.messageText : innermost(next)
}

const textOf = (diagnostic: Diagnostic): string => {
  const text = diagnostic.compilerObject.messageText
  return typeof text === "string" ? text : innermost(text)
}

/** What the type checker finds in the file itself, said by its most exact sentence. */
export const typeFaults = (source: SourceFile): readonly TypeFault[] =>
  source.getPreEmitDiagnostics().map((diagnostic) => {
    const start = diagnostic.getStart() ?? 0
    const { line, column } = source.getLineAndColumnAtPos(start)
    return {
      start,
      fault: { what: textOf(diagnostic), where: { file: source.getFilePath(), line, column } },
    }
  })
