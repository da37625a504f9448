import { Result } from "effect"
import { suggestion } from "../../dsl/closest.ts"
import type { Faulty } from "../faults/faulty.ts"
import type { Attempt } from "../store/attempt.ts"
import { shortKey } from "./statusLines.ts"
import { refusal } from "../faults/refusal.ts"

const faulty = (what: string, expected: string, hint: string) =>
  Result.fail(refusal({ what, expected, hint }))

const distinct = (attempts: readonly Attempt[]) => [
  ...new Map(attempts.map(({ key, label }) => [key, `${shortKey(key)} ${label}`])).values(),
]

/** Attempts at the one stage that a text names: the beginning of its key, its label, or a part of it. */
export const findAttempts = (
  attempts: readonly Attempt[],
  name: string,
): Result.Result<readonly [Attempt, ...Attempt[]], Faulty> => {
  const ways: readonly ((attempt: Attempt) => boolean)[] = [
    ({ label }) => label === name,
    ({ key }) => /^[0-9a-f]{4,}$/.test(name) && key.startsWith(name),
    ({ label }) => label.toLowerCase().includes(name.toLowerCase()),
  ]
  for (const way of ways) {
    const [first, ...rest] = attempts.filter(way)
    if (first === undefined) continue
    const keys = new Set([first, ...rest].map(({ key }) => key))
    if (keys.size === 1) return Result.succeed([first, ...rest])
    return faulty(
      `"${name}" names ${keys.size} stages`,
      "one stage",
      `give the key of one of them: ${distinct([first, ...rest])
        .slice(-8)
        .join("; ")}`,
    )
  }
  const labels = [...new Set(attempts.map(({ label }) => label))]
  return faulty(
    `the ledger has no stage "${name}"`,
    "the beginning of a key (4 characters or more), or a part of a label",
    labels.length === 0 ? "nothing has run in this store yet" : suggestion(name, labels),
  )
}
