/** A time in the two largest units that matter: `45 s`, `4 min 35 s`, `2 h 5 min`, `3 d 4 h`. */
export const inWords = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  const units = [
    ["d", Math.floor(whole / 86_400)],
    ["h", Math.floor(whole / 3600) % 24],
    ["min", Math.floor(whole / 60) % 60],
    ["s", whole % 60],
  ] as const
  const first = units.findIndex(([, count]) => count > 0)
  const shown = first < 0 ? units.slice(-1) : units.slice(first, first + 2)
  return shown
    .filter(([, count], index) => count > 0 || index === 0)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(" ")
}
