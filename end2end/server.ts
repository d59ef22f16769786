import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BINARY = process.env.MAINSTREET_BINARY ?? fileURLToPath(new URL("../target/release/mainstreet", import.meta.url));

/** The first start migrates the database and fills the demo, on a slow disk too. */
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 10_000;

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/** Keeps the last lines of what the server says, for the day it says why it stopped. */
function keepOutput(server: ChildProcess): () => string {
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-8_000);
  };
  server.stdout?.on("data", keep);
  server.stderr?.on("data", keep);
  return () => output;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status < 500;
  } catch {
    return false;
  }
}

async function waitFor(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  let failure: Error | undefined;
  server.once("error", (error) => (failure = error));
  while (Date.now() < deadline) {
    if (failure) throw failure;
    if (server.exitCode !== null) throw new Error(`the server stopped with code ${server.exitCode}`);
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the server did not answer on ${url} within ${START_LIMIT_MS / 1000} s`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, "exit");
  const killer = setTimeout(() => server.kill("SIGKILL"), STOP_LIMIT_MS);
  server.kill("SIGTERM");
  await gone;
  clearTimeout(killer);
}

/** A server with a demo of its own. */
export interface Running {
  /** Where it is reached. */
  url: string;
  /** Its data folder. */
  data: string;
  /** Stops it and removes its data. */
  end: () => Promise<void>;
}

/** Starts the release build on a free port with a demo of its own. */
export async function launch(): Promise<Running> {
  const data = await mkdtemp(join(tmpdir(), "mainstreet-e2e-"));
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(BINARY, ["serve", "--addr", address, "--data", data, "--demo"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = keepOutput(server);
  const end = async () => {
    await stop(server);
    await rm(data, { recursive: true, force: true });
  };

  try {
    await waitFor(`http://${address}/`, server);
  } catch (error) {
    console.error(output());
    await end();
    throw error;
  }
  return { url: `http://${address}`, data, end };
}

/**
 * Starts the server that tests share, and returns what stops it.
 * Tests find the address in MAINSTREET_URL and the data folder in MAINSTREET_DATA. With MAINSTREET_URL set
 * beforehand nothing starts: the tests use the server that is there.
 */
export default async function startServer(): Promise<() => Promise<void>> {
  if (process.env.MAINSTREET_URL) return async () => {};
  const { url, data, end } = await launch();
  process.env.MAINSTREET_URL = url;
  process.env.MAINSTREET_DATA = data;
  return end;
}
