// A remote store on S3, for which moto stands in: it checks who asks by the signature, as S3 does.
// ABLATE_TEST_MOTO names a Python environment with moto[s3,server].
import { execFileSync, spawn, type ChildProcess } from "node:child_process"
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { machine } from "../remote/machine.ts"

const python = process.env["ABLATE_TEST_MOTO"]

/** What is asked before anybody has keys: so often moto looks at none. */
const setUp = `
import boto3, json, sys, time
of = dict(endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
iam, s3 = boto3.client("iam", **of), boto3.client("s3", **of)
iam.create_user(UserName="group")
rights = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
iam.put_user_policy(UserName="group", PolicyName="all", PolicyDocument=json.dumps(rights))
s3.create_bucket(Bucket="group")
key = iam.create_access_key(UserName="group")["AccessKey"]
print(json.dumps({"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}))
`

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 5000),
      )
    })
  })

describe.skipIf(python === undefined)("a remote store on S3 (moto)", () => {
  let server: ChildProcess
  let url: string
  let keys: Readonly<Record<string, string>>
  beforeAll(async () => {
    const port = await freePort()
    const [bin, at] = [join(python ?? "", "bin"), `http://127.0.0.1:${port}`]
    server = spawn(join(bin, "moto_server"), ["-H", "127.0.0.1", "-p", String(port)], {
      env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: "4" },
      stdio: "ignore",
    })
    while (
      !(await fetch(`${at}/moto-api/`).then(
        () => true,
        () => false,
      ))
    )
      await sleep(200)
    keys = JSON.parse(execFileSync(join(bin, "python"), ["-c", setUp, at], { encoding: "utf8" }))
    url = `${at}/group/ablate`
  })
  afterAll(() => server.kill())

  it("takes signed requests, and refuses those of a wrong key", async () => {
    const signed = { sign: "aws", region: "us-east-1" } as const
    const first = machine(url, signed, keys)
    await first.make("weights")
    expect(first.warnings).toEqual([])
    expect(await machine(url, signed, keys).open()).toBe("weights")
    const stranger = machine(url, signed, { ...keys, AWS_SECRET_ACCESS_KEY: "guessed" })
    expect(await stranger.fails()).toMatch(/refuses HEAD .*: 403/)
  })
})
