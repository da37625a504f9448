import type { SourceFile, ts } from "ts-morph"
import type { Fault } from "../../dsl/fault.ts"
import { typeProgram } from "./typeProgram.ts"

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

const textOf = ({ messageText }: ts.Diagnostic): string =>
  typeof messageText === "string" ? messageText : innermost(messageText)

const faultOf = (source: SourceFile, diagnostic: ts.Diagnostic): TypeFault => {
  const start = diagnostic.start ?? 0
  const { line, column } = source.getLineAndColumnAtPos(start)
  return {
    start,
    fault: { what: textOf(diagnostic), where: { file: source.getFilePath(), line, column } },
  }
}

/** What the type checker finds in the file itself, said by its most exact sentence. */
export const typeFaults = (source: SourceFile): readonly TypeFault[] => {
  const program = typeProgram(source)
  const file = program.getSourceFile(source.getFilePath())
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    (diagnostic) => faultOf(source, diagnostic),
  )
}

/** What cannot be parsed, each with its place. */
export const syntaxFaults = (source: SourceFile): readonly Fault[] => {
  const program = typeProgram(source)
  const file = program.getSourceFile(source.getFilePath())
  return program
    .getSyntacticDiagnostics(file)
    .map((diagnostic) => faultOf(source, diagnostic).fault)
}
