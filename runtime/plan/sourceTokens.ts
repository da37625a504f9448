import type { ts } from "ts-morph"

/** A module as far as it runs: its tokens, and the modules it imports. */
export interface SourceTokens {
  /** Tokens without comments and layout, joined by spaces. */
  readonly text: string
  /** Specifiers of modules that are imported when it runs; those of `import type` are not. */
  readonly imports: readonly string[]
  /** Specifiers of files named by `new URL("...", ...)`. */
  readonly files: readonly string[]
}

interface Token {
  readonly kind: ts.SyntaxKind
  readonly text: string
  /** What a string literal holds. */
  readonly value: string
}

/** Words before a parenthesis after which a statement, not an operator, follows. */
const headed = new Set(["if", "while", "for", "with"])
const values = new Set(["this", "super", "null", "true", "false"])

/**
 * Scans with TypeScript's scanner. What a parser would tell it, it is told here from the tokens before:
 * whether `/` divides or begins a regular expression, and whether `}` ends a template's expression.
 */
const scan = (typescript: typeof ts, source: string): readonly Token[] => {
  const kinds = typescript.SyntaxKind
  const scanner = typescript.createScanner(
    typescript.ScriptTarget.Latest,
    true,
    typescript.LanguageVariant.Standard,
    source,
  )
  const tokens: Token[] = []
  const braces: ("template" | "block")[] = []
  const parentheses: boolean[] = []
  let isHeadClosed = false

  const endsValue = (index: number): boolean => {
    const token = tokens.at(index)
    if (token === undefined) return false
    if (token.kind === kinds.CloseParenToken) return !isHeadClosed
    if (token.kind === kinds.ExclamationToken) return endsValue(index - 1)
    return (
      token.kind === kinds.Identifier ||
      token.kind === kinds.PrivateIdentifier ||
      token.kind === kinds.CloseBracketToken ||
      token.kind === kinds.PlusPlusToken ||
      token.kind === kinds.MinusMinusToken ||
      token.kind === kinds.TemplateTail ||
      (token.kind >= kinds.FirstLiteralToken && token.kind <= kinds.LastLiteralToken) ||
      (token.kind > kinds.LastReservedWord && token.kind <= kinds.LastKeyword) ||
      values.has(token.text) ||
      (token.kind >= kinds.FirstReservedWord && tokens.at(index - 1)?.kind === kinds.DotToken)
    )
  }

  const rescan = (kind: ts.SyntaxKind): ts.SyntaxKind => {
    const divides = kind === kinds.SlashToken || kind === kinds.SlashEqualsToken
    if (divides && !endsValue(-1)) return scanner.reScanSlashToken()
    return kind === kinds.CloseBraceToken && braces.at(-1) === "template"
      ? scanner.reScanTemplateToken(false)
      : kind
  }

  for (let found = scanner.scan(); found !== kinds.EndOfFileToken; found = scanner.scan()) {
    const kind = rescan(found)
    if (kind === kinds.OpenBraceToken) braces.push("block")
    else if (kind === kinds.TemplateHead) braces.push("template")
    else if (kind === kinds.CloseBraceToken || kind === kinds.TemplateTail) braces.pop()
    else if (kind === kinds.OpenParenToken) parentheses.push(headed.has(tokens.at(-1)?.text ?? ""))
    else if (kind === kinds.CloseParenToken) isHeadClosed = parentheses.pop() ?? false
    const value = scanner.getTokenValue()
    const text = kind === kinds.StringLiteral ? JSON.stringify(value) : scanner.getTokenText()
    tokens.push({ kind, text, value })
  }
  return tokens
}

/** Reads what a module says, whatever its comments and layout. */
export const sourceTokens = (typescript: typeof ts, source: string): SourceTokens => {
  const { StringLiteral } = typescript.SyntaxKind
  const tokens = scan(typescript, source)
  const imports: string[] = []
  const files: string[] = []
  let isTypeOnly = false
  for (const [index, token] of tokens.entries()) {
    const word = (distance: number) => tokens[index + distance]?.text ?? ""
    if (token.text === "import" || token.text === "export")
      isTypeOnly = word(1) === "type" && word(2) !== "from" && word(2) !== ","
    if (token.kind !== StringLiteral) continue
    const specifier = token.value
    const isCalled = word(-1) === "("
    if (word(-1) === "import" || (word(-1) === "from" && !isTypeOnly)) imports.push(specifier)
    else if (isCalled && (word(-2) === "import" || word(-2) === "require")) imports.push(specifier)
    else if (isCalled && word(-2) === "URL" && /^\..*[^/]$/.test(specifier)) files.push(specifier)
  }
  return { text: tokens.map((token) => token.text).join(" "), imports, files }
}
