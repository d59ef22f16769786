// Writes app/ui/src/glyphs.rs from Lucide.
//
//   npm install --no-save lucide-static@1.62.0 && node scripts/icons.mjs [folder of lucide-static]
//
// A new icon: add its Lucide name and what it depicts to `wanted`, run this, commit both.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lucide = process.argv[2] ?? join(root, "node_modules/lucide-static");

const wanted = {
  "arrow-left": "Back to where one came from.",
  "arrow-right": "On to the next step.",
  bell: "A notification.",
  bike: "A bicycle.",
  calendar: "A date, the agenda.",
  "calendar-check": "A confirmed booking.",
  camera: "Take a photograph.",
  car: "A car.",
  check: "Done, chosen, approved.",
  "chevron-down": "More below, an opened list.",
  "chevron-left": "The page or day before.",
  "chevron-right": "The page or day after.",
  "chevron-up": "More above, a closed list.",
  "circle-check": "It worked.",
  "circle-x": "It was refused or cancelled.",
  clock: "A time or a duration.",
  "columns-3": "The job board.",
  download: "Save a file.",
  ellipsis: "More actions.",
  "external-link": "Leads to another site.",
  eye: "Show what is hidden.",
  flag: "A milestone, a finding to look at.",
  hourglass: "Waiting for somebody.",
  house: "The first page.",
  image: "A picture.",
  info: "An explanation.",
  key: "Keys of a vehicle, a password.",
  languages: "Choose the language.",
  "layout-dashboard": "The console's first page.",
  "list-checks": "A checklist, findings.",
  "log-in": "Sign in.",
  "log-out": "Sign out.",
  mail: "An e-mail address.",
  "map-pin": "An address.",
  menu: "The navigation.",
  "message-circle": "A message, a conversation.",
  minus: "One less.",
  moon: "The dark theme.",
  package: "Goods, parts.",
  pencil: "Change it.",
  phone: "A telephone number.",
  plus: "One more, something new.",
  printer: "Print it.",
  receipt: "An invoice or estimate.",
  "refresh-cw": "Load it again.",
  scissors: "Haircuts.",
  search: "Look for something.",
  settings: "Settings.",
  shield: "Safety, privacy.",
  star: "A favourite, a rating.",
  "sticky-note": "A note.",
  store: "The business.",
  sun: "The light theme.",
  "sun-moon": "The theme that follows the system.",
  "trash-2": "Delete it.",
  "triangle-alert": "A warning or an error.",
  undo: "Take it back.",
  user: "A person.",
  users: "Several people.",
  utensils: "Food, a restaurant.",
  video: "Film it.",
  "wifi-off": "Offline.",
  wrench: "Repair, a garage.",
  x: "Close, remove.",
};
// Lucide numbers some variants; our name says what it is.
const renamed = { "columns-3": "columns", "trash-2": "trash", "refresh-cw": "refresh" };

const version = JSON.parse(readFileSync(join(lucide, "package.json"), "utf8")).version;

/** The children of the <svg>, without comments and white space. */
function inner(name) {
  const svg = readFileSync(join(lucide, "icons", `${name}.svg`), "utf8");
  const body = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/)?.[1];
  if (!body) throw new Error(`${name}.svg has no body`);
  const markup = body.replace(/\s+/g, " ").replace(/> </g, "><").replace(/ \/>/g, "/>").trim();
  if (!/^(<(path|circle|rect|line|polyline|polygon|ellipse)( [a-z0-9]+="[^"<>]*")+\/>)+$/.test(markup)) {
    throw new Error(`${name}.svg holds more than shapes: ${markup}`);
  }
  return markup;
}

const consts = Object.entries(wanted).map(([name, what]) => {
  const ident = (renamed[name] ?? name).replaceAll("-", "_").toUpperCase();
  return `/// ${what}\n#[rustfmt::skip]\npub const ${ident}: Glyph = Glyph(r#"${inner(name)}"#);\n`;
});

writeFileSync(
  join(root, "app/ui/src/glyphs.rs"),
  `//! Icons, as the inside of a 24 by 24 \`<svg>\`. One constant each, so that unused ones never reach the browser.
//!
//! Written by \`scripts/icons.mjs\` from Lucide ${version}; licence (ISC, in part MIT) in \`app/ui/LICENSE-lucide\`.

use crate::icon::Glyph;

${consts.join("\n")}`,
);
copyFileSync(join(lucide, "LICENSE"), join(root, "app/ui/LICENSE-lucide"));
console.log(`${consts.length} glyphs of Lucide ${version}`);
