import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import { positionOf, type Source } from "./source.ts"

const expected = "TypeScript of which only the types need to be removed, as Node runs it"

const inPlaceOf = (node: ts.Node): string | undefined => {
  if (ts.isEnumDeclaration(node))
    return `write a record: const ${node.name.text} = { A: "a", B: "b" } as const`
  if (ts.isModuleDeclaration(node)) return "write a file of its own, which exports what is in it"
  if (ts.isParameter(node)) return "declare a field and give it its value in the constructor"
  if (ts.isTypeAssertionExpression(node))
    return `write: ${node.expression.getText()} as ${node.type.getText()}`
  if (ts.isImportEqualsDeclaration(node))
    return ts.isExternalModuleReference(node.moduleReference)
      ? `write: import ${node.name.text} from ${node.moduleReference.expression.getText()}`
      : `write: const ${node.name.text} = ${node.moduleReference.getText()}`
  return ts.isExportAssignment(node) ? "write: export default ..." : undefined
}

/** What to write in place of syntax that has to be translated, at a node inside of it. */
export const erasable = (node: ts.Node | undefined): Pick<Fault, "expected" | "hint"> => {
  if (node === undefined) return { expected }
  const hint = inPlaceOf(node)
  return hint === undefined ? erasable(node.parent) : { expected, hint }
}

const unknownToNode = (node: ts.Node): string | undefined => {
  if (ts.isDecorator(node)) return "a decorator"
  return node.kind === ts.SyntaxKind.AccessorKeyword ? "an accessor field" : undefined
}

/** Syntax of classes that TypeScript would translate and Node does not know. */
const untranslated = (source: ts.SourceFile): readonly Fault[] => {
  const found: Fault[] = []
  const visit = (node: ts.Node): void => {
    const what = unknownToNode(node)
    if (what !== undefined)
      found.push(
        fault({
          what: `${what} is no JavaScript that Node runs`,
          where: positionOf(node),
          expected,
          hint: "leave it out: an experiment is made by calls of functions",
        }),
      )
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** What a module imports and exports, in a file that Node loads as CommonJS for its name. */
const asCommonJs = (source: ts.SourceFile): readonly Fault[] => {
  const [first] = source.statements.filter(
    (each) =>
      ts.isImportDeclaration(each) ||
      ts.isExportDeclaration(each) ||
      ts.isExportAssignment(each) ||
      (ts.canHaveModifiers(each) &&
        ts.getModifiers(each)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true),
  )
  return first === undefined
    ? []
    : [
        fault({
          what: "a .cts file is CommonJS to Node, which has no import and no export",
          where: positionOf(first),
          expected: "a module",
          hint: "give it a name that ends in .ts",
        }),
      ]
}

/** JSON that the compiler takes and Node does not: a comma at the end, comments. */
const unreadJson = (source: ts.SourceFile): readonly Fault[] => {
  try {
    JSON.parse(source.text)
    return []
  } catch (thrown) {
    const what = thrown instanceof SyntaxError ? thrown.message : String(thrown)
    const [, at] = /at position (\d+)/.exec(what) ?? []
    const { line, character } = source.getLineAndCharacterOfPosition(
      at === undefined ? source.text.trimEnd().length : Number(at),
    )
    return [
      fault({
        what: what.replace(/ in JSON at position.*$/, ""),
        where: { file: source.fileName, line: line + 1, column: character + 1 },
        expected: "JSON, without comments and without commas at the end of a list",
      }),
    ]
  }
}

/** What the compiler takes in the author's files and Node does not run. */
export const unrunFaults = ({ authors }: Source): readonly Fault[] =>
  authors.flatMap((source) =>
    source.fileName.endsWith(".json")
      ? unreadJson(source)
      : [...(source.fileName.endsWith(".cts") ? asCommonJs(source) : []), ...untranslated(source)],
  )
