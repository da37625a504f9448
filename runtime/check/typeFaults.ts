import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import { notAStudy } from "./notAStudy.ts"
import { withoutDerived } from "./derived.ts"
import { distinctFaults } from "./distinct.ts"
import { withEmptyParts } from "./emptyParts.ts"
import { explainType } from "./explainType.ts"
import { nodeAt, placeOfType } from "./placeOfType.ts"
import { follower } from "./follow.ts"
import { positionOf, type Source } from "./source.ts"

/** "Relative import paths need explicit file extensions": `importFaults` says which file is there. */
const toldOfImports = new Set([2834, 2835])

/**
 * Whether all that does not fit is the rank of a tensor: most operations of TensorFlow.js say none, and the rank is
 * known, and looked at, where the step is traced.
 */
const isOfRank = (text: ts.Diagnostic["messageText"]): boolean =>
  /Type 'Rank(\.R\d)?' is not assignable to type '(Rank\.)?"?R\d"?'\.$/.test(
    ts.flattenDiagnosticMessageText(text, "\n"),
  )

const syntax = (source: Source, diagnostic: ts.Diagnostic): Fault => {
  const { file, start = 0 } = diagnostic
  if (file === undefined)
    return fault({ what: messageOf(diagnostic), where: { file: source.file } })
  const { line, character } = file.getLineAndCharacterOfPosition(start)
  return fault({
    what: messageOf(diagnostic),
    where: { file: file.fileName, line: line + 1, column: character + 1 },
    expected: "TypeScript that can be read",
  })
}

const messageOf = ({ messageText }: ts.Diagnostic): string =>
  typeof messageText === "string" ? messageText : messageText.messageText

/**
 * What the type checker finds in the author's files, each fault once, where the value is written. Where
 * a file cannot be parsed, its other faults would be guesses.
 */
export const typeFaults = (source: Source): readonly Fault[] => {
  const { program, authors } = source
  const unread = authors.flatMap((file) => program.getSyntacticDiagnostics(file))
  if (unread.length > 0)
    return distinctFaults(unread.map((diagnostic) => syntax(source, diagnostic)))
  const follow = follower(source)
  const checker = program.getTypeChecker()
  const { empty, others } = withEmptyParts(
    source,
    withoutDerived(
      source,
      authors
        .flatMap((file) => program.getSemanticDiagnostics(file))
        .filter(({ code, messageText }) => !toldOfImports.has(code) && !isOfRank(messageText)),
    ),
  )
  return distinctFaults([
    ...empty,
    ...others.map((diagnostic) => {
      const node = nodeAt(diagnostic)
      const said = explainType(diagnostic, node, checker)
      if (node === undefined) return fault({ ...said, where: { file: source.file } })
      const studyless = notAStudy(node, checker)
      if (studyless !== undefined) return studyless
      return fault({ ...said, where: positionOf(placeOfType(diagnostic, node, follow)) })
    }),
  ])
}
