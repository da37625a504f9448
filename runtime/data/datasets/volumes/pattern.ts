const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)

/** A name with places to fill, as `{id}_FLAIR*.nii.gz`: `{name}` is one text wherever it stands, `*` any. */
const expression = (
  pattern: string,
  place: string,
  value: string | undefined,
  anyCase: boolean,
): RegExp => {
  let seen = false
  const parts = pattern.split(`{${place}}`).map((part) => escaped(part).replaceAll("*", "[^/]*"))
  const source = parts.reduce((left, right) => {
    const filled = value === undefined ? (seen ? "\\1" : "([^/]+)") : escaped(value)
    seen = true
    return `${left}${filled}${right}`
  })
  return new RegExp(`^${source}$`, anyCase ? "i" : "")
}

/** Whether a name may differ from its pattern. */
export const isOpen = (pattern: string): boolean => /\{id\}|\*/.test(pattern)

/**
 * The subject that a name of a file or folder tells by its pattern: `known`, where it was told before;
 * null where the pattern has no `{id}`; `undefined` where the name does not fit. Capitals count unless
 * said otherwise.
 */
export const subjectIn = (
  name: string,
  pattern: string,
  known: string | null,
  anyCase = false,
): string | null | undefined => {
  const match = expression(pattern, "id", known ?? undefined, anyCase).exec(name)
  return match === null ? undefined : (known ?? match[1] ?? null)
}

/** The patient that a subject's name tells; `undefined` where it does not fit. */
export const patientIn = (id: string, pattern: string): string | undefined =>
  expression(pattern, "patient", undefined, false).exec(id)?.[1]
