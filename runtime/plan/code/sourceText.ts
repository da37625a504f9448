import { createHash } from "node:crypto"
import type { Bindings } from "./bindings.ts"
import { importsOf } from "./imports.ts"
import type { Running } from "./running.ts"
import { stringOf, type Node } from "./syntax.ts"
import { mayReadTexts, passedOn, textsForPeople, type Maker } from "./textsForPeople.ts"

/** SHA-256 in hexadecimal. */
export const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex")

/** What lies around a source: with its content it decides the text. Plain data. */
export interface Surroundings {
  /** The makers among the names that it calls. */
  readonly makers: readonly (readonly [callee: string, maker: Maker])[]
  /** Where its imports lead, in the order of the source. */
  readonly places: readonly ("file" | "package" | "node")[]
  /** Whether it is a part of ablate itself. */
  readonly isOwn: boolean
  /** Whether it is known to make no result of texts for people. */
  readonly isTeller: boolean
}

/** A source as a hash sees it. Plain data. */
export interface SourceText {
  /** Hash of what it says when it runs, its texts for people and the paths of files left out. */
  readonly code: string
  /** Hash of its texts for people. */
  readonly texts: string
  readonly mayReadTexts: boolean
  /** Which of its imports are among these texts: addresses of implementations. */
  readonly saidImports: readonly boolean[]
}

/** Takes a source apart: what runs, what is said to people. */
export const sourceTextOf = (
  running: Running,
  bindings: Bindings,
  { makers, places, isOwn, isTeller }: Surroundings,
): SourceText => {
  const byCallee = new Map(makers)
  const texts = textsForPeople(running.nodes, bindings, (callee) => byCallee.get(callee))
  const outside = new Set<Node>(texts.outside)
  const imports = importsOf(running.nodes)
  for (const [index, { literal }] of imports.entries())
    if (places[index] === "file") outside.add(literal)
  // Of our own code it is known that a text which becomes a part of another one goes nowhere else.
  const told = isOwn ? passedOn(running.nodes) : new Set()
  const isTold = (node: Node) => outside.has(node) || texts.said.has(node) || told.has(node)
  return {
    code: hashOf(running.text(outside)),
    texts: hashOf(
      JSON.stringify([...texts.outside].map((node) => stringOf(node) ?? node["value"])),
    ),
    mayReadTexts: !isTeller && mayReadTexts(running.nodes, isTold),
    saidImports: imports.map(({ literal }) => texts.outside.has(literal)),
  }
}
