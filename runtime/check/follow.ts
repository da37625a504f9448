import { ts } from "ts-morph"
import type { Calls } from "../faults/authorsPositions.ts"
import type { Source } from "./source.ts"

/** What the parameters of a function stand for: the arguments of one of its calls. */
interface Around {
  readonly called: ts.SignatureDeclaration
  readonly call: ts.CallExpression
  readonly around: Around | undefined
}

/** A node, and the calls that it is read inside of. */
export interface Here {
  readonly node: ts.Node
  readonly around: Around | undefined
  /** Whether a path led only so far, and this is the value around what it names. */
  readonly isShort?: boolean
}

/** Finds where the author's files write a value, through names, imports, spreads and functions. */
export interface Follower {
  /** The call that made a value, by the calls that were running. */
  readonly callOf: (calls: Calls) => Here | undefined
  /** The node at a path, or the deepest one on the way to it. */
  readonly follow: (here: Here, path: readonly string[]) => Here
  /** The name of a property, where an object literal writes it. */
  readonly nameOf: (here: Here, key: string) => ts.Node | undefined
  /** The keys of an object literal in the order in which they are written, if all are written there. */
  readonly keysOf: (here: Here) => readonly string[] | undefined
  /** One step along a path: into an object, a list, or the arguments of a call. */
  readonly step: (here: Here, key: string) => Here | undefined
  /** An argument of a call. */
  readonly argument: (call: Here, index: number) => Here | undefined
}

const unwrapped = (node: ts.Node): ts.Node =>
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isParenthesizedExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isAwaitExpression(node)
    ? unwrapped(node.expression)
    : node

const returned = (called: ts.SignatureDeclaration): ts.Expression | undefined => {
  if (ts.isArrowFunction(called) && !ts.isBlock(called.body)) return called.body
  const body = "body" in called ? called.body : undefined
  if (body === undefined || body === null || !ts.isBlock(body)) return undefined
  return body.statements.find(ts.isReturnStatement)?.expression
}

const functionOf = (declaration: ts.Declaration): ts.SignatureDeclaration | undefined => {
  if (ts.isFunctionDeclaration(declaration)) return declaration
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
    ? value
    : undefined
}

const maximumSteps = 60

