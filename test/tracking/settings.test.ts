import { Effect, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { trackingSettings } from "../../runtime/tracking/settings.ts"

const settingsOf = (environment: Readonly<Record<string, string>>) =>
  Effect.runPromise(trackingSettings(environment))

const authorization = async (environment: Readonly<Record<string, string>>) => {
  const settings = await settingsOf({ MLFLOW_TRACKING_URI: "http://host:5000/", ...environment })
  return settings?.authorization == null ? null : Redacted.value(settings.authorization)
}

describe("trackingSettings", () => {
  it("is null without a server", async () => {
    expect(await settingsOf({})).toBeNull()
  })

  it("drops the slash at the end of the address", async () => {
    expect((await settingsOf({ MLFLOW_TRACKING_URI: "https://host/mlflow/" }))?.uri).toBe(
      "https://host/mlflow",
    )
  })

  // RFC 7617's example: user Aladdin, password "open sesame".
  it("signs with a user's name and password, as MLflow's clients do before a token", async () => {
    const user = {
      MLFLOW_TRACKING_USERNAME: "Aladdin",
      MLFLOW_TRACKING_PASSWORD: "open sesame",
    }
    expect(await authorization({ ...user, MLFLOW_TRACKING_TOKEN: "t" })).toBe(
      "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    )
    expect(await authorization({ MLFLOW_TRACKING_TOKEN: "t" })).toBe("Bearer t")
    expect(await authorization({})).toBeNull()
  })

  it("takes user and password from the address, and leaves them out of it", async () => {
    const environment = { MLFLOW_TRACKING_URI: "http://Aladdin:open%20sesame@host:5000/ml/" }
    expect((await settingsOf(environment))?.uri).toBe("http://host:5000/ml")
    expect(await authorization(environment)).toBe("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
  })

  it("does not print a password in an address that it refuses", async () => {
    const error = await Effect.runPromise(
      Effect.flip(trackingSettings({ MLFLOW_TRACKING_URI: "ftp://me:secret@host" })),
    )
    expect(JSON.stringify(error.faults)).not.toContain("secret")
  })

  it.each([["mlruns"], ["file:///mlruns"], ["http://"]])("refuses %s", async (uri) => {
    const error = await Effect.runPromise(
      Effect.flip(trackingSettings({ MLFLOW_TRACKING_URI: uri })),
    )
    expect(error.faults[0]?.what).toContain(uri)
  })
})
