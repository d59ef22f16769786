// Many photos of twelve megapixels and four megabytes, sent to inspections by several clients at once.
import { randomBytes, randomUUID } from "node:crypto";
import { launch } from "./browser.mjs";
import { CONSOLE, Member, count, forgetHighest, megabytes } from "./client.mjs";

const PHOTOS = count("BENCH_PHOTOS", 1_000);
const CLIENTS = 8;
/** Photos that one inspection takes. */
const EACH = 40;
const SIDES = [4_000, 3_000];
const BYTES = [3_800_000, 4_200_000];
/** How often one photo is sent until the measurement ends. */
const TRIES = 20;
/** How long a client waits that was told to come again, in milliseconds; what the server asks for, at the most this. */
const LONGEST_WAIT_MS = 2_000;

/** Runs in a page: draws shapes under grain, and searches for the quality at which they weigh what is wanted. */
async function draw([[width, height], [least, most], seed]) {
  let state = seed;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const canvas = new OffscreenCanvas(width, height);
  const paper = canvas.getContext("2d");
  for (let shape = 0; shape < 400; shape += 1) {
    paper.fillStyle = `rgb(${random() * 256} ${random() * 256} ${random() * 256})`;
    paper.fillRect(random() * width, random() * height, random() * 900, random() * 900);
  }
  const pixels = paper.getImageData(0, 0, width, height);
  for (let at = 0; at < pixels.data.length; at += 4) {
    const grain = random() * 18 - 9;
    for (let colour = 0; colour < 3; colour += 1) pixels.data[at + colour] += grain;
  }
  paper.putImageData(pixels, 0, 0);
  let [low, high] = [0.1, 1];
  for (let step = 0; step < 12; step += 1) {
    const quality = (low + high) / 2;
    const file = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (file.size < least) low = quality;
    else if (file.size > most) high = quality;
    else {
      const reader = new FileReader();
      await new Promise((done) => Object.assign(reader, { onload: done }).readAsDataURL(file));
      return reader.result.split(",")[1];
    }
  }
  throw new Error("no quality gives a photo of that size");
}

async function pictures() {
  const browser = await launch();
  const page = await browser.newPage();
  const drawn = [];
  for (const seed of [1, 2, 3]) drawn.push(Buffer.from(await page.evaluate(draw, [SIDES, BYTES, seed]), "base64"));
  await browser.close();
  return drawn;
}

/** The picture with a comment of its own behind its first marker (ITU-T T.81, B.2.4.5): no two files are the same. */
function unique(picture) {
  const comment = randomBytes(16).toString("hex");
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), Buffer.from(comment)]);
  return Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]);
}

/** Inspections that have room for all photos: where their forms go, their ids, and the points to photograph. */
async function inspections(owner) {
  const jobs = await owner.jobs();
  const wanted = Math.ceil(PHOTOS / EACH);
  if (jobs.length < wanted) throw new Error(`${PHOTOS} photos need ${wanted} jobs, and the board has ${jobs.length}`);
  const begun = [];
  for (const job of jobs.slice(-wanted)) {
    const order = (await owner.submit(`${CONSOLE}/jobs/${job.id}`, { form: "open_order" })).to.split("?")[0];
    const page = `${order}/inspection`;
    const { to } = await owner.submit(page, { form: "start", template: "bicycle" });
    const html = await owner.text(to);
    const points = [...html.matchAll(/id="point-([a-z_]+)"/g)].map(([, key]) => key);
    begun.push({ page, points, id: new URL(to, "http://x").searchParams.get("inspection") });
  }
  return begun;
}

/** The form of a photo, as the inspection's page sends it. */
function form(fields, file) {
  const boundary = randomUUID();
  const part = (head, body) => [Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`), body, Buffer.from("\r\n")];
  const body = Buffer.concat([
    ...Object.entries(fields).flatMap(([name, value]) => part(`name="${name}"`, Buffer.from(value))),
    ...part('name="photo"; filename="photo.jpg"\r\nContent-Type: image/jpeg', file),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return [body, `multipart/form-data; boundary=${boundary}`];
}

const owner = await Member.owner();
const [drawn, places] = [await pictures(), await inspections(owner)];
let [next, sent, refused] = [0, 0, 0];

/** The answer to one photo. A server that refuses a body may close the connection before it has read it all. */
async function send(page, body, type) {
  try {
    return await owner.send(page, body, type, { accept: "application/json" });
  } catch (error) {
    if (error.code === "EPIPE" || error.code === "ECONNRESET") return { status: 503, headers: {}, body: error.code };
    throw error;
  }
}

/** Sends one photo until it is taken. */
async function upload(number) {
  const { page, id, points } = places[Math.floor(number / EACH)];
  const fields = { form: "photo", inspection: id, point: points[number % points.length], edit: randomUUID() };
  const [body, type] = form(fields, unique(drawn[number % drawn.length]));
  for (let tries = 1; ; tries += 1) {
    const answer = await send(page, body, type);
    if (answer.status === 204) break;
    const again = (answer.status === 429 || answer.status === 503) && tries < TRIES;
    if (!again) throw new Error(`a photo was answered with ${answer.status}: ${answer.body}`);
    refused += 1;
    const wait = Math.min(LONGEST_WAIT_MS, Number(answer.headers["retry-after"] ?? 1) * 1_000);
    await new Promise((done) => setTimeout(done, wait));
  }
  sent += 1;
  if (sent % 100 === 0) console.error(`${sent} of ${PHOTOS} photos`);
}

async function client() {
  while (next < PHOTOS) await upload(next++);
}

const idle = await megabytes("VmRSS");
await forgetHighest();
const began = performance.now();
await Promise.all(Array.from({ length: CLIENTS }, client));
const seconds = (performance.now() - began) / 1_000;
owner.agent.destroy();

const size = drawn.reduce((sum, picture) => sum + picture.length, 0) / drawn.length / 1e6;
console.log(`${PHOTOS} photos of ${SIDES.join(" × ")} pixels and ${size.toFixed(1)} MB, sent to ${places.length} inspections by ${CLIENTS} clients at once:

| measure | value |
|---|---|
| photos taken a second | ${(sent / seconds).toFixed(1)} |
| all of them | ${seconds.toFixed(0)} s |
| refusals (429, 503), sent again | ${refused} |
| resident memory, before | ${idle} MB |
| resident memory, highest meanwhile | ${await megabytes("VmHWM")} MB |`);
