import { canonical } from "../formats/csv/csv.ts"
import { numberOf } from "../formats/csv/readTable.ts"

/** Texts, in each of which `*` is any text; one alone may stand without a list. */
export type Texts = string | readonly string[]

/** What the texts of a column of classes mean. */
export interface ClassTexts {
  /** Of class 0. */
  readonly negative: Texts
  /** Of class 1; none where it is left out, so that every other text is told. */
  readonly positive?: Texts | undefined
  /** Of subjects whose class is not known, as an empty cell. */
  readonly missing?: Texts | undefined
}

const listOf = (texts: Texts | undefined): readonly string[] =>
  texts === undefined ? [] : typeof texts === "string" ? [texts] : texts

const expression = (pattern: string): RegExp =>
  new RegExp(
    `^${canonical(pattern)
      .split("*")
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join("[^]*")}$`,
    "u",
  )

const matcher = (texts: Texts | undefined): ((text: string) => boolean) => {
  const expressions = listOf(texts).map(expression)
  return (text) => expressions.some((one) => one.test(text))
}

/** What a text means: a class, no class known, two of these at once, or nothing that was declared. */
export type Meaning = 0 | 1 | "missing" | "both" | "undeclared"

/** What each text means by what was declared. */
export const meaningBy = ({ negative, positive, missing }: ClassTexts) => {
  const [isNegative, isPositive, isMissing] = [
    matcher(negative),
    matcher(positive),
    matcher(missing),
  ]
  return (text: string): Meaning => {
    const found: Meaning[] = []
    if (isNegative(text)) found.push(0)
    if (isPositive(text)) found.push(1)
    if (text === "" || isMissing(text)) found.push("missing")
    return found.length > 1 ? "both" : (found[0] ?? "undeclared")
  }
}

/** How tables say that a value is not known: BIDS, R, pandas, Excel, SPSS, and people. */
const UNKNOWN = new Set(
  [
    "na n/a #n/a <na> #na n.a. n.a na. nan null none nil - -- --- \u2010 \u2013 \u2014 \u2212 . .. ? ?? ??? x unk unknown unclear",
    "missing undetermined indeterminate inconclusive equivocal pending tbd nd n.d. nr nt ns uncertain",
    "#value! #ref! #div/0! #name? #null! #num! k.a. unbekannt inconnu desconocido",
    "9 99 999 9999 99.0 999.0",
  ]
    .join(" ")
    .split(" "),
)
const IN_WORDS =
  /^(not?|non|un|in)[ _-]?(available|applicable|assessed|assessable|tested|done|known|reported|recorded|determined|evaluable|evaluated|performed|specified|sure|data|information|value|entry)$/

/** Whether a text is one of those by which people say that a value is not known. */
export const looksMissing = (text: string): boolean => {
  const plain = text
    .normalize("NFKC")
    .replaceAll(/\p{Cf}/gu, "")
    .trim()
    .toLowerCase()
  return (
    plain === "" || UNKNOWN.has(plain) || IN_WORDS.test(plain) || /^-\d+([.,]\d+)?$/.test(plain)
  )
}

/** Letters and digits alone, in small letters: what is left when a text is misspelt by signs. */
const bare = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "")

/** Whether one of two words is the other cut short: `mut` of `mutant`, `T` of `TRUE`. */
const isAbbreviation = (text: string, declared: string): boolean =>
  /^\p{L}+$/u.test(text + declared) &&
  (bare(declared).startsWith(bare(text)) ||
    (declared.length === 1 && bare(text).startsWith(bare(declared))))

/**
 * Whether a text differs from one that was declared by capitals, blanks, hyphens or hidden signs alone, is the
 * same number (`1.0` and `1`), or the same word cut short.
 */
export const isNearMiss = (text: string, declared: Texts | undefined): boolean =>
  listOf(declared).some(
    (one) =>
      (bare(one) !== "" && bare(one) === bare(text)) ||
      numberOf(one) === numberOf(text) ||
      isAbbreviation(text, one),
  )

const escapedSign = (sign: string): string => String.raw`\u{${sign.codePointAt(0)?.toString(16)}}`

/** Texts as they are written in an experiment, hidden signs by their numbers. */
export const written = (texts: readonly string[]): string =>
  `[${texts.map((text) => JSON.stringify(text).replaceAll(/[\p{Cf}\p{Cc}]/gu, escapedSign)).join(", ")}]`

/** A list of what was declared, for a message. */
export const declaredTexts = (texts: Texts | undefined): string => written(listOf(texts))
