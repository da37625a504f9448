import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { Transform } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"
import { delivererTo } from "../tracking/deliverer.ts"
import { hasMlflow, mlflowServer } from "../tracking/mlflowServer.ts"

const study = fileURLToPath(new URL("../acceptance/tiny.ts", import.meta.url))

/** A server before another one; gives its port. */
const before = async (
  uri: string,
  isLetIn: (authorization: string | undefined) => boolean,
  line: () => Transform | null,
) => {
  const server = createServer((incoming, outgoing) => {
    if (!isLetIn(incoming.headers.authorization)) {
      incoming.resume()
      outgoing.writeHead(401).end("{}")
      return
    }
    const { method, headers, url } = incoming
    const onward = request(`${uri}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    const slow = line()
    if (slow === null) incoming.pipe(onward)
    else incoming.pipe(slow).pipe(onward)
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const address: AddressInfo | string | null = server.address()
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    close: () => server.close(),
  }
}

/** Lets so many bytes a second through. */
const lineOf = (bytesPerSecond: number) =>
  new Transform({
    highWaterMark: 4096,
    transform: (chunk: Buffer, _, done) =>
      void setTimeout(() => done(null, chunk), (1000 * chunk.length) / bytesPerSecond),
  })

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => statSync(file).isFile())

describe.skipIf(!hasMlflow)("a real MLflow server", { timeout: 600_000 }, () => {
  let server: Awaited<ReturnType<typeof mlflowServer>>
  const folder = temporaryFolder()
  beforeAll(async () => {
    server = await mlflowServer()
    await Promise.all([server.start(), ablate(["run", study], folder)])
  }, 300_000)
  afterAll(() => server.kill())

  it("gets the password of the address, which is neither printed nor stored", async () => {
    const wanted = `Basic ${Buffer.from("me:ge#heim").toString("base64")}`
    const proxy = await before(
      server.uri,
      (given) => given === wanted,
      () => null,
    )
    const sync = (password: string, ...more: readonly string[]) =>
      ablate([...(more.length > 0 ? more : ["track", "sync"]), study], folder, {
        MLFLOW_TRACKING_URI: `http://me:${password}@127.0.0.1:${proxy.port}`,
      })
    const wrong = await sync("falsch#".replace("#", "%23"))
    expect(wrong.code).toBe(1)
    const right = await sync("ge%23heim")
    expect([right.code, right.stderr]).toEqual([0, ""])
    const run = await sync("ge%23heim", "run")
    expect(run.code).toBe(0)
    proxy.close()
    const said = [wrong, right, run].flatMap(({ stdout, stderr }) => [stdout, stderr])
    const stored = filesBelow(folder).map((file) => readFileSync(file, "latin1"))
    for (const text of [...said, ...stored])
      for (const secret of ["ge#heim", "ge%23heim", "falsch", wanted])
        expect(text).not.toContain(secret)
  })

  it("has each run once after two stores were sent to one experiment at once", async () => {
    const other = temporaryFolder()
    cpSync(join(folder, ".ablate"), join(other, ".ablate"), { recursive: true })
    const environment = { MLFLOW_TRACKING_URI: server.uri, MLFLOW_EXPERIMENT_NAME: "both" }
    const sync = (where: string) => ablate(["track", "sync", study], where, environment)
    await Promise.all([sync(folder), sync(other)])
    const [again, another] = [await sync(folder), await sync(other)]
    expect([again.code, again.stderr, another.code, another.stderr]).toEqual([0, "", 0, ""])
    const ids = server.python(`
e = c.get_experiment_by_name("both")
print(json.dumps([r.data.tags["ablate.id"] for r in c.search_runs([e.experiment_id])]))`)
    if (!Array.isArray(ids)) throw new Error("no list")
    // 16 stages, two arms, the report.
    expect([ids.length, new Set(ids).size]).toEqual([19, 19])
  })

  it("gets a large file over a slow line, which takes longer than other answers may", async () => {
    const file = join(temporaryFolder(), "large.bin")
    writeFileSync(file, Buffer.alloc(1_000_000, 7))
    const proxy = await before(
      server.uri,
      () => true,
      () => lineOf(30_000),
    )
    const { deliver } = delivererTo(`http://127.0.0.1:${proxy.port}`, "slow line")
    const id = "ab".repeat(32)
    const begun = {
      event: "begun",
      id,
      name: "a",
      parent: null,
      time: 1,
      params: {},
      tags: {},
    } as const
    const started = Date.now()
    const sent = await deliver([begun, { event: "artifact", id, path: "large.bin", file }])
    expect(sent).toMatchObject({ waiting: 0, refused: [] })
    expect(Date.now() - started).toBeGreaterThan(25_000)
    proxy.close()
    expect(
      server.python(`
e = c.get_experiment_by_name("slow line")
r = c.search_runs([e.experiment_id])[0]
print(json.dumps([f.file_size for f in c.list_artifacts(r.info.run_id)]))`),
    ).toEqual([1_000_000])
  })

  it("that is not there ends a sync, with exit code 1", async () => {
    const sent = await ablate(["track", "sync", study], folder, {
      MLFLOW_TRACKING_URI: "http://127.0.0.1:9",
    })
    expect(sent.code).toBe(1)
    expect(sent.stderr).toContain("cannot be reached")
  })
})
