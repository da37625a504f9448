/** A name fit for a file and for an id in HTML: letters, digits, dot, underscore and hyphen. */
export const slug = (name: string): string =>
  name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+|-+$/g, "") || "unnamed"
