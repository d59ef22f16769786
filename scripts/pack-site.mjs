// Compresses the built site once, so that the server never has to, and guards what a phone downloads.
// Usage: node scripts/pack-site.mjs target/site
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What the WebAssembly of a customer's first page may weigh after brotli, in bytes. */
const FIRST_PAGE_LIMIT = 250_000;
const COMPRESSED = new Set([".wasm", ".js", ".css", ".svg"]);

const site = process.argv[2];
if (!site) {
  console.error("usage: node scripts/pack-site.mjs SITE_FOLDER");
  process.exit(2);
}

/** Writes FILE.br and FILE.gz and returns the three sizes in bytes. */
function pack(file) {
  const plain = readFileSync(file);
  const mode = extname(file) === ".wasm" ? constants.BROTLI_MODE_GENERIC : constants.BROTLI_MODE_TEXT;
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: mode,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  const gzip = gzipSync(plain, { level: 9 });
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, gzip);
  return { file, plain: plain.length, brotli: brotli.length, gzip: gzip.length };
}

const packed = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && COMPRESSED.has(extname(entry.name)))
  .map((entry) => pack(join(entry.parentPath ?? entry.path, entry.name)))
  .sort((a, b) => b.brotli - a.brotli);

const column = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
console.log(`${"plain".padStart(11)}${"gzip".padStart(11)}${"brotli".padStart(11)}`);
for (const { file, plain, gzip, brotli } of packed) {
  console.log(`${column(plain)}${column(gzip)}${column(brotli)}  ${relative(site, file)}`);
}

// Lazy routes live in chunks of their own; only this file is loaded by every page.
const first = packed.filter(({ file }) => /^mainstreet\b.*\.wasm$/.test(basename(file)));
if (first.length !== 1) {
  console.error(`error: expected one mainstreet*.wasm in ${site}, found ${first.length}`);
  process.exit(1);
}
const [{ brotli }] = first;
if (brotli > FIRST_PAGE_LIMIT) {
  console.error(`error: the first page's WebAssembly is ${brotli} bytes after brotli; the limit is ${FIRST_PAGE_LIMIT}`);
  process.exit(1);
}
console.log(`First page's WebAssembly: ${brotli} of ${FIRST_PAGE_LIMIT} bytes after brotli`);
