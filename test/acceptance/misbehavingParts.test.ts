import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

/** A copy of a file with other texts in the place of some that it holds. */
const copy = (
  folder: string,
  from: string,
  to: string,
  texts: Readonly<Record<string, string>>,
): void => {
  const text = readFileSync(join(folder, from), "utf8")
  for (const each of Object.keys(texts)) expect(text).toContain(each)
  writeFileSync(
    join(folder, to),
    Object.entries(texts).reduce((made, [each, other]) => made.replaceAll(each, other), text),
  )
}

/** Losses of objectives that go wrong, by the name of the objective. */
const losses = {
  crops: "tf.mean<tf.Scalar>(tf.square(error), [1, 2])",
  throwing: 'tf.mean<tf.Scalar>(tf.mul(error, JSON.parse("[]")[0].scale))',
  infinite: "tf.mean<tf.Scalar>(tf.log(tf.mul(0, error)))",
  leaving: "process.exit(0)",
}

it(
  "tells what a part from outside does wrong as that part's, with the line",
  { timeout: 600_000 },
  async () => {
    const folder = temporaryFolder()
    cpSync(fileURLToPath(new URL("./extension", import.meta.url)), folder, { recursive: true })
    for (const [name, loss] of Object.entries(losses)) {
      copy(folder, "denoising.ts", `${name}.ts`, { denoising: name })
      copy(folder, "denoising.model.ts", `${name}.model.ts`, {
        "tf.mean<tf.Scalar>(tf.square(error))": loss,
        denoising: name,
      })
    }
    copy(folder, "regression.loss.ts", "regression.loss.ts", {
      "tf.mean<tf.Scalar>(loss)": "tf.neg<tf.Scalar>(loss)",
    })
    copy(folder, "overestimate.measure.ts", "overestimate.measure.ts", {
      "=> volume": "=> 1 / 0 + volume",
    })
    copy(folder, "study.ts", "study.ts", {
      "Denoising: denoising(training)":
        "Crops: crops(training), Throwing: throwing(training), Infinite: infinite(training), Leaving: leaving(training), None: scratch()",
      "Stripes: base.pretraining, ": "",
      "export const pyramids": "const pyramids",
      "  simmim,": "  scratch,\n  simmim,",
      'import { denoising } from "./denoising.ts"':
        'import { crops } from "./crops.ts"\nimport { infinite } from "./infinite.ts"\nimport { leaving } from "./leaving.ts"\nimport { throwing } from "./throwing.ts"',
    })
    const { code, stderr } = await ablate(["run", "study.ts", "--slots", "2"], folder)
    expect(code).toBe(1)
    const told = stderr.split("\n\n").map((fault) => fault.split("\n").slice(0, 2))
    expect(told).toContainEqual([
      "error: pretrain Crops seed 0 failed: the loss of the phase crops is a tensor of float32 of shape [2]",
      expect.stringMatching(/at crops.model.ts:34:/),
    ])
    expect(told).toContainEqual([
      expect.stringMatching(/pretrain Throwing seed 0 failed: your part threw: TypeError/),
      expect.stringMatching(/at throwing.model.ts:45:/),
    ])
    expect(told).toContainEqual([
      expect.stringMatching(/pretrain Leaving seed 0 failed: your part threw: .*process.exit/),
      expect.stringMatching(/at leaving.model.ts:45:/),
    ])
    expect(told).toContainEqual([
      expect.stringMatching(
        /pretrain Infinite seed 0 failed: infinite: loss is -Infinity, mse is -Infinity.* at step 1 \(subjects/,
      ),
      expect.anything(),
    ])
    expect(told).toContainEqual([
      expect.stringMatching(/the loss of regression is a tensor of float32 of shape \[4\]/),
      expect.stringMatching(/at regression.loss.ts:5:/),
    ])
    expect(told).toContainEqual([
      expect.stringMatching(
        /score ball None seed 0 failed: the metric overestimate gives Infinity/,
      ),
      expect.stringMatching(/at overestimate.measure.ts/),
    ])
    expect(stderr).toContain("6 faults")
    expect(stderr).not.toContain("a bug in ablate")
  },
)