/** A follower over an experiment file and what it imports. */
export const follower = ({ program, authors }: Source): Follower => {
  const checker = program.getTypeChecker()

  const declarationOf = (name: ts.Identifier): ts.Declaration | undefined => {
    const symbol = ts.isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name)
    if (symbol === undefined) return undefined
    const aliased =
      (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
    return aliased.valueDeclaration ?? aliased.declarations?.[0]
  }

  const given = (parameter: ts.ParameterDeclaration, around: Around | undefined) => {
    if (around === undefined || parameter.parent !== around.called) return undefined
    const index = around.called.parameters.indexOf(parameter)
    const node = around.call.arguments[index] ?? parameter.initializer
    return node === undefined ? undefined : { node, around: around.around }
  }

  const declared = (
    declaration: ts.Declaration,
    { around }: Here,
    steps: number,
  ): Here | undefined => {
    if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined)
      return resolved({ node: declaration.initializer, around }, steps)
    if (ts.isParameter(declaration)) {
      const value = given(declaration, around)
      return value === undefined ? undefined : resolved(value, steps)
    }
    if (ts.isBindingElement(declaration) && ts.isObjectBindingPattern(declaration.parent)) {
      const name = declaration.propertyName ?? declaration.name
      const owner = declaration.parent.parent
      const whole = declared(owner, { node: owner, around }, steps - 1)
      return whole === undefined || !ts.isIdentifier(name)
        ? undefined
        : stepped(whole, name.text, steps - 1)
    }
    if (ts.isExportAssignment(declaration))
      return resolved({ node: declaration.expression, around }, steps)
    if (ts.isSourceFile(declaration)) {
      // A file of JSON is one expression.
      const [first] = declaration.statements
      return first !== undefined && ts.isExpressionStatement(first)
        ? { node: first.expression, around: undefined }
        : undefined
    }
    return undefined
  }

  /** The expression that a name, an access or the call of the author's function stands for. */
  const resolved = (here: Here, steps = maximumSteps): Here => {
    const node = unwrapped(here.node)
    const at = { node, around: here.around }
    if (steps <= 0) return at
    if (ts.isIdentifier(node)) {
      const declaration = declarationOf(node)
      return (declaration && declared(declaration, at, steps - 1)) ?? at
    }
    if (ts.isPropertyAccessExpression(node))
      return stepped({ ...at, node: node.expression }, node.name.text, steps - 1) ?? at
    if (
      ts.isElementAccessExpression(node) &&
      (ts.isStringLiteral(node.argumentExpression) || ts.isNumericLiteral(node.argumentExpression))
    )
      return (
        stepped({ ...at, node: node.expression }, node.argumentExpression.text, steps - 1) ?? at
      )
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const declaration = declarationOf(node.expression)
      const called = declaration === undefined ? undefined : functionOf(declaration)
      const result = called === undefined ? undefined : returned(called)
      if (called === undefined || result === undefined || isOurs(called)) return at
      return resolved(
        { node: result, around: { called, call: node, around: at.around } },
        steps - 1,
      )
    }
    return at
  }

  const isOurs = (node: ts.Node): boolean => !authors.includes(node.getSourceFile())

  const keyOf = (name: ts.PropertyName, here: Here): string | undefined => {
    if (ts.isComputedPropertyName(name)) {
      const { node } = resolved({ ...here, node: name.expression })
      return ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) ? node.text : undefined
    }
    return ts.isPrivateIdentifier(name) || ts.isBigIntLiteral(name) ? undefined : name.text
  }

  const property = (
    object: ts.ObjectLiteralExpression,
    here: Here,
    key: string,
    steps: number,
  ): Here | undefined => {
    for (const member of object.properties.toReversed()) {
      if (ts.isPropertyAssignment(member) && keyOf(member.name, here) === key)
        return { ...here, node: member.initializer }
      if (ts.isShorthandPropertyAssignment(member) && member.name.text === key)
        return { ...here, node: member.name }
      if (ts.isSpreadAssignment(member)) {
        const found = stepped({ ...here, node: member.expression }, key, steps - 1)
        if (found !== undefined) return found
      }
    }
    return undefined
  }

  const stepped = (from: Here, key: string, steps = maximumSteps): Here | undefined => {
    if (steps <= 0) return undefined
    const here = resolved(from, steps)
    const { node } = here
    if (ts.isObjectLiteralExpression(node)) return property(node, here, key, steps)
    if (ts.isArrayLiteralExpression(node)) {
      const index = Number(key)
      const isPlain = !node.elements.slice(0, index + 1).some(ts.isSpreadElement)
      const element = isPlain ? node.elements[index] : undefined
      return element === undefined ? undefined : { ...here, node: element }
    }
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments
      const options =
        first === undefined ? undefined : resolved({ ...here, node: first }, steps - 1)
      if (options !== undefined && ts.isObjectLiteralExpression(options.node))
        return property(options.node, options, key, steps)
      const given = node.arguments[Number(key)]
      return given === undefined ? undefined : { ...here, node: given }
    }
    return undefined
  }

  const shallow = (here: Here): Here => {
    // A shorthand or a parameter is followed to the value that it stands for, if that is written.
    const value = resolved(here)
    return ts.isLiteralExpression(value.node) ? value : here
  }

  const follow = (here: Here, path: readonly string[]): Here => {
    const [key, ...rest] = path
    if (key === undefined) return shallow(here)
    const next = stepped(here, key)
    if (next !== undefined) return follow(next, rest)
    // A name of its own may hold dots.
    const [second, ...others] = rest
    return second === undefined
      ? { ...here, isShort: true }
      : follow(here, [`${key}.${second}`, ...others])
  }

  const callAt = ({ file, line, column }: Calls[number]): ts.CallExpression | undefined => {
    const source = program.getSourceFile(file)
    if (source === undefined || line > source.getLineStarts().length) return undefined
    const position = source.getPositionOfLineAndCharacter(line - 1, column - 1)
    let found: ts.CallExpression | undefined
    const visit = (node: ts.Node): void => {
      if (node.getStart(source) > position || node.end <= position) return
      // V8 places a call at its name: `make(...)`, `config.make(...)`.
      if (ts.isCallExpression(node) && position < node.expression.end) found = node
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  }

  const callOf = (calls: Calls): Here | undefined => {
    const [inner, ...outer] = calls
    const node = inner === undefined ? undefined : callAt(inner)
    if (node === undefined) return undefined
    return { node, around: aroundOf(node, outer) }
  }

  const aroundOf = (node: ts.Node, outer: Calls): Around | undefined => {
    const [next, ...rest] = outer
    const call = next === undefined ? undefined : callAt(next)
    if (call === undefined || !ts.isIdentifier(call.expression)) return undefined
    const declaration = declarationOf(call.expression)
    const called = declaration === undefined ? undefined : functionOf(declaration)
    const isInside = called !== undefined && ts.findAncestor(node, (each) => each === called)
    return called === undefined || !isInside
      ? undefined
      : { called, call, around: aroundOf(call, rest) }
  }

  const nameOf = (from: Here, key: string): ts.Node | undefined => {
    const here = resolved(from)
    if (!ts.isObjectLiteralExpression(here.node)) return undefined
    for (const member of here.node.properties.toReversed()) {
      if (ts.isSpreadAssignment(member)) {
        const found = nameOf({ ...here, node: member.expression }, key)
        if (found !== undefined) return found
      } else if (member.name !== undefined && keyOf(member.name, here) === key) return member.name
    }
    return undefined
  }

  const argument = ({ node, around }: Here, index: number): Here | undefined => {
    const written = ts.isCallExpression(node) ? node.arguments[index] : undefined
    return written === undefined ? undefined : { node: written, around }
  }

  const keysOf = (from: Here): readonly string[] | undefined => {
    const here = resolved(from)
    if (!ts.isObjectLiteralExpression(here.node)) return undefined
    const keys = here.node.properties.map((member) => {
      if (ts.isSpreadAssignment(member)) return keysOf({ ...here, node: member.expression })
      const key = keyOf(member.name, here)
      return key === undefined ? undefined : [key]
    })
    const known = keys.filter((each) => each !== undefined)
    return known.length === keys.length ? [...new Set(known.flat())] : undefined
  }

  return { callOf, follow, nameOf, keysOf, step: stepped, argument }
}
