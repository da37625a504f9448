/** A server of objects with a user of a group, and a bucket that is this user's alone. */
export interface S3Server {
  readonly url: string
  readonly keys: Readonly<Record<string, string>>
  readonly stop: () => void
}
