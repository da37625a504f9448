import { expect, it } from "vitest"
import { closest } from "../../dsl/closest.ts"

it.each([
  // `auc` takes one edit, `accuracy` five.
  ["subtype.acc", ["subtype.auc", "subtype.accuracy"], "subtype.accuracy"],
  ["optim", ["optimizer", "option"], "optimizer"],
  // Two begin so: the fewest edits count.
  ["mod", ["modality", "model", "mode"], "mode"],
  ["epoch", ["epochs", "epochLog"], "epochs"],
  ["lr", ["lrMin", "lambda"], undefined],
])("%s of %j is %s", (word, candidates, meant) => expect(closest(word, candidates)).toBe(meant))
