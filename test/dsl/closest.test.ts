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
  // Another metric is no slip of the pen, however much the rest is alike.
  ["lesion.hd95.WT", ["lesion.dice.WT"], undefined],
  ["leson.dcie.wt", ["lesion.dice.TC", "lesion.dice.WT"], "lesion.dice.WT"],
])("%s of %j is %s", (word, candidates, meant) => expect(closest(word, candidates)).toBe(meant))
