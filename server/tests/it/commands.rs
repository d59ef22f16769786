//! The command line, as a script uses it.

use serde_json::Value;
use std::{path::Path, process::Command};

struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("mainstreet-cli-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs `mainstreet` in a folder and returns its exit code and the object it printed.
fn mainstreet(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_mainstreet"))
        .args(arguments)
        .args(["--json"])
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let said = serde_json::from_str(text.trim())
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), said)
}

const NEW: [&str; 8] = [
    "business",
    "new",
    "--name",
    "Corner Garage",
    "--slug",
    "corner-garage",
    "--owner",
    "owner@corner.example",
];

#[test]
fn a_business_is_set_up_without_questions_and_listed() {
    let folder = Folder::new();
    let (code, said) = mainstreet(&folder.0, &NEW);
    assert_eq!((code, said["result"]["slug"].as_str()), (0, Some("corner-garage")));
    let (_, said) = mainstreet(&folder.0, &["business", "list"]);
    assert_eq!(said["result"][0]["name"], "Corner Garage");
    let invite = [
        "user",
        "invite",
        "--business",
        "corner-garage",
        "--email",
        "ana@corner.example",
        "--name",
        "Ana",
        "--role",
        "technician",
    ];
    assert_eq!(mainstreet(&folder.0, &invite).0, 0);
}

#[test]
fn what_is_wrong_is_said_with_a_fix() {
    let folder = Folder::new();
    assert_eq!(mainstreet(&folder.0, &NEW).0, 0);
    let (code, said) = mainstreet(&folder.0, &NEW);
    assert_eq!((code, said["ok"].as_bool()), (1, Some(false)));
    assert!(said["error"].as_str().unwrap().contains("slug") && !said["fix"].as_str().unwrap().is_empty());
    std::fs::write(folder.0.join("mainstreet.toml"), "datbase_url = \"x\"").unwrap();
    let (code, said) = mainstreet(&folder.0, &["business", "list"]);
    assert_eq!(code, 1);
    assert!(said["error"].as_str().unwrap().contains("database_url"), "{said}");
}

#[test]
fn a_backup_brings_back_what_was_there() {
    let folder = Folder::new();
    assert_eq!(mainstreet(&folder.0, &NEW).0, 0);
    let picture = folder.0.join("data/uploads/avatars/a.png");
    std::fs::create_dir_all(picture.parent().unwrap()).unwrap();
    std::fs::write(&picture, b"picture").unwrap();
    assert_eq!(mainstreet(&folder.0, &["backup", "--to", "copy"]).0, 0);
    assert_eq!(mainstreet(&folder.0, &["backup", "--to", "copy"]).0, 1, "a backup is never written over");
    std::fs::remove_dir_all(folder.0.join("data")).unwrap();
    assert_eq!(mainstreet(&folder.0, &["restore", "--from", "copy"]).0, 0);
    assert_eq!(std::fs::read(&picture).unwrap(), b"picture");
    let (_, said) = mainstreet(&folder.0, &["business", "list"]);
    assert_eq!(said["result"][0]["slug"], "corner-garage");
    assert_eq!(
        mainstreet(&folder.0, &["restore", "--from", "copy"]).0,
        1,
        "what is there is not replaced unasked"
    );
    assert_eq!(mainstreet(&folder.0, &["restore", "--from", "copy", "--replace"]).0, 0);
}

#[test]
fn a_backup_says_that_it_leaves_a_bucket_out() {
    let folder = Folder::new();
    assert_eq!(mainstreet(&folder.0, &NEW).0, 0);
    let backup = ["backup", "--to", "copy", "--uploads", "s3://photos/shop"];
    let (code, said) = mainstreet(&folder.0, &backup);
    assert_eq!((code, said["result"]["uploads"].as_bool()), (0, Some(false)));
    assert!(folder.0.join("copy/mainstreet.db").is_file() && !folder.0.join("copy/uploads").exists());
}
