import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { TrackingEvent } from "../../runtime/tracking/event.ts"
import { verifyAll } from "../../runtime/tracking/sender.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"
import { delivererTo } from "./deliverer.ts"
import { faultyProxy, hasMlflow, mlflowServer } from "./mlflowServer.ts"

const key = "ab".repeat(32)
const begun: TrackingEvent = {
  event: "begun",
  id: key,
  name: "pretrain MAE seed 0",
  parent: "arm:MAE",
  time: 1000,
  params: { "optimizer.lr": "0.0003", "crop[0]": "96" },
  tags: { "ablate.arms": "MAE; M2-MAE" },
}
const arm: TrackingEvent = {
  event: "begun",
  id: "arm:MAE",
  name: "MAE",
  parent: null,
  time: 1000,
  params: { pretraining: "MAE" },
  tags: {},
}
const measured = (step: number): TrackingEvent => ({
  event: "measured",
  id: key,
  time: 1000 + step,
  step,
  values: { loss: 1 / step, "dice WT (%)": step },
})
const ended: TrackingEvent = { event: "ended", id: key, time: 9000, status: "FINISHED", tags: {} }
const steps = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => measured(from + index))

const readLoss = (experiment: string) => `
e = c.get_experiment_by_name("${experiment}")
runs = c.search_runs([e.experiment_id])
stage = [r for r in runs if r.info.run_name == "pretrain MAE seed 0"]
print(json.dumps([len(runs), [[m.step, m.value, m.timestamp] for m in c.get_metric_history(stage[0].info.run_id, "loss")]]))`

const expected = (last: number) => [
  2,
  steps(1, last).map((_, index) => [index + 1, 1 / (index + 1), 1001 + index]),
]

