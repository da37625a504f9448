import { Effect, FileSystem, Schema, type Cause, type Option } from "effect"
import { writeFileAtomically } from "./writeFileAtomically.ts"

/** What a file of JSON holds; none where it is not there, or is not as the schema says. */
export const readJsonFile = <A>(
  file: string,
  schema: Schema.Codec<A, string>,
): Effect.Effect<Option.Option<A>, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(file)).pipe(
    Effect.flatMap(Schema.decodeEffect(schema)),
    Effect.option,
  )

/** Writes a value as JSON, whole or not at all. */
export const writeJsonFile = <A>(
  file: string,
  schema: Schema.Codec<A, string>,
  value: A,
): Effect.Effect<void, Cause.UnknownError> =>
  Effect.tryPromise(() =>
    writeFileAtomically(file, [Buffer.from(Schema.encodeSync(schema)(value))]),
  )
