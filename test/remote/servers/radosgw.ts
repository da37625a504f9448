import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AwsClient } from "aws4fetch"
import { freePort } from "./freePort.ts"
import type { S3Server } from "./server.ts"

/** Whether Debian's radosgw, ceph-mon and ceph-osd are there, for root. */
export const hasRadosgw = ((): boolean => {
  try {
    for (const program of ["radosgw", "radosgw-admin", "ceph", "ceph-mon", "ceph-osd"])
      execFileSync("which", [program], { stdio: "ignore" })
    return process.getuid?.() === 0
  } catch {
    return false
  }
})()

/** Ceph's radosgw with a cluster of its own, which keeps objects in memory. */
export const radosgw = async (): Promise<S3Server> => {
  const root = mkdtempSync(join(tmpdir(), "radosgw-"))
  const port = await freePort()
  const script = join(import.meta.dirname, "radosgw.sh")
  const server = spawn(script, [root, String(port)], { stdio: ["pipe", "pipe", "inherit"] })
  server.on("exit", () => rmSync(root, { recursive: true, force: true }))
  const [text] = await once(server.stdout.setEncoding("utf8"), "data")
  const [{ access_key: accessKeyId, secret_key: secretAccessKey }] = JSON.parse(text).keys
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: "s3" })
  const bucket = `http://127.0.0.1:${port}/group`
  const { status } = await client.fetch(bucket, { method: "PUT" })
  if (status !== 200) throw new Error(`radosgw makes no bucket: ${status}`)
  return {
    url: `${bucket}/ablate`,
    keys: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    stop: () => server.stdin.end(),
  }
}
