import { execFileSync, spawn } from "node:child_process"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { freePort } from "./freePort.ts"
import type { S3Server } from "./server.ts"

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

/** moto of a Python environment: it checks who asks by the signature, as S3 does. */
export const moto = async (python: string): Promise<S3Server> => {
  const port = await freePort()
  const [bin, at] = [join(python, "bin"), `http://127.0.0.1:${port}`]
  const server = spawn(join(bin, "moto_server"), ["-H", "127.0.0.1", "-p", String(port)], {
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
  const keys = JSON.parse(
    execFileSync(join(bin, "python"), ["-c", setUp, at], { encoding: "utf8" }),
  )
  return { url: `${at}/group/ablate`, keys, stop: () => void server.kill() }
}
