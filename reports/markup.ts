const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Text for the content or a quoted attribute of HTML and SVG; control characters become spaces. */
export const markupText = (text: string): string =>
  text.replace(/\p{Cc}/gu, " ").replace(/[&<>"']/g, (character) => entities[character] ?? character)

/** Attributes of an element; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

const attributeText = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? "" : ` ${name}="${markupText(String(value))}"`))
    .join("")

/** An element whose children are markup already. */
export const element = (
  name: string,
  attributes: Attributes,
  ...children: readonly string[]
): string => `<${name}${attributeText(attributes)}>${children.join("")}</${name}>`
