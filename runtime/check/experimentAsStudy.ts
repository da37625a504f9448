import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import { positionOf } from "./source.ts"

const isExperiment = (type: ts.Type): boolean =>
  ["name", "encoder", "tasks", "seeds"].every((name) => type.getProperty(name) !== undefined)

/**
 * An experiment that stands where a call around a node wants a study; undefined where none does. The
 * compiler tells of it in terms of records, and of every column too.
 */
export const experimentAsStudy = (node: ts.Node, checker: ts.TypeChecker): Fault | undefined => {
  for (
    let call = ts.findAncestor(node, ts.isCallExpression);
    call !== undefined;
    call = ts.findAncestor(call.parent, ts.isCallExpression)
  ) {
    const [options] = call.arguments
    if (options === undefined || !ts.isObjectLiteralExpression(options)) continue
    const given = options.properties.find(({ name }) => name?.getText() === "study")
    const value = given !== undefined && ts.isPropertyAssignment(given) ? given.initializer : given
    if (value === undefined || !isExperiment(checker.getTypeAtLocation(value))) continue
    const base = ts.isIdentifier(value) ? value.text : "base"
    return fault({
      what: "`study` is an experiment",
      where: positionOf(value),
      expected: "a study: arms made by ablate(), arms(), grid(), powerset() or zip()",
      hint: `for one arm: study: arms(${base}, { "This one": {} })`,
    })
  }
  return undefined
}
