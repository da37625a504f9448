const seconds = { s: 1, min: 60, h: 3600, d: 86_400 } as const

const isUnit = (text: string): text is keyof typeof seconds => text in seconds

/** Seconds of a text such as `40h`, `90min`, `1.5d` or `1h30min`; `undefined` if it is none. */
export const parseDuration = (text: string): number | undefined => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(s|min|h|d)\s*/g)]
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text.trim()) return undefined
  return parts.reduce(
    (sum, [, count = "", unit = ""]) => sum + (isUnit(unit) ? Number(count) * seconds[unit] : 0),
    0,
  )
}
