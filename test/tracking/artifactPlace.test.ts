import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { artifactPlace } from "../../runtime/tracking/artifactPlace.ts"

const place = (root: string | undefined) =>
  Result.getOrThrow(artifactPlace("http://host:5000", root, "tables/a b.csv"))

// The forms of an artifact root: MLflow's documentation, "Artifact stores".
describe("artifactPlace", () => {
  it("goes through the server's own proxy", () => {
    const url =
      "http://host:5000/api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/tables/a%20b.csv"
    expect(place("mlflow-artifacts:/1/run/artifacts")).toEqual({ url, isForeign: false })
    expect(place("http://host:5000/api/2.0/mlflow-artifacts/artifacts/1/run/artifacts")).toEqual({
      url,
      isForeign: false,
    })
  })

  it("shows the credentials to no other server", () => {
    expect(place("https://other/files/1")).toEqual({
      url: "https://other/files/1/tables/a%20b.csv",
      isForeign: true,
    })
  })

  it.each(["s3://bucket/1", "gs://bucket/1", "/srv/mlruns/1", undefined])(
    "says what to do about %s",
    (root) => {
      const refused = artifactPlace("http://host:5000", root, "a")
      expect(Result.isFailure(refused) && refused.failure.reason).toContain(root ?? "does not say")
    },
  )
})
