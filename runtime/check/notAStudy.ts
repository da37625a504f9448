import { ts } from "ts-morph"
import { fault, type Fault } from "../../dsl/fault.ts"
import { positionOf } from "./source.ts"

const isExperiment = (type: ts.Type): boolean =>
  ["name", "encoder", "tasks", "seeds"].every((name) => type.getProperty(name) !== undefined)

/** What a value is that is no study, and what makes one of it. */
const meant = (value: ts.Expression, type: ts.Type): Pick<Fault, "what" | "hint"> | undefined => {
  const name = ts.isIdentifier(value) ? value.text : undefined
  if (isExperiment(type))
    return {
      what: "`study` is an experiment",
      hint: `for one arm: study: arms(${name ?? "base"}, { "This one": {} })`,
    }
  if (type.getProperty("then") !== undefined)
    return {
      what: "`study` is a promise of one",
      hint: `wait for it: study: await ${value.getText()}`,
    }
  return type.getCallSignatures().length > 0
    ? {
        what: "`study` is a function",
        hint: `call it: study: ${name ?? "make"}(...)`,
      }
    : undefined
}

/**
 * What stands where a call around a node wants a study and is none; undefined where that isn't so. The
 * compiler tells of it in terms of records, and of every column too.
 */
export const notAStudy = (node: ts.Node, checker: ts.TypeChecker): Fault | undefined => {
  for (
    let call = ts.findAncestor(node, ts.isCallExpression);
    call !== undefined;
    call = ts.findAncestor(call.parent, ts.isCallExpression)
  ) {
    const [options] = call.arguments
    if (options === undefined || !ts.isObjectLiteralExpression(options)) continue
    const given = options.properties.find(({ name }) => name?.getText() === "study")
    const value = given !== undefined && ts.isPropertyAssignment(given) ? given.initializer : given
    const said =
      value === undefined || !ts.isExpression(value)
        ? undefined
        : meant(value, checker.getTypeAtLocation(value))
    if (value === undefined || said === undefined) continue
    return fault({
      ...said,
      where: positionOf(value),
      expected: "a study: arms made by ablate(), arms(), grid() or zip()",
    })
  }
  return undefined
}
