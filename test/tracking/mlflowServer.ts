import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { createServer, request } from "node:http"
import { existsSync, mkdtempSync } from "node:fs"
import { createServer as createSocket, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** Folder of a Python virtual environment with `mlflow`; tests that need it are skipped without it. */
export const mlflowEnvironment = process.env["ABLATE_TEST_MLFLOW"] ?? ".venv/mlflow"

export const hasMlflow = existsSync(join(mlflowEnvironment, "bin/mlflow"))

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === "string") throw new Error("it listens at no port")
  return address.port
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket().listen(0, "127.0.0.1", () => {
      const port = portOf(socket.address())
      socket.close(() => resolve(port))
    })
  })

/** A real MLflow server with its own database, which can be killed and started again. */
export const mlflowServer = async () => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-mlflow-"))
  const port = await freePort()
  const uri = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const isUp = () =>
    fetch(`${uri}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  return {
    uri,
    start: async () => {
      child = spawn(
        join(mlflowEnvironment, "bin/mlflow"),
        [
          "server",
          "--host=127.0.0.1",
          `--port=${port}`,
          "--workers=1",
          `--backend-store-uri=sqlite:///${folder}/mlflow.db`,
          `--artifacts-destination=${join(folder, "artifacts")}`,
        ],
        {
          detached: true,
          stdio: "ignore",
          env: {
            ...process.env,
            // Its workers for background jobs cost a core while it starts.
            MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
            MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES: "http",
          },
        },
      )
      for (let tries = 0; tries < 300 && !(await isUp()); tries++) await sleep(300)
    },
    /** Kills the server and its workers at once. */
    kill: async () => {
      if (child?.pid !== undefined) process.kill(-child.pid, "SIGKILL")
      while (await isUp()) await sleep(50)
    },
    /** What MLflow's own Python client prints for a program that is given the client as `c`. */
    python: (program: string): unknown => {
      const { stdout, stderr, status } = spawnSync(
        join(mlflowEnvironment, "bin/python"),
        [
          "-c",
          `import json\nfrom mlflow import MlflowClient\nc = MlflowClient("${uri}")\n${program}`,
        ],
        { encoding: "utf8" },
      )
      if (status !== 0) throw new Error(stderr)
      return JSON.parse(stdout)
    },
  }
}

/** What a proxy answers in place of the server. */
interface Instead {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Whether the server has done what was asked: its own answer is lost. */
  readonly isDone?: boolean
  /** The connection breaks once this many bytes of the request have gone by. */
  readonly breaksAfter?: number
}

/** A proxy before a server that answers in its place where `answer` says so. */
export const faultyProxy = async (
  uri: string,
  answer: (request: string, bytes: number) => Instead | number | undefined,
) => {
  const proxy = createServer((incoming, outgoing) => {
    const said = answer(
      `${incoming.method} ${incoming.url}`,
      Number(incoming.headers["content-length"] ?? 0),
    )
    const instead = typeof said === "number" ? { status: said } : said
    const reply = ({ status, body = "{}", headers = {} }: Instead) =>
      outgoing.writeHead(status, status === 429 ? { "retry-after": "0" } : headers).end(body)
    if (instead?.breaksAfter !== undefined) {
      let seen = 0
      incoming.on("data", (bytes: Uint8Array) => {
        seen += bytes.length
        if (seen >= (instead.breaksAfter ?? 0)) incoming.socket.destroy()
      })
      return
    }
    if (instead !== undefined && instead.isDone !== true) {
      incoming.resume()
      reply(instead)
      return
    }
    const onward = request(
      `${uri}${incoming.url}`,
      { method: incoming.method, headers: incoming.headers },
      (response) => {
        if (instead !== undefined) {
          response.resume().on("end", () => reply(instead))
          return
        }
        outgoing.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(outgoing)
      },
    )
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve))
  const port = portOf(proxy.address())
  return { uri: `http://127.0.0.1:${port}`, close: () => proxy.close() }
}
