//! `mainstreet doctor`: what must hold before and after a deploy.

use super::{Failure, open, say};
use crate::{assets, config::Config};
use serde_json::{Value, json};
use services::{
    Core,
    files::{Files, Unusable},
};

pub(super) async fn run(config: &Config, as_json: bool) -> Result<Value, Failure> {
    let mut checks = Vec::new();
    let mut note = |name: &str, problem: Option<String>| {
        say(as_json, format_args!("{:<10} {}", name, problem.as_deref().unwrap_or("ok")));
        checks.push(json!({ "check": name, "ok": problem.is_none(), "problem": problem }));
        problem.is_none()
    };
    let mut sound = note("data", writable(config).err());
    let told = |error: Unusable| format!("{}: {error}", config.uploads);
    sound &= note("uploads", uploads(config).await.err().map(told));
    let opened = open(config).await;
    sound &= note("database", opened.as_ref().err().map(|failure| failure.what.clone()));
    if let Ok(core) = &opened {
        sound &= note("role", role(core).await);
    }
    let pkg = assets::site_root().join("pkg");
    sound &= note(
        "site",
        (!pkg.is_dir())
            .then(|| format!("{} is missing: keep the folder `site` beside the binary", pkg.display())),
    );
    let mail =
        config.smtp_url.is_none().then(|| "mails are written to files; set smtp_url to send them".to_owned());
    if let Some(hint) = &mail {
        say(as_json, format_args!("{:<10} {hint}", "mail"));
    }
    if sound {
        Ok(json!({ "checks": checks, "mail": mail }))
    } else {
        Err(Failure::new(Value::Array(checks), "mend what is named above"))
    }
}

/// Why the walls between businesses do not hold for the database's role, if they do not.
async fn role(core: &Core) -> Option<String> {
    match core.db().steps_over_walls().await {
        Ok(false) => None,
        Ok(true) => Some(
            "the database's role is a superuser or has BYPASSRLS, so the walls between businesses do not hold: \
             sign in as a plain role that owns the database"
                .to_owned(),
        ),
        Err(error) => Some(error.to_string()),
    }
}

async fn uploads(config: &Config) -> Result<(), Unusable> {
    Files::open(&config.uploads)?.check().await
}

fn writable(config: &Config) -> Result<(), String> {
    let probe = config.data.join(".doctor");
    std::fs::create_dir_all(&config.data)
        .and_then(|()| std::fs::write(&probe, b"ok"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|error| format!("{}: {error}", config.data.display()))
}
