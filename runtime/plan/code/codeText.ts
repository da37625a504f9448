import { createHash } from "node:crypto"
import type { CodeModule, PackageUse } from "./codeModule.ts"
import { faces, isOwn, isTeller } from "./ownCode.ts"
import { stringOf, type Node } from "./syntax.ts"
import { mayReadTexts, passedOn, textsForPeople, type Maker } from "./textsForPeople.ts"

/** A module as a hash sees it. */
export interface CodeText {
  /** Hash of what it says when it runs, its texts for people and the paths of files left out. */
  readonly code: string
  /** Hash of its texts for people. */
  readonly texts: string
  readonly mayReadTexts: boolean
  /** What it imports and reads, in the order of its source: URLs of files, packages. */
  readonly leads: readonly (string | PackageUse)[]
}

/** SHA-256 in hexadecimal. */
export const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex")

/** What the names in a module lead to. */
export interface Names {
  readonly makerOf: (callee: string) => Maker | undefined
  /** The file that declares what another file exports under a name. */
  readonly declaringFile: (url: string, name: string) => string | undefined
}

const faceUrls = new Set(Object.values(faces))

/** A face only passes names on: who takes some names of it reads the files that declare them. */
const filesBehind = (
  file: string,
  names: readonly string[] | undefined,
  { declaringFile }: Names,
): readonly string[] =>
  faceUrls.has(file) && names !== undefined
    ? names.map((name) => declaringFile(file, name) ?? file)
    : [file]

/** Takes a module apart: what runs, what is said to people, where it leads. */
export const codeTextOf = (url: string, module: CodeModule, namesOf: Names): CodeText => {
  if ("content" in module)
    return { code: hashOf(module.content), texts: "", mayReadTexts: false, leads: [] }
  const { running, imports, placeOf } = module
  const texts = textsForPeople(running.nodes, namesOf.makerOf)
  const outside = new Set<Node>(texts.outside)
  const leads: (string | PackageUse)[] = []
  for (const { literal, specifier, names } of imports) {
    const place = placeOf(specifier)
    if (place === "node" || texts.outside.has(literal)) continue
    if ("file" in place) {
      leads.push(...filesBehind(place.file, names, namesOf))
      outside.add(literal)
    } else leads.push(place)
  }
  // Of our own code it is known that a text which becomes a part of another one goes nowhere else.
  const told = isOwn(url) ? passedOn(running.nodes) : new Set()
  const isTold = (node: Node) => outside.has(node) || texts.said.has(node) || told.has(node)
  return {
    code: hashOf(running.text(outside)),
    texts: hashOf(
      JSON.stringify([...texts.outside].map((node) => stringOf(node) ?? node["value"])),
    ),
    mayReadTexts: !isTeller(url) && mayReadTexts(running.nodes, isTold),
    leads,
  }
}
