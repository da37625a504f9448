import { posix } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { validName } from "../../runtime/tracking/limits.ts"

/** What MLflow's server takes (mlflow/utils/validation.py: `_validate_metric_name`, `path_not_unique`). */
const isTaken = (name: string): boolean =>
  /^[/\p{L}\p{N}_.\- ]+$/u.test(name) &&
  name.length <= 250 &&
  posix.normalize(name) === name &&
  name !== "." &&
  !name.startsWith("..") &&
  !name.startsWith("/")

describe("validName", () => {
  it.each(["loss", "dice.WT", "肿瘤.auc", "опухоль dice", "a/b"])("keeps %s", (name) => {
    expect(validName(name)).toBe(name)
  })

  it.each(["", ".", "..", "/abs", "a/../b", "x//y", "a/", "🧠", "dice (%)", "x".repeat(300)])(
    "makes a name that MLflow takes of %s",
    (name) => {
      expect(isTaken(validName(name))).toBe(true)
    },
  )

  it("makes names that MLflow takes, and of two names never one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        expect(isTaken(validName(a))).toBe(true)
        expect(validName(a) === validName(b)).toBe(a === b)
      }),
    )
  })
})
