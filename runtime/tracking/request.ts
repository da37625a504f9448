import { type Duration, Effect, Option, Redacted, Schema } from "effect"
import {
  FetchHttpClient,
  HttpClient,
  HttpClientRequest,
  type HttpClientResponse,
} from "effect/http"
import { AccessDenied, Rejected, ServerAway, type TrackingError } from "./error.ts"
import type { TrackingSettings } from "./settings.ts"

/** What MLflow answers where it refuses. */
const Refusal = Schema.fromJsonString(
  Schema.Struct({
    error_code: Schema.Union([Schema.String, Schema.Finite]),
    message: Schema.optionalKey(Schema.String),
  }),
)

/** The code of a body that is too large for the server or a proxy before it. */
export const tooLarge = "413"

const secondsAsked = (response: HttpClientResponse.HttpClientResponse) => {
  const seconds = Number(response.headers["retry-after"] ?? Number.NaN)
  return Number.isFinite(seconds) ? { retryAfter: seconds } : {}
}

/** Why an answer is none, in the terms of what to do about it. */
const failureOf = (
  uri: string,
  response: HttpClientResponse.HttpClientResponse,
  text: string,
): TrackingError => {
  const { status } = response
  const said = Option.getOrUndefined(Schema.decodeOption(Refusal)(text))
  const reason = said?.message ?? text.slice(0, 300)
  if (status === 401 || status === 403)
    return new AccessDenied({ message: `the server answers ${status}: ${reason}` })
  if (status >= 300 && status < 400) {
    const { location = "" } = response.headers
    const place = URL.canParse(location, uri) ? new URL(location, uri).origin : "another place"
    return new AccessDenied({
      message: `${uri} sends to ${place}, where nothing was sent: a sign-in page, or the server has moved (then set MLFLOW_TRACKING_URI to its address)`,
    })
  }
  if (status === Number(tooLarge))
    return new Rejected({ code: tooLarge, reason: "the server takes no request of this size" })
  if (status === 408 || status === 429 || status >= 500)
    return new ServerAway({
      message: `the server answers ${status}`,
      ...secondsAsked(response),
    })
  // Another sender kept its own run of the same id, and removed this one.
  if (/must be in the 'active' state/.test(said?.message ?? ""))
    return new ServerAway({ message: reason })
  // Another sender wrote the same rows at the same moment: next time they are there, and that is no fault.
  if (said?.error_code === "BAD_REQUEST" && /IntegrityError|UniqueViolation/.test(reason))
    return new ServerAway({ message: reason })
  if (said !== undefined) return new Rejected({ code: String(said.error_code), reason })
  // A proxy whose server is restarting answers so; MLflow says an error code.
  return new ServerAway({
    message: `${uri} answers ${status}, and not as MLflow does`,
  })
}

const isPage = (response: HttpClientResponse.HttpClientResponse, text: string): boolean =>
  /html/i.test(response.headers["content-type"] ?? "") || /^\s*<(!doctype|html)/i.test(text)

/** How long an answer may take, and whether the address is another server's than the API's. */
interface Sending {
  readonly timeout: Duration.Input
  readonly isForeign?: boolean
}

/** Sends a request with the settings' credentials; gives the text of an answer that is MLflow's. */
export type Send = (
  request: HttpClientRequest.HttpClientRequest,
  options?: Sending,
) => Effect.Effect<string, TrackingError>

/** A way to send requests to the server that the settings name. */
export const sender = Effect.fnUntraced(function* ({
  uri,
  authorization,
}: TrackingSettings): Effect.fn.Return<Send, never, HttpClient.HttpClient> {
  const http = yield* HttpClient.HttpClient
  const away = ({ message }: { readonly message: string }) =>
    new ServerAway({ message: `${uri} cannot be reached: ${message}` })
  return Effect.fnUntraced(function* (request, { timeout, isForeign } = { timeout: "20 seconds" }) {
    const signed =
      authorization === null || isForeign === true
        ? request
        : HttpClientRequest.setHeader(request, "Authorization", Redacted.value(authorization))
    const { response, text } = yield* http.execute(signed).pipe(
      Effect.flatMap((answer) =>
        Effect.map(answer.text, (body) => ({ response: answer, text: body })),
      ),
      // What is sent goes to the server that was named, and nowhere else; where files lie, it says itself.
      Effect.provideService(
        FetchHttpClient.RequestInit,
        isForeign === true ? {} : { redirect: "manual" },
      ),
      Effect.timeout(timeout),
      Effect.mapError(away),
    )
    if (response.status < 200 || response.status >= 300)
      return yield* failureOf(uri, response, text)
    if (isPage(response, text))
      return yield* new AccessDenied({
        message: `${uri} answers with a web page and not as MLflow: a proxy's sign-in page, or another server`,
      })
    return text
  })
})
