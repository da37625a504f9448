/** Signs that look like nothing, or like a plain blank. */
const HIDDEN = /[\p{Cc}\p{Cf}\u00A0\u2000-\u200A\u202F\u205F\u3000]/gu

/** A text in quotes in which hidden signs are spelt out, as `"wild<U+200B>type"`. */
export const visible = (text: string): string =>
  `"${text.replaceAll(HIDDEN, (sign) => `<U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}>`)}"`
