import { eachPart, isNode, running, type Node } from "./syntax.ts"

/** A program as far as it runs: without types, comments and layout. */
export interface Running {
  /** Its nodes, the program first, in the order of the source. */
  readonly nodes: readonly Node[]
  /** What it says, as text; literals that are `outside` leave a mark in their place. */
  readonly text: (outside: Iterable<Node>) => string
}

const literal = (node: Node): string => {
  const { regex, bigint, value } = node
  if (regex !== undefined) return JSON.stringify(regex)
  return typeof bigint === "string" ? `${bigint}n` : JSON.stringify(value)
}

const literals = new Set(["Literal", "TemplateElement", "TemplateLiteral"])

/** Reads a program once. */
export const runningOf = (program: Node): Running => {
  const nodes: Node[] = []
  const pieces: string[] = []
  const places = new Map<Node, readonly [from: number, to: number]>()
  const write = (value: unknown): void => {
    if (Array.isArray(value)) {
      pieces.push("[")
      value.forEach(write)
      pieces.push("]")
    } else if (isNode(value)) writeNode(value)
    else pieces.push(JSON.stringify(value) ?? "", ",")
  }
  const writeNode = (written: Node): void => {
    const node = running(written)
    if (node === undefined) return
    nodes.push(node)
    const from = pieces.length
    if (node.type === "Literal") pieces.push(literal(node), ",")
    else {
      pieces.push(node.type, "(")
      eachPart(node, write)
      pieces.push(")")
    }
    if (literals.has(node.type)) places.set(node, [from, pieces.length])
  }
  writeNode(program)
  return {
    nodes,
    text: (outside) => {
      const left = [...pieces]
      for (const node of outside) {
        const [from, to] = places.get(node) ?? [0, 0]
        left.fill("", from, to)
        if (to > from) left[from] = "@"
      }
      return left.join("")
    },
  }
}
