import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { writeFileAtomically } from "../files/writeFileAtomically.ts"
import { noteWritten } from "../files/written.ts"
import { Faulty } from "../faults/faulty.ts"
import { fault } from "../../dsl/fault.ts"

const refused = (file: string, cause: unknown): Faulty =>
  new Faulty({
    faults: [
      fault({
        what: cause instanceof Error ? cause.message : String(cause),
        where: { file },
        hint: "see that the disk has room and that the folder may be written",
      }),
    ],
  })

/** Writes plain data as JSON into an artifact. */
export const writeJson = (
  folder: string,
  name: string,
  value: unknown,
): Effect.Effect<void, Faulty> => {
  const file = join(folder, name)
  const parts = [Buffer.from(`${JSON.stringify(value)}\n`)]
  return Effect.tryPromise({
    try: () => writeFileAtomically(file, parts),
    catch: (cause) => refused(file, cause),
  }).pipe(Effect.andThen(noteWritten(file, parts)))
}

/** Reads JSON from an artifact, by its schema. */
export const readJson = <A, I>(
  folder: string,
  name: string,
  schema: Schema.Codec<A, I>,
): Effect.Effect<A, Faulty> => {
  const file = join(folder, name)
  return Effect.tryPromise({
    try: () => readFile(file, "utf8"),
    catch: (cause) => refused(file, cause),
  }).pipe(
    Effect.flatMap((text) =>
      Schema.decodeEffect(Schema.fromJsonString(schema))(text).pipe(
        Effect.mapError((error) => refused(file, error)),
      ),
    ),
  )
}
