import * as ablate from "ablate"

/** A block of TypeScript of a page. */
export interface Block {
  /** Of its first line, from 1. */
  readonly line: number
  readonly lines: readonly string[]
}

/** The blocks of a language in a page, those of lists without their indentation. */
export const blocksOf = (page: string, language: string): readonly Block[] => {
  const lines = page.split("\n")
  return lines.flatMap((line, index) => {
    const indentation = line.indexOf(`\`\`\`${language}`)
    if (line.trim() !== `\`\`\`${language}`) return []
    const rest = lines.slice(index + 1)
    const end = rest.findIndex((each) => each.trim() === "```")
    return [{ line: index + 2, lines: rest.slice(0, end).map((each) => each.slice(indentation)) }]
  })
}

const part: readonly [string, string] = ["void ({", "} satisfies Partial<Record<Part, unknown>>)"]
const set: readonly [string, string] = [
  'void volumes({ root: "", modalities: { t1: "", proton: "", xenon: "" },',
  "})",
]

/** What a block is a piece of, by the field that it begins with. */
const wholes: Readonly<Record<string, readonly [string, string]>> = {
  dataset: part,
  encoder: part,
  pretraining: part,
  tasks: part,
  labels: set,
  values: set,
  preprocessing: set,
  metrics: [
    'void segmentation({ network: unetr(), regions: ["WT"], epochs: 1, optimizer: adam({ lr: 1 }),',
    "})",
  ],
}

/**
 * A block as a module whose lines have the numbers that they have in the page. What it does not declare
 * itself comes from `ablate` and from what the page takes as given.
 */
export const moduleOf = (
  { line, lines }: Block,
  given: Readonly<Record<string, object>>,
): string => {
  const code = lines.join("\n")
  const own = new Set([
    ...[...code.matchAll(/\b(?:const|as) (\w+)/g)].map(([, name]) => name),
    ...[...code.matchAll(/import \{([^}]*)\}/g)].flatMap(
      ([, names = ""]) => names.match(/\w+/g) ?? [],
    ),
  ])
  const [, field = ""] = /^(\w+): /.exec(code) ?? []
  const [opening, closing] = wholes[field] ?? ["", ""]
  const words = new Set(`${opening}${code}`.match(/\w+/g))
  const imports = Object.entries({ ...given, ablate }).map(([from, exported]) => {
    const names = Object.keys(exported).filter((name) => words.has(name) && !own.has(name))
    return `import { ${names.join(", ")} } from "${from}";`
  })
  const first = [
    ...imports,
    "type Part = keyof Parameters<typeof import('ablate').experiment>[0];",
    opening,
  ]
  return ["\n".repeat(line - 2), first.join(" "), "\n", code, "\n", closing, "\nexport {}\n"].join(
    "",
  )
}
