import type { CodeModule, PackageUse, Place } from "./codeModule.ts"
import { faces, isOwn, isTeller } from "./ownCode.ts"
import { hashOf, type SourceText } from "./sourceText.ts"
import type { Maker } from "./textsForPeople.ts"

/** A module as a hash sees it. */
export interface CodeText extends Pick<SourceText, "code" | "texts" | "mayReadTexts"> {
  /** What it imports and reads, in the order of its source: URLs of files, packages. */
  readonly leads: readonly (string | PackageUse)[]
}

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

const kindOf = (place: Place) => (place === "node" ? "node" : "file" in place ? "file" : "package")

/** Takes a module apart: what runs, what is said to people, where it leads. */
export const codeTextOf = (url: string, module: CodeModule, namesOf: Names): CodeText => {
  if ("content" in module)
    return { code: hashOf(module.content), texts: "", mayReadTexts: false, leads: [] }
  const { imports, callees, placeOf, textGiven } = module
  const { saidImports, ...text } = textGiven({
    makers: callees.flatMap((callee) => {
      const maker = namesOf.makerOf(callee)
      return maker === undefined ? [] : [[callee, maker] as const]
    }),
    places: imports.map(({ specifier }) => kindOf(placeOf(specifier))),
    isOwn: isOwn(url),
    isTeller: isTeller(url),
  })
  const leads = imports.flatMap(({ specifier, names }, index): readonly (string | PackageUse)[] => {
    const place = placeOf(specifier)
    if (place === "node" || saidImports[index] === true) return []
    return "file" in place ? filesBehind(place.file, names, namesOf) : [place]
  })
  return { ...text, leads }
}
