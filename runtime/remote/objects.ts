import { openAsBlob } from "node:fs"
import { AwsClient } from "aws4fetch"
import { Effect, Schedule, Schema } from "effect"
import { fault, Fault } from "../../dsl/fault.ts"
import type { RemoteStore } from "../../dsl/remoteStore.ts"
import type { Environment } from "../files/environment.ts"
import type { Address } from "../store/artifact.ts"

/** A server of objects that cannot be reached, or that refuses. */
export class RemoteError extends Schema.TaggedError<RemoteError>()("RemoteError", {
  /** Whether it may answer later. */
  isPassing: Schema.Boolean,
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return this.faults.map(({ what }) => what).join("; ")
  }
}

const failed = (what: string, isPassing: boolean, hint?: string) =>
  new RemoteError({ isPassing, faults: [fault({ what, hint })] })

const refusal =
  "a bucket that may not be listed also says so of what is not there; sign: and the keys in the environment say who asks"

/** Name of the object that is the record of an artifact. */
export const recordName = ({ kind, key }: Address): string => `records/${kind}/${key}.json`

/** Name of the object that is a file, by its content: two writers of one artifact cannot mix theirs. */
export const fileName = (sha256: string): string => `files/${sha256}`

/** Objects by name on a server: what HTTP's GET, HEAD and PUT do, and no more. */
export interface Objects {
  readonly url: string
  /** What is there; null for nothing. */
  readonly get: (name: string) => Effect.Effect<Response | null, RemoteError>
  readonly has: (name: string) => Effect.Effect<boolean, RemoteError>
  /** Puts a file there; the server is told its SHA-256. */
  readonly put: (name: string, file: string, sha256: string) => Effect.Effect<void, RemoteError>
}

/** How often a request is made again where the server cannot be reached or is busy. */
const patience = Schedule.exponential("500 millis").pipe(Schedule.upTo({ times: 4 }))

/** Names are made of hexadecimal digits, letters and slashes: nothing in them is to be escaped. */
const addressOf = (url: string, name: string) => `${url.replace(/\/$/, "")}/${name}`

/** The objects of a remote store; requests are signed with the keys of the environment if it says so. */
export const objectsOf = (
  { url, sign, region }: RemoteStore,
  environment: Environment,
): Effect.Effect<Objects, RemoteError> => {
  const accessKeyId = environment["AWS_ACCESS_KEY_ID"]
  const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"]
  const sessionToken = environment["AWS_SESSION_TOKEN"]
  if (sign === "aws" && (accessKeyId === undefined || secretAccessKey === undefined))
    return Effect.fail(
      failed(
        `requests to ${url} cannot be signed: there are no keys`,
        false,
        'export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign: "none"',
      ),
    )
  const client =
    sign === "none" || accessKeyId === undefined || secretAccessKey === undefined
      ? null
      : new AwsClient({
          accessKeyId,
          secretAccessKey,
          ...(sessionToken === undefined ? {} : { sessionToken }),
          service: "s3",
          region,
          retries: 0,
        })
  const request = (name: string, init: RequestInit) =>
    Effect.tryPromise({
      try: async (signal) => {
        const all = { ...init, redirect: "error", signal } as const
        const address = addressOf(url, name)
        return client === null ? fetch(address, all) : client.fetch(address, all)
      },
      catch: (cause) =>
        failed(
          `${url} cannot be reached: ${cause instanceof Error ? `${cause.message}${cause.cause instanceof Error ? ` (${cause.cause.message})` : ""}` : String(cause)}`,
          true,
          "the server and the network; without store.remote in ablate.config.ts a run needs neither",
        ),
    }).pipe(
      Effect.flatMap((response) => {
        const { status } = response
        if (response.ok || status === 404) return Effect.succeed(response)
        return Effect.fail(
          failed(
            `${url} refuses ${init.method ?? "GET"} ${name}: ${status} ${response.statusText}`,
            status >= 500 || status === 429,
            status === 401 || status === 403 ? refusal : undefined,
          ),
        )
      }),
      Effect.retry({ while: ({ isPassing }) => isPassing, schedule: patience }),
    )
  return Effect.succeed({
    url,
    get: (name) =>
      Effect.map(request(name, {}), (response) => (response.status === 404 ? null : response)),
    has: (name) => Effect.map(request(name, { method: "HEAD" }), ({ ok }) => ok),
    put: (name, file, sha256) =>
      Effect.promise(() => openAsBlob(file)).pipe(
        Effect.flatMap((body) =>
          request(name, { method: "PUT", body, headers: { "x-amz-content-sha256": sha256 } }),
        ),
        Effect.flatMap(({ ok }) =>
          ok
            ? Effect.void
            : Effect.fail(
                failed(`${url} has no place for ${name}: 404`, false, "the bucket must be there"),
              ),
        ),
      ),
  })
}
