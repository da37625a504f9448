import { Schema } from "effect"
import { defaulted, Positive, required, type Values } from "./field.ts"

const here = "ablate's own choice"

/** Fields of `store.remote`: a server of objects that a group's runs share. */
export const remoteFields = {
  url: required(
    Schema.String.check(Schema.isPattern(/^https?:\/\/[^?#]+$/)),
    'Address below which the objects lie, such as "https://s3.example.org/bucket/ablate".',
  ),
  sign: defaulted(
    Schema.Literals(["none", "aws"]),
    "none",
    "How requests are signed: not, or as S3 asks (AWS signature version 4) with the keys of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    here,
  ),
  region: defaulted(Schema.NonEmptyString, "us-east-1", "Region that signatures name.", "S3"),
  push: defaulted(Schema.Boolean, true, "Whether what is made here is put there too.", here),
  mostGB: defaulted(Positive, 64, "Gigabytes that an artifact from there may have.", here),
} as const

/** A remote store with every default filled in. */
export type RemoteStore = Values<typeof remoteFields>
