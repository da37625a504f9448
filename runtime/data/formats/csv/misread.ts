/** The byte that each sign is in Windows-1252. */
const bytes: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder("windows-1252").decode(Uint8Array.of(byte)),
    byte,
  ]),
)

/** What signs say once their bytes in Windows-1252 are read as UTF-8; `undefined` where they are none. */
const asUtf8 = (signs: string): string | undefined => {
  const stored = Array.from(signs, (sign) => bytes.get(sign))
  if (stored.includes(undefined)) return undefined
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(stored, (byte) => byte ?? 0),
    )
  } catch {
    return undefined
  }
}

/** Signs that stand for others. */
interface Misread {
  readonly shown: string
  readonly meant: string
}

/** The first signs of a text that are UTF-8 read as Windows-1252, once or more often, and written again. */
export const misreadIn = (text: string): Misread | undefined => {
  for (const [shown] of text.matchAll(/[^\p{ASCII}]+/gu)) {
    let meant = shown
    for (let next = asUtf8(meant); next !== undefined && next !== meant; next = asUtf8(meant))
      meant = next
    if (meant !== shown) return { shown, meant }
  }
  return undefined
}
