//! `mainstreet backup` and `mainstreet restore`: a folder with the database and the uploads, whole and consistent.
//! Uploads in a bucket are left out: stores of that kind keep versions and copies by means of their own.

use super::{Failure, open, say};
use crate::config::Config;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The database's file in a backup: SQLite's own format.
const SQLITE: &str = "mainstreet.db";
/// The same of PostgreSQL: the custom format of `pg_dump`.
const POSTGRES: &str = "mainstreet.dump";
/// The folder of the uploads in a backup.
const UPLOADS: &str = "uploads";
/// What to do about uploads that are not in a folder.
const BY_ITS_OWN_MEANS: &str = "back the bucket up, and bring it back, by the means of its store";

/// Writes a backup into `to`, while the server may run.
pub(super) async fn backup(config: &Config, to: &Path, as_json: bool) -> Result<Value, Failure> {
    let taken = || {
        Failure::new(
            format_args!("{} is there already", to.display()),
            "name a folder that does not exist yet",
        )
    };
    if to.exists() {
        return Err(taken());
    }
    std::fs::create_dir_all(to).map_err(|error| unwritable(to, &error))?;
    if is_postgres(config) {
        // Without a wall the policies let everything through; pg_dump refuses tables with policies unless told so.
        let arguments = ["--format=custom", "--no-owner", "--enable-row-security", "--file"];
        run("pg_dump", &arguments, &to.join(POSTGRES), config)?;
    } else {
        let core = open(config).await?;
        let file = to.join(SQLITE).to_string_lossy().replace('\'', "''");
        // A copy made by SQLite itself holds one moment of the database, whatever is written meanwhile.
        core.db().read().execute_unprepared(&format!("VACUUM INTO '{file}'")).await?;
    }
    let folder = config.uploads.folder();
    if let Some(folder) = folder {
        copy(folder, &to.join(UPLOADS)).map_err(|error| unwritable(to, &error))?;
    } else {
        say(
            as_json,
            format_args!("The uploads in {} are not part of it: {BY_ITS_OWN_MEANS}.", config.uploads),
        );
    }
    say(as_json, format_args!("The backup is in {}", to.display()));
    Ok(json!({ "backup": to, "uploads": folder.is_some() }))
}

/// Brings a backup back into an empty data folder, or over what is there when `replace` says so. The server must not run.
pub(super) fn restore(config: &Config, from: &Path, replace: bool, as_json: bool) -> Result<Value, Failure> {
    let name = if is_postgres(config) { POSTGRES } else { SQLITE };
    let source = from.join(name);
    if !source.is_file() {
        return Err(Failure::new(
            format_args!("{} is missing", source.display()),
            "name a folder that `mainstreet backup` made from the same kind of database",
        ));
    }
    let target = config.data.join(SQLITE);
    if !is_postgres(config) && target.exists() && !replace {
        return Err(Failure::new(
            format_args!("{} is there already", target.display()),
            "stop the server and add --replace, or choose another --data",
        ));
    }
    std::fs::create_dir_all(&config.data).map_err(|error| unwritable(&config.data, &error))?;
    if is_postgres(config) {
        run(
            "pg_restore",
            &[
                "--clean",
                "--if-exists",
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                "--dbname",
                &config.database_url,
            ],
            &source,
            config,
        )?;
    } else {
        put_back(&source, &target).map_err(|error| unwritable(&target, &error))?;
    }
    let folder = config.uploads.folder();
    if let Some(folder) = folder {
        copy(&from.join(UPLOADS), folder).map_err(|error| unwritable(folder, &error))?;
    } else {
        say(as_json, format_args!("The uploads in {} stay as they are: {BY_ITS_OWN_MEANS}.", config.uploads));
    }
    say(as_json, "Restored. Start the server again.");
    Ok(json!({ "restored": from, "uploads": folder.is_some() }))
}

/// Replaces the database as a whole: a copy beside it, then one rename; the old write-ahead log must not be applied to it.
fn put_back(source: &Path, target: &Path) -> std::io::Result<()> {
    let part = target.with_extension("part");
    std::fs::copy(source, &part)?;
    for tail in ["-wal", "-shm"] {
        let log = PathBuf::from(format!("{}{tail}", target.display()));
        if log.exists() {
            std::fs::remove_file(log)?;
        }
    }
    std::fs::rename(part, target)
}

fn is_postgres(config: &Config) -> bool {
    config.database_url.starts_with("postgres")
}

fn run(program: &str, arguments: &[&str], file: &Path, config: &Config) -> Result<(), Failure> {
    let mut command = std::process::Command::new(program);
    command.args(arguments).arg(file);
    if program == "pg_dump" {
        command.arg(&config.database_url);
    }
    let output = command.output().map_err(|error| {
        Failure::new(format_args!("{program}: {error}"), "install PostgreSQL's client programs")
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Failure::new(
        format_args!("{program}: {}", said.lines().next().unwrap_or_default()),
        "check database_url and the versions of server and client programs",
    ))
}

/// Copies a folder with its folders; nothing when it is not there. A file that goes meanwhile, replaced by its person
/// or still being written, is nobody's and is left out.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else if let Err(error) = std::fs::copy(entry.path(), target)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error);
        }
    }
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("{}: {error}", path.display()), "choose a folder that can be written")
}
