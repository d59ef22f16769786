// What the measurements share: a signed-in member of the demo garage over plain HTTP, a clock, and sums.
import { readFile, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";

/** Where the server that is measured listens. */
export const BASE = setting("BENCH_URL");
/** Its process. */
export const PID = setting("BENCH_PID");
/** The business that is measured. */
export const SLUG = "harbour-garage";
export const CONSOLE = `/console/${SLUG}`;
/** What a browser with the board open fetches after every event. */
export const BOARD = `/console/api/board?slug=${SLUG}`;

/** Milliseconds since 1970 with fractions; pages of a browser on the same machine read the same clock. */
export const now = () => performance.timeOrigin + performance.now();

/** A setting that scripts/bench.sh gives. */
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; scripts/bench.sh sets it`);
  return value;
}

/** A count that may be changed from outside. */
export function count(name, usual) {
  const value = Number(process.env[name] ?? usual);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is not a count`);
  return value;
}

/** `| name | median | worst |` of some milliseconds. */
export function row(name, samples) {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return `| ${name} | ${median.toFixed(1)} | ${sorted[sorted.length - 1].toFixed(1)} |`;
}

/** A line of the process's status in whole megabytes: `VmRSS` is what it holds, `VmHWM` the most it held. */
export async function megabytes(line) {
  const status = await readFile(`/proc/${PID}/status`, "utf8");
  const kilobytes = new RegExp(`^${line}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
  if (!kilobytes) throw new Error(`the process has no ${line}`);
  return Math.round(Number(kilobytes) / 1024);
}

/** Begins `VmHWM` anew (proc(5), clear_refs). */
export const forgetHighest = () => writeFile(`/proc/${PID}/clear_refs`, "5");

/** A member of the garage: their cookie and their connections. */
export class Member {
  /** Signs the owner in. */
  static async owner() {
    const member = new Member();
    const fields = { form: "sign_in", email: "owner@harbour-garage.example", password: "mainstreet-demo" };
    const answer = await member.post("/console/sign-in", fields);
    const cookie = answer.headers["set-cookie"]?.find((line) => line.startsWith("ms_portal="));
    if (!cookie) throw new Error(`signing in was answered with ${answer.status}`);
    member.cookie = cookie.split(";")[0];
    return member;
  }

  cookie = "";
  agent = new Agent({ keepAlive: true });

  /** Posts a form as its page does. */
  post(path, fields) {
    return this.send(path, new URLSearchParams(fields).toString(), "application/x-www-form-urlencoded");
  }

  /** Posts a form and returns where it leads; anything but a redirect ends the measurement. */
  async submit(path, fields) {
    const answer = await this.post(path, fields);
    if (answer.status !== 303) throw new Error(`${path} answered ${answer.status} to the form ${fields.form}`);
    return { ...answer, to: answer.headers.location ?? "" };
  }

  /** Posts a body, and says when it began and when it was answered. */
  send(path, body, type, more = {}) {
    const headers = { "content-type": type, "content-length": Buffer.byteLength(body), origin: BASE, ...more };
    return this.ask("POST", path, headers, body);
  }

  /** Fetches an address as browsers do, compressed. */
  async get(path) {
    const answer = await this.ask("GET", path, { "accept-encoding": "gzip" });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    return answer;
  }

  /** Fetches an address and returns its text. */
  async text(path) {
    const answer = await this.ask("GET", path, {});
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    return answer.body.toString();
  }

  /** The jobs of the board. */
  async jobs() {
    return JSON.parse(await this.text(BOARD)).jobs;
  }

  ask(method, path, headers, body) {
    return new Promise((done, fail) => {
      const began = now();
      const options = { method, agent: this.agent, headers: { ...headers, cookie: this.cookie } };
      const asked = request(new URL(path, BASE), options, (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("error", fail);
        answer.on("end", () => {
          const { statusCode: status, headers } = answer;
          done({ status, headers, body: Buffer.concat(chunks), began, answered: now() });
        });
      });
      asked.on("error", fail);
      asked.end(body);
    });
  }

  /** Opens an event stream, and calls `heard` whenever something changed; resolves once the stream is open. */
  listen(path, heard) {
    return new Promise((done, fail) => {
      const headers = { accept: "text/event-stream", cookie: this.cookie };
      const asked = request(new URL(path, BASE), { agent: false, headers }, (answer) => {
        if (answer.statusCode !== 200) fail(new Error(`${path} answered ${answer.statusCode}`));
        let rest = "";
        answer.setEncoding("utf8");
        answer.on("data", (text) => {
          // An event may arrive in two pieces.
          const lines = (rest + text).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) {
            if (line === ": open") done({ close: () => asked.destroy() });
            else if (line === "event: changed") heard();
          }
        });
        answer.on("error", () => {});
      });
      asked.on("error", fail);
      asked.end();
    });
  }
}

/** Moves one job to and fro between two columns that call nobody. */
export class Job {
  static COLUMNS = ["in_progress", "waiting_parts"];

  /** The job `id`, where the board has it. */
  static async find(member, id) {
    const found = (await member.jobs()).find((job) => job.id === id);
    if (!found || !Job.COLUMNS.includes(found.status)) throw new Error(`job ${id} is nowhere that it can be moved from`);
    return Object.assign(new Job(), { member, id, status: found.status });
  }

  /** The column that the next move leads to. */
  get next() {
    return Job.COLUMNS.find((column) => column !== this.status);
  }

  /** Moves it with the form of the board. */
  async move() {
    const [from, to] = [this.status, this.next];
    this.status = to;
    return this.member.submit(`${CONSOLE}/board`, { form: "move", job: this.id, from, to });
  }
}
