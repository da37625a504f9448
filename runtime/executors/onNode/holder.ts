import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { Effect, Option, Schema } from "effect"
import { isKnownGone, ownIdentity, ProcessIdentity } from "../../processes/identity.ts"
import { writeJsonFile } from "../../files/jsonFile.ts"

const HolderJson = Schema.fromJsonString(
  Schema.Struct({ token: Schema.String, process: ProcessIdentity }),
)

const read = (file: string) => {
  try {
    return Option.getOrUndefined(Schema.decodeOption(HolderJson)(readFileSync(file, "utf8")))
  } catch {
    return undefined
  }
}

/** How often a job looks whether it still is the one at work. */
const lookEvery = 3000

/**
 * Makes this process the one at work on a job. A batch system that takes a node for dead starts its
 * jobs elsewhere, and the node may live on: who was at work before finds another name in the file and
 * leaves at its next look, for which we wait where we cannot see whether it is gone. Gives an effect
 * that ends when another one took over, or the file is gone with the job.
 */
export const takeOver = Effect.fnUntraced(function* (
  file: string,
): Effect.fn.Return<Effect.Effect<void>> {
  const before = read(file)
  const token = randomUUID()
  yield* Effect.orDie(writeJsonFile(file, HolderJson, { token, process: ownIdentity() }))
  if (before !== undefined && !isKnownGone(before.process)) yield* Effect.sleep(3 * lookEvery)
  return Effect.gen(function* () {
    while (read(file)?.token === token) yield* Effect.sleep(lookEvery)
  })
})
