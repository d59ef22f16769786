// How fast a move on the board reaches everybody who looks at it: event streams, and real browsers with the board open.
import { launch, openLive, shown, watch } from "./browser.mjs";
import { BOARD, CONSOLE, Job, Member, count, megabytes, now, row, setting } from "./client.mjs";

const ROUNDS = count("BENCH_ROUNDS", 20);
const STREAMS = count("BENCH_STREAMS", 200);
const BROWSERS = 3;
const LIMIT_MS = 60_000;
/** Between two moves everybody comes to rest. */
const REST_MS = 500;

/** Many open streams, and the moment at which the last of them heard of a change. */
class Streams {
  waiting = new Set();

  static async open(member, many) {
    const streams = new Streams();
    const open = (_, number) => member.listen(`${CONSOLE}/live`, () => streams.heard(number));
    streams.all = await Promise.all(Array.from({ length: many }, open));
    return streams;
  }

  /** Resolves when each of them has heard of the next change. */
  next() {
    this.waiting = new Set(this.all.keys());
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`${this.waiting.size} streams heard of no change`)), LIMIT_MS);
      this.done = () => {
        clearTimeout(late);
        done(now());
      };
    });
  }

  heard(number) {
    if (this.waiting.delete(number) && this.waiting.size === 0) this.done();
  }

  close() {
    for (const stream of this.all) stream.close();
  }
}

const rest = () => new Promise((done) => setTimeout(done, REST_MS));

/** One move; the delays until the last stream and the last browser have it. */
async function round(job, streams, pages) {
  const card = `[aria-labelledby="column-${job.next}"] #job-${job.id}`;
  await Promise.all(pages.map((page) => watch(page, card)));
  const last = streams.next();
  const moved = await job.move();
  const heard = await last;
  const seen = Math.max(...(await Promise.all(pages.map(shown))));
  await rest();
  return { answer: moved.answered - moved.began, moved, heard, seen };
}

/** One move after which each of `many` fetches the board, as their browsers would; the delay until the last has it. */
async function herd(job, members, streams) {
  const last = streams.next();
  const moved = await job.move();
  await last;
  await Promise.all(members.map((member) => member.get(BOARD)));
  const delay = now() - moved.began;
  await rest();
  return delay;
}

const owner = await Member.owner();
const job = await Job.find(owner, setting("BENCH_JOB"));
const before = await megabytes("VmRSS");
const streams = await Streams.open(owner, STREAMS);
await rest();
const listening = await megabytes("VmRSS");

const browsers = await Promise.all(Array.from({ length: BROWSERS }, launch));
const pages = await Promise.all(browsers.map((browser) => openLive(browser, `${CONSOLE}/board`, owner.cookie)));
const rounds = [];
// The first move finds everything cold and is not counted.
await round(job, streams, pages);
for (let number = 0; number < ROUNDS; number += 1) rounds.push(await round(job, streams, pages));
await Promise.all(browsers.map((browser) => browser.close()));

const members = Array.from({ length: STREAMS }, () => Object.assign(new Member(), { cookie: owner.cookie }));
const herds = [];
for (let number = 0; number < Math.min(ROUNDS, 5); number += 1) herds.push(await herd(job, members, streams));
const fetched = await owner.get(BOARD);
const whole = (await owner.text(BOARD)).length;
streams.close();
for (const member of [owner, ...members]) member.agent.destroy();

const of = (pick) => rounds.map(pick);
console.log(`A job moves on the board of 500 open jobs while ${STREAMS} event streams of staff and ${BROWSERS} browsers with the board are open, ${ROUNDS} moves (what is negative is there before the answer):

| delay | median ms | worst ms |
|---|---|---|
${row("the form's answer, from its start", of(({ answer }) => answer))}
${row(`last of ${STREAMS} streams has the event, from the form's start`, of(({ moved, heard }) => heard - moved.began))}
${row("the same, from the form's answer", of(({ moved, heard }) => heard - moved.answered))}
${row(`last of ${BROWSERS} browsers shows the card in its new column, from the form's start`, of(({ moved, seen }) => seen - moved.began))}
${row("the same, from the form's answer", of(({ moved, seen }) => seen - moved.answered))}
${row(`all ${STREAMS} fetch the board after one event, last answer, from the form's start (${herds.length} moves)`, herds)}

An event says only that something changed. A browser with the board open then fetches the board's data: ${whole} bytes, ${fetched.body.length} compressed. Resident memory: ${before} MB before, ${listening} MB with ${STREAMS} streams.`);
