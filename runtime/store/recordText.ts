import { hash } from "node:crypto"
import { Effect, Schema } from "effect"
import { ArtifactJson, type Artifact } from "./artifact.ts"

const seal = /,"sha256":"([0-9a-f]{64})"\}$/

/** A record as text that ends with the hash of the rest: so that a changed record is noticed too. */
export const recordText = (artifact: Artifact): string => {
  const text = Schema.encodeSync(ArtifactJson)(artifact)
  return `${text.slice(0, -1)},"sha256":"${hash("sha256", text)}"}`
}

/** A record, or what is wrong with it in words. Those of the first format have no hash. */
export const readRecord = Effect.fnUntraced(function* (
  text: string,
  { kind, key }: { readonly kind: string; readonly key: string },
): Effect.fn.Return<Artifact, string> {
  const [end, sealed] = seal.exec(text) ?? []
  const body = end === undefined ? text : `${text.slice(0, -end.length)}}`
  if (sealed !== undefined && hash("sha256", body) !== sealed)
    return yield* Effect.fail("the record has another content than when it was sealed")
  const artifact = yield* Schema.decodeEffect(ArtifactJson)(body).pipe(
    Effect.mapError((error) => `the record is damaged: ${error.message}`),
  )
  if (artifact.key !== key || artifact.kind !== kind)
    return yield* Effect.fail(`the record is that of ${artifact.kind} ${artifact.key}`)
  if (sealed === undefined && Object.keys(artifact.files).length === 0)
    return yield* Effect.fail("the record lists no file")
  return artifact
})
