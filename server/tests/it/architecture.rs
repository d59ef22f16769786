//! The directions between the crates, and what may never reach the browser.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

/// What each crate may use of ours. A crate that is not listed fails the test: decide where it belongs first.
const ALLOWED: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("i18n", &["domain"]),
    ("entity", &["domain"]),
    ("migration", &[]),
    ("providers", &["domain"]),
    ("emulators", &[]),
    ("services", &["domain", "entity", "i18n", "migration"]),
    ("ui", &["domain", "i18n"]),
    ("storefront", &["domain", "i18n", "services", "ui"]),
    ("console", &["domain", "i18n", "services", "ui"]),
    ("app", &["console", "domain", "i18n", "storefront", "ui"]),
    ("frontend", &["app", "domain", "i18n"]),
    (
        "server",
        &[
            "app",
            "console",
            "domain",
            "emulators",
            "entity",
            "i18n",
            "providers",
            "services",
            "storefront",
            "ui",
        ],
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn crates_depend_only_in_the_allowed_directions() {
    let metadata: serde_json::Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps", "--offline"]))
            .unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeSet<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let allowed = BTreeMap::from(ALLOWED);
    assert_eq!(ours, allowed.keys().copied().collect(), "the list of crates");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let for_tests = dependency["kind"] == "dev";
            assert!(
                for_tests || !ours.contains(used) || allowed[name].contains(&used),
                "{name} may not depend on {used}"
            );
        }
    }
}

#[test]
fn rules_know_no_runtime_database_network_or_screen() {
    let tree = cargo(&["tree", "-p", "domain", "-e", "normal", "--prefix", "none", "--offline"]);
    for banned in ["tokio", "leptos", "sea-orm", "sqlx", "reqwest", "axum", "hyper"] {
        assert!(!names(&tree).contains(banned), "domain reaches {banned}");
    }
}

#[test]
fn nothing_of_the_server_reaches_the_browser() {
    let tree = cargo(&[
        "tree",
        "-p",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--offline",
    ]);
    let found = names(&tree);
    for banned in [
        "tokio",
        "axum",
        "sea-orm",
        "sqlx",
        "services",
        "entity",
        "providers",
        "migration",
        "argon2",
        "lettre",
        "image",
    ] {
        assert!(!found.contains(banned), "the browser would download {banned}");
    }
}

fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split_whitespace().next()).collect()
}
