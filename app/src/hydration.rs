//! What wakes a page up in the browser: the application's script and WebAssembly, fetched after the first paint.

use leptos::{
    hydration::{HydrationScripts, HydrationScriptsProps},
    prelude::*,
};
use std::sync::OnceLock;

/// Fetches and starts the application once the browser has painted. On a weak signal what can be read, and works without a
/// script, comes before what makes it lively: the tags that Leptos writes would let 250 kB compete with style and fonts.
#[component]
pub(crate) fn Hydration(options: LeptosOptions) -> impl IntoView {
    static NAMES: OnceLock<String> = OnceLock::new();
    // For what it tells lazy pages: which of their parts to fetch early. What it writes itself is left away.
    drop(HydrationScripts(HydrationScriptsProps::builder().options(options.clone()).build()));
    let names = NAMES.get_or_init(|| names(&options)).clone();
    view! {
        <script type="module" nonce=leptos::nonce::use_nonce()>
            {format!("{START}({names});")}
        </script>
    }
}

/// A page that nobody looks at paints nothing, and is not to wait for it.
const START: &str = "((script, wasm) => {
  const begin = async () => {
    const fetched = fetch(wasm);
    const app = await import(script);
    await app.default({ module_or_path: fetched });
    app.hydrate();
  };
  if (document.hidden) begin();
  else requestAnimationFrame(() => setTimeout(begin));
})";

/// The addresses of script and WebAssembly, as two literals. Their names carry the hashes that the build wrote beside the
/// binary.
fn names(options: &LeptosOptions) -> String {
    let hashes = options.hash_files.then(|| {
        let file = std::env::current_exe().ok()?.parent()?.join(options.hash_file.as_ref());
        std::fs::read_to_string(file).ok()
    });
    let hashes = hashes.flatten().unwrap_or_default();
    let hash = |kind: &str| {
        let line = hashes.lines().find_map(|line| line.strip_prefix(kind)?.strip_prefix(':'));
        line.map(|hash| format!(".{}", hash.trim())).unwrap_or_default()
    };
    let address =
        |kind: &str| format!("/{}/{}{}.{kind}", options.site_pkg_dir, options.output_name, hash(kind));
    format!("{:?}, {:?}", address("js"), address("wasm"))
}
