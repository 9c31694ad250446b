// The proxy as a thread, so that it and the load do not wait for each other. Tells its port.
import { parentPort, workerData } from 'node:worker_threads'
import { startProxy } from '../ci/round-robin.mjs'

const { targets, at } = workerData
const { port } = await startProxy(targets, at, { keep: true })
const tell = parentPort.postMessage.bind(parentPort)
tell(port)
