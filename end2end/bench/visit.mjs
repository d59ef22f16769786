// How fast a technician's move changes the words on the customer's page, in a real browser.
import { launch, openLive, shown, watch } from "./browser.mjs";
import { Job, Member, SLUG, count, row, setting } from "./client.mjs";

const ROUNDS = count("BENCH_ROUNDS", 20);
const WORDS = '[aria-labelledby="progress"] [role="status"] strong';
const REST_MS = 300;

const owner = await Member.owner();
const job = await Job.find(owner, setting("BENCH_JOB"));
const browser = await launch();
const page = await openLive(browser, `/b/${SLUG}/visit/${setting("BENCH_VISIT")}`);

async function round() {
  await watch(page, WORDS, await page.locator(WORDS).textContent());
  const moved = await job.move();
  const seen = await shown(page);
  await new Promise((done) => setTimeout(done, REST_MS));
  return { moved, seen };
}

const rounds = [];
// The first move finds everything cold and is not counted.
await round();
for (let number = 0; number < ROUNDS; number += 1) rounds.push(await round());
await browser.close();
owner.agent.destroy();

console.log(`The customer's page says by itself what a technician's move changed, in a browser, ${ROUNDS} moves:

| delay | median ms | worst ms |
|---|---|---|
${row("new words on the customer's page, from the form's start", rounds.map(({ moved, seen }) => seen - moved.began))}
${row("the same, from the form's answer", rounds.map(({ moved, seen }) => seen - moved.answered))}`);
