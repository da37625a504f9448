import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { hasMlflow, mlflowServer } from "../tracking/mlflowServer.ts"
import { ablate, temporaryFolder } from "./ablate.ts"

const study = fileURLToPath(new URL("./tiny.ts", import.meta.url))

/** Runs by name with their parents' names, statuses and numbers of loss values. */
const read = `
e = c.get_experiment_by_name("tiny")
runs = c.search_runs([e.experiment_id])
names = {r.info.run_id: r.info.run_name for r in runs}
print(json.dumps(sorted([r.info.run_name, names.get(r.data.tags.get("mlflow.parentRunId")), r.info.status,
  len(c.get_metric_history(r.info.run_id, "loss"))] for r in runs)))`

/** A live run's curves have a point each time it says its progress, so only the runs are compared. */
const runs = `
e = c.get_experiment_by_name("tiny")
print(json.dumps(sorted([r.info.run_name, r.info.status] for r in c.search_runs([e.experiment_id]))))`

const auc = `
e = c.get_experiment_by_name("tiny")
print(json.dumps(sorted([r.info.run_name, v] for r in c.search_runs([e.experiment_id])
  for k, v in r.data.metrics.items() if "auc" in k)))`

// Without MLflow in ABLATE_TEST_MLFLOW or .venv/mlflow these are skipped.
describe.skipIf(!hasMlflow)("ablate track sync", { timeout: 300_000 }, () => {
  let server: Awaited<ReturnType<typeof mlflowServer>>
  const [offline, online] = [temporaryFolder(), temporaryFolder()]
  beforeAll(async () => {
    server = await mlflowServer()
    await Promise.all([server.start(), ablate(["run", study], offline)])
  }, 300_000)
  afterAll(() => server.kill())

  it("needs the address of a server", async () => {
    const { code, stderr } = await ablate(["track", "sync", study], offline)
    expect(code).toBe(1)
    expect(stderr).toContain("MLFLOW_TRACKING_URI is not set")
  })

  it("sends an old store once, however often it is asked, as a tracked run does", async () => {
    const environment = { MLFLOW_TRACKING_URI: server.uri }
    const first = await ablate(["track", "sync", study], offline, environment)
    expect(first.stderr).toBe("")
    expect(first.code).toBe(0)
    const sent = server.python(read)
    expect(sent).toEqual(
      expect.arrayContaining([
        ["MAE", null, "FINISHED", 0],
        ["Scratch", null, "FINISHED", 0],
        // 8 subjects, one crop of each, 4 epochs of batches of 2.
        ["pretrain MAE seed 0", "MAE", "FINISHED", 16],
        ["pretrain MAE seed 1", "MAE", "FINISHED", 16],
        ["report tiny", null, "FINISHED", 0],
      ]),
    )
    const measured = server.python(auc)
    await ablate(["track", "sync", study], offline, environment)
    expect(server.python(read)).toEqual(sent)
    expect(server.python(auc)).toEqual(measured)

    const tracked = await ablate(["run", study], online, {
      ...environment,
      MLFLOW_EXPERIMENT_NAME: "live",
    })
    expect(tracked.code).toBe(0)
    // The page of its report leads to its runs, the last of which has only just ended.
    const page = await readFile(join(online, ".ablate/reports/tiny/index.html"), "utf8")
    const links = [...page.matchAll(/<a href="([^"]*)">MLflow</g)].map(([, link]) => link)
    expect(links).toHaveLength(4)
    for (const link of links) expect(link).toContain(`${server.uri}/#/experiments/`)
    const live = (program: string) => server.python(program.replace(`"tiny"`, `"live"`))
    expect(live(auc)).toEqual(measured)
    expect(live(runs)).toEqual(server.python(runs))
  })

  it("lets why give the pages of an arm and of its runs", async () => {
    const environment = { MLFLOW_TRACKING_URI: server.uri }
    expect((await ablate(["track", "sync", study], offline, environment)).code).toBe(0)
    const pages = server.python(`
e = c.get_experiment_by_name("tiny")
print(json.dumps({r.info.run_name: f"/#/experiments/{e.experiment_id}/runs/{r.info.run_id}"
  for r in c.search_runs([e.experiment_id])}))`)
    const asked = ["why", study, "--row", "MAE", "--column", "subtype.auc"]
    const { stdout, stderr } = await ablate(asked, offline, environment)
    expect(stderr).toBe("")
    const told = [...stdout.matchAll(/MLflow: (.*)/g)].map(([, link]) => link)
    expect(told).toHaveLength(3)
    const arm = Object(pages)["MAE"]
    expect(told[0]).toBe(`${server.uri}${arm}`)
    expect(told.slice(1)).toContain(`${server.uri}${Object(pages)["score subtype MAE seed 0"]}`)
    const away = await ablate(asked, offline, { MLFLOW_TRACKING_URI: "http://127.0.0.1:9" })
    expect(away.code).toBe(0)
    expect(away.stderr).toContain("MLflow does not tell its runs")
  })
})