// Without MLflow in ABLATE_TEST_MLFLOW or .venv/mlflow these are skipped.
describe.skipIf(!hasMlflow)("tracking with a real MLflow server", { timeout: 180_000 }, () => {
  let server: Awaited<ReturnType<typeof mlflowServer>>
  let experiment = ""
  let number = 0
  beforeAll(async () => {
    server = await mlflowServer()
    await server.start()
  }, 180_000)
  afterAll(() => server.kill())
  beforeEach(() => {
    experiment = `study ${++number}`
  })

  const deliverer = (uri = server.uri, patience?: number) => delivererTo(uri, experiment, patience)

  it("gives back through MLflow's own client what was sent", async () => {
    const { deliver, said } = deliverer()
    expect(await deliver([arm, begun, ...steps(1, 1200), ended])).toEqual({
      waiting: 0,
      isStuck: false,
      refused: [],
    })
    expect(said).toEqual([])
    expect(server.python(readLoss(experiment))).toEqual(expected(1200))
    expect(
      server.python(`
e = c.get_experiment_by_name("${experiment}")
runs = {r.info.run_name: r for r in c.search_runs([e.experiment_id])}
r = runs["pretrain MAE seed 0"]
print(json.dumps([r.info.status, r.info.start_time, r.info.end_time, r.data.params, r.data.metrics,
  r.data.tags["mlflow.parentRunId"] == runs["MAE"].info.run_id, r.data.tags["ablate.arms"]]))`),
    ).toEqual([
      "FINISHED",
      1000,
      9000,
      { "optimizer.lr": "0.0003", "crop_0_-4b7f6c13": "96" },
      { loss: 1 / 1200, "dice WT ___-190940bd": 1200 },
      true,
      "MAE; M2-MAE",
    ])
  })

  it("doubles nothing when a stage resumes and says its last steps again", async () => {
    const { deliver } = deliverer()
    await deliver([arm, begun, ...steps(1, 30)])
    await deliver([arm, begun, ...steps(21, 50), ended])
    await deliver([arm, begun, ...steps(1, 50), ended])
    expect(server.python(readLoss(experiment))).toEqual(expected(50))
  })

  it("keeps what a killed server could not take, and sends it once it is back", async () => {
    const { deliver, said } = deliverer()
    await deliver([arm, begun, ...steps(1, 10)])
    await server.kill()
    const away = await deliver([...steps(11, 20)], false)
    expect(away).toEqual({ waiting: 10, isStuck: false, refused: [] })
    expect(said).toHaveLength(1)
    expect(said[0]).toContain("cannot be reached")
    await server.start()
    expect((await deliver([ended])).waiting).toBe(0)
    expect(server.python(readLoss(experiment))).toEqual(expected(20))
  })

  it("loses and doubles nothing behind a server that answers 500 and 429 now and then", async () => {
    let count = 0
    const proxy = await faultyProxy(server.uri, () =>
      ++count % 7 === 0 ? 500 : count % 5 === 0 ? 429 : undefined,
    )
    const { deliver } = deliverer(proxy.uri)
    for (let from = 1; from < 40; from += 10) await deliver([arm, begun, ...steps(from, from + 9)])
    await deliver([ended])
    proxy.close()
    expect(server.python(readLoss(experiment))).toEqual(expected(40))
  })

  it("doubles nothing when answers are lost after the server did what was asked", async () => {
    let count = 0
    const proxy = await faultyProxy(server.uri, (request) =>
      request.startsWith("POST") && !request.includes("search") && ++count % 2 === 1
        ? { status: 502, body: "<html>bad gateway</html>", isDone: true }
        : undefined,
    )
    const { deliver } = deliverer(proxy.uri)
    expect(await deliver([arm, begun, ...steps(1, 20), ended])).toMatchObject({
      waiting: 0,
      refused: [],
    })
    proxy.close()
    expect(server.python(readLoss(experiment))).toEqual(expected(20))
  })

  it("goes on, however long it takes, behind a server that takes something between its faults", async () => {
    let count = 0
    const proxy = await faultyProxy(server.uri, (request) =>
      request.includes("runs/create") && ++count % 2 === 1 ? 502 : undefined,
    )
    const { deliver } = deliverer(proxy.uri, 2500)
    const runs = ["a", "b", "c", "d"].map((id) => ({ ...begun, id: id.repeat(64), name: id }))
    expect(await deliver(runs)).toMatchObject({ waiting: 0, isStuck: false })
    proxy.close()
    expect(count).toBe(8)
  })

  it("waits while a proxy answers 404 for a server that starts", async () => {
    let count = 0
    const proxy = await faultyProxy(server.uri, () =>
      ++count < 3 ? { status: 404, body: "<html>nothing here</html>" } : undefined,
    )
    const { deliver, said } = deliverer(proxy.uri)
    expect((await deliver([arm, begun, ...steps(1, 5), ended])).waiting).toBe(0)
    proxy.close()
    expect(said[0]).toMatch(/404, and not as MLflow does/)
    expect(server.python(readLoss(experiment))).toEqual(expected(5))
  })

  it("divides batches that a proxy finds too large", async () => {
    const proxy = await faultyProxy(server.uri, (_, bytes) => (bytes > 5000 ? 413 : undefined))
    const { deliver } = deliverer(proxy.uri)
    expect(await deliver([arm, begun, ...steps(1, 300), ended])).toMatchObject({
      waiting: 0,
      refused: [],
    })
    proxy.close()
    expect(server.python(readLoss(experiment))).toEqual(expected(300))
  })

  it("names what the server lacks where a made-up answer stood for its own, and sends it again", async () => {
    let isFaulty = true
    const proxy = await faultyProxy(server.uri, (request) =>
      isFaulty && request.includes("log-batch")
        ? { status: 200, headers: { "content-type": "application/json" } }
        : undefined,
    )
    const { deliver } = deliverer(proxy.uri)
    const events = [arm, begun, ...steps(1, 20), ended]
    expect((await deliver(events)).waiting).toBe(0)
    isFaulty = false
    const settings = { uri: proxy.uri, authorization: null, experiment: null }
    const verify = () =>
      Effect.runPromise(
        verifyAll(events, settings, { uri: proxy.uri, experiment }).pipe(
          Effect.provide(Layer.mergeAll(NodeServices.layer, FetchHttpClient.layer)),
        ),
      )
    await verify()
    expect(await verify()).toEqual({ refused: [], lost: [] })
    proxy.close()
    expect(server.python(readLoss(experiment))).toEqual(expected(20))
  })

  it("says that a web page answers, as a proxy that asks to sign in does", async () => {
    const proxy = await faultyProxy(server.uri, () => ({
      status: 200,
      body: "<!doctype html><title>Sign in</title>",
      headers: { "content-type": "text/html" },
    }))
    const { deliver, said } = deliverer(proxy.uri)
    expect(await deliver([arm])).toEqual({ waiting: 1, isStuck: true, refused: [] })
    proxy.close()
    expect(said[0]).toContain("answers with a web page and not as MLflow")
  })

  it("sends nothing to where a redirect points, and says where that is", async () => {
    const seen: string[] = []
    const elsewhere = await faultyProxy(server.uri, (request) => {
      seen.push(request)
      return undefined
    })
    const proxy = await faultyProxy(server.uri, (request) => ({
      status: 307,
      headers: { location: `${elsewhere.uri}${request.split(" ")[1]}` },
    }))
    const { deliver, said } = deliverer(proxy.uri)
    expect(await deliver([arm, begun])).toMatchObject({ waiting: 2, isStuck: true })
    proxy.close()
    elsewhere.close()
    expect(seen).toEqual([])
    expect(said[0]).toContain(`sends to ${elsewhere.uri}, where nothing was sent`)
  })

  it("makes of two stores that send to one experiment at once one run a stage, and of any name one metric", async () => {
    const named = (name: string): TrackingEvent => ({
      event: "measured",
      id: key,
      time: 1001,
      step: 1,
      values: { [`肿瘤 ${name}`]: 1, [`水肿 ${name}`]: 2, [`🧠 ${name}`]: 3 },
    })
    const events = [arm, begun, ...steps(1, 20)]
    const [here, there] = [deliverer(), deliverer()]
    const [a, b] = await Promise.all([
      here.deliver([...events, named("a"), ended]),
      there.deliver([...events, named("b"), ended]),
    ])
    expect([a.waiting, a.refused, b.waiting, b.refused]).toEqual([0, [], 0, []])
    expect(server.python(readLoss(experiment))).toEqual(expected(20))
    expect(
      server.python(`
e = c.get_experiment_by_name("${experiment}")
r = [r for r in c.search_runs([e.experiment_id]) if r.info.run_name == "pretrain MAE seed 0"][0]
print(json.dumps([len(r.data.metrics), r.data.metrics.get("肿瘤 a"), r.data.metrics.get("水肿 b")]))`),
    ).toEqual([8, 1, 2])
  })

  it("sends again what met another sender's rows in the database at the same moment", async () => {
    // What MLflow 3.17 answers then: seen with two senders and SQLite.
    const message = "(sqlite3.IntegrityError) UNIQUE constraint failed: params.key, params.run_uuid"
    const body = JSON.stringify({ error_code: "BAD_REQUEST", message })
    let met = 0
    const busy = await faultyProxy(server.uri, (request) =>
      request.includes("log-batch") && met++ === 0 ? { status: 400, body } : undefined,
    )
    const told = await delivererTo(busy.uri, experiment).deliver([
      arm,
      begun,
      ...steps(1, 3),
      ended,
    ])
    busy.close()
    expect(met).toBeGreaterThan(1)
    expect(told).toMatchObject({ waiting: 0, refused: [] })
    expect(server.python(readLoss(experiment))).toEqual(expected(3))
  })

  it("puts files at the http address that the server names, and says what to do where that is s3", async () => {
    const file = join(temporaryFolder(), "table.csv")
    writeFileSync(file, "arm,dice\n")
    const artifact: TrackingEvent = { event: "artifact", id: key, path: "report/table.csv", file }
    const put: string[] = []
    const shelf = await faultyProxy(server.uri, (request) => {
      put.push(request)
      return 200
    })
    const kept = async (root: string) => {
      server.python(`print(json.dumps(c.create_experiment("${experiment}", "${root}")))`)
      return deliverer().deliver([arm, begun, ...steps(1, 3), artifact, ended])
    }
    expect(await kept(`${shelf.uri}/shelf`)).toMatchObject({ waiting: 0, refused: [] })
    shelf.close()
    expect(put).toEqual([
      expect.stringMatching(/^PUT \/shelf\/[0-9a-f]{32}\/.*report\/table\.csv$/),
    ])
    experiment = `${experiment} on s3`
    expect((await kept("s3://bucket/runs")).refused).toMatchObject([
      { run: begun.name, reason: expect.stringMatching(/s3:\/\/bucket.*--serve-artifacts/) },
    ])
    expect(server.python(readLoss(experiment))).toEqual(expected(3))
  })

  it("goes on after an answer that was cut off, and a connection that broke within a file", async () => {
    const file = join(temporaryFolder(), "table.csv")
    writeFileSync(file, "x".repeat(300_000))
    const artifact: TrackingEvent = { event: "artifact", id: key, path: "report/table.csv", file }
    let [answers, files] = [0, 0]
    const proxy = await faultyProxy(server.uri, (request) => {
      if (request.startsWith("PUT") && files++ === 0) return { status: 200, breaksAfter: 70_000 }
      return request.includes("runs/create") && answers++ === 0
        ? { status: 200, body: '{"run": {"info": {"run_id": "12', isDone: true }
        : undefined
    })
    const { deliver } = deliverer(proxy.uri)
    const events = [arm, begun, ...steps(1, 5), artifact, ended]
    expect(await deliver(events)).toMatchObject({ waiting: 0, refused: [] })
    proxy.close()
    expect([answers > 1, files]).toEqual([true, 2])
    expect(server.python(readLoss(experiment))).toEqual(expected(5))
    expect(
      server.python(`
e = c.get_experiment_by_name("${experiment}")
r = [r for r in c.search_runs([e.experiment_id]) if r.info.run_name == "pretrain MAE seed 0"][0]
print(json.dumps([f.file_size for f in c.list_artifacts(r.info.run_id, "report")]))`),
    ).toEqual([300_000])
  })

  it("is stuck where a server asks to wait longer than somebody waits", async () => {
    const proxy = await faultyProxy(server.uri, () => ({
      status: 503,
      headers: { "retry-after": "3600" },
    }))
    const { deliver } = deliverer(proxy.uri, 1000)
    expect(await deliver([arm])).toMatchObject({ waiting: 1, isStuck: true })
    proxy.close()
  })

  it("takes the experiment that another sender makes at the same moment", async () => {
    // It comes to be after it was asked for.
    server.python(`print(json.dumps(c.create_experiment("${experiment}")))`)
    let isFirst = true
    const proxy = await faultyProxy(server.uri, (request) => {
      if (!request.includes("get-by-name") || !isFirst) return undefined
      isFirst = false
      return {
        status: 404,
        body: '{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no such experiment"}',
      }
    })
    const { deliver, said } = deliverer(proxy.uri)
    expect(await deliver([arm, begun, ...steps(1, 3)])).toMatchObject({ waiting: 0, refused: [] })
    proxy.close()
    expect(said).toEqual([])
    expect(server.python(readLoss(experiment))).toEqual(expected(3))
  })

  it("says what belongs to a run that somebody deleted, or to an experiment that is gone", async () => {
    const { deliver, said } = deliverer()
    await deliver([arm, begun, ...steps(1, 3)])
    server.python(`
e = c.get_experiment_by_name("${experiment}")
for r in c.search_runs([e.experiment_id]): c.delete_run(r.info.run_id)
print(1)`)
    const { waiting, refused } = await deliver([...steps(4, 6), ended])
    expect(waiting).toBe(0)
    expect(refused).toMatchObject([
      { run: key, reason: expect.stringContaining("has this run no more") },
    ])
    // All of it, as a sync sends it.
    await deliver([arm, begun, ...steps(1, 6), ended])
    expect(server.python(readLoss(experiment))).toEqual(expected(6))

    server.python(`
c.delete_experiment(c.get_experiment_by_name("${experiment}").experiment_id)
print(1)`)
    expect(await deliver([arm, begun, ended])).toMatchObject({ waiting: 3, isStuck: true })
    expect(said.at(-1)).toMatch(
      /was removed on the server: restore it, or set MLFLOW_EXPERIMENT_NAME/,
    )
  })

  it("says once, clearly, that access is denied, and keeps the events", async () => {
    const proxy = await faultyProxy(server.uri, () => 401)
    const { deliver, said } = deliverer(proxy.uri)
    expect(await deliver([arm, begun, ...steps(1, 3)])).toEqual({
      waiting: 5,
      isStuck: true,
      refused: [],
    })
    proxy.close()
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/401.*MLFLOW_TRACKING_USERNAME/)
  })
})
