/**
 * Keeps ONNX Runtime from telling Microsoft of its sessions, and from writing what it tells into the cache of
 * the home folder and into /tmp. To be called before it is loaded: from version 1.30 it does so unless told not to.
 */
export const noTelemetry = (): void => {
  process.env["ORT_DISABLE_TELEMETRY"] = "1"
}
