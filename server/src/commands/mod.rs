//! The command line. Every command runs without questions; with `--json` it prints one object: a result, or an error
//! with a suggested fix.

mod backup;
mod business;
mod doctor;
mod serve;
mod user;

use crate::config::{Config, ConfigError, FILE, Partial};
use clap::{Args, Parser, Subcommand};
use domain::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use services::{Core, db::Db, files::Files, live::Bus};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

/// Mainstreet: one web app on which a main-street business runs.
#[derive(Debug, Parser)]
#[command(name = "mainstreet", version, about, after_help = after_help())]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

/// Flags that set what the configuration file can set too.
#[derive(Args, Clone, Debug)]
struct Settings {
    /// Address to listen on
    #[arg(long, global = true, env = "MAINSTREET_ADDR")]
    addr: Option<String>,
    /// Folder for the database, mails and uploads
    #[arg(long, global = true, env = "MAINSTREET_DATA")]
    data: Option<PathBuf>,
    /// Where uploads are kept instead of <data>/uploads: a folder, or s3://bucket/prefix
    #[arg(long, global = true, env = "MAINSTREET_UPLOADS")]
    uploads: Option<String>,
    /// PostgreSQL instead of SQLite: postgres://user:password@host/name
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Where customers reach this installation
    #[arg(long, global = true, env = "MAINSTREET_BASE_URL")]
    base_url: Option<String>,
    /// Fill an empty database with four invented businesses
    #[arg(long, global = true, env = "MAINSTREET_DEMO", num_args = 0..=1, default_missing_value = "true")]
    demo: Option<bool>,
    /// Where mails leave: smtps://user:password@host:465
    #[arg(long, global = true, env = "MAINSTREET_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Sender of mails
    #[arg(long, global = true, env = "MAINSTREET_MAIL_FROM")]
    mail_from: Option<String>,
    /// Addresses whose X-Forwarded-For is believed
    #[arg(long, global = true, env = "MAINSTREET_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Option<Vec<String>>,
    /// Origins inside this network that pushes may go to, such as a stand-in's http://127.0.0.1:4020
    #[arg(long, global = true, env = "MAINSTREET_PUSH_ALLOW_ORIGIN", value_delimiter = ',')]
    push_allow_origin: Option<Vec<String>>,
    /// Lets customers pay online through this Stripe account
    #[arg(long, global = true, env = "STRIPE_SECRET_KEY", hide_env_values = true)]
    stripe_secret_key: Option<String>,
    /// What Stripe signs its events with; send them to <base_url>/webhooks/stripe
    #[arg(long, global = true, env = "STRIPE_WEBHOOK_SECRET", hide_env_values = true)]
    stripe_webhook_secret: Option<String>,
    /// Another host for Stripe's API, such as a stand-in
    #[arg(long, global = true, env = "STRIPE_API_BASE")]
    stripe_api_base: Option<String>,
    /// Lets other than private addresses read /metrics
    #[arg(long, global = true, env = "MAINSTREET_METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
}

impl From<Settings> for Partial {
    fn from(flags: Settings) -> Self {
        Self {
            addr: flags.addr,
            data: flags.data,
            uploads: flags.uploads,
            database_url: flags.database_url,
            base_url: flags.base_url,
            demo: flags.demo,
            smtp_url: flags.smtp_url,
            mail_from: flags.mail_from,
            trusted_proxies: flags.trusted_proxies,
            push_allow_origin: flags.push_allow_origin,
            stripe_secret_key: flags.stripe_secret_key,
            stripe_webhook_secret: flags.stripe_webhook_secret,
            stripe_api_base: flags.stripe_api_base,
            metrics_token: flags.metrics_token,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web app; brings the database up to date first
    Serve,
    /// Bring the database up to date
    Migrate,
    /// Businesses of this installation
    #[command(subcommand)]
    Business(business::Action),
    /// People
    #[command(subcommand)]
    User(user::Action),
    /// Write the database and the uploads into a new folder; the server may run meanwhile. A bucket of uploads is
    /// left to its own means
    Backup {
        /// The folder to make
        #[arg(long)]
        to: PathBuf,
    },
    /// Bring a backup back; the server must not run
    Restore {
        /// The folder that `backup` made
        #[arg(long)]
        from: PathBuf,
        /// Replace the database that is there
        #[arg(long)]
        replace: bool,
    },
    /// Check configuration, folders, database, uploads and site files
    Doctor,
}

/// Why a command failed, and what to do.
#[derive(Debug)]
struct Failure {
    what: String,
    fix: String,
}

impl Failure {
    fn new(what: impl ToString, fix: impl ToString) -> Self {
        Self { what: what.to_string(), fix: fix.to_string() }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(&error, "correct it in the flag, the environment or mainstreet.toml")
    }
}

impl From<services::Error> for Failure {
    fn from(error: services::Error) -> Self {
        let locale = domain::locale::Locale::En;
        match error {
            services::Error::Fields(errors) => {
                let lines: Vec<String> = errors
                    .iter()
                    .map(|error| format!("{}: {}", error.field, i18n::field_error(locale, error)))
                    .collect();
                Self::new(lines.join("; "), "correct the value and run the command again")
            }
            services::Error::App(error) => {
                Self::new(i18n::lookup(locale, &error.key, &[]), "check the name and run the command again")
            }
            other => Self::new(other, "run `mainstreet doctor`"),
        }
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        services::Error::from(error).into()
    }
}

/// Runs the command line and returns the process's exit code: 0, 1 for a failure, 2 for words it does not know.
pub async fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Printing help fails only when nobody listens.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let as_json = cli.json;
    match dispatch(cli).await {
        Ok(result) if as_json => {
            println!("{}", json!({ "ok": true, "result": result }));
            ExitCode::SUCCESS
        }
        Ok(_) => ExitCode::SUCCESS,
        Err(failure) if as_json => {
            println!("{}", json!({ "ok": false, "error": failure.what, "fix": failure.fix }));
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("mainstreet: {}\n  fix: {}", failure.what, failure.fix);
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<Value, Failure> {
    let config = Partial::from(cli.settings).or(Partial::from_file(Path::new(FILE))?).complete()?;
    match cli.command {
        Command::Serve => serve::run(config, cli.json).await,
        Command::Migrate => {
            open(&config).await?;
            say(cli.json, "The database is up to date.");
            Ok(json!({ "migrated": true }))
        }
        Command::Business(action) => business::run(&open(&config).await?, action, cli.json).await,
        Command::User(action) => user::run(&open(&config).await?, action, cli.json).await,
        Command::Backup { to } => backup::backup(&config, &to, cli.json).await,
        Command::Restore { from, replace } => backup::restore(&config, &from, replace, cli.json),
        Command::Doctor => doctor::run(&config, cli.json).await,
    }
}

/// The foundation over the configured database, brought up to date.
async fn open(config: &Config) -> Result<Core, Failure> {
    open_by(config, Arc::new(SystemClock)).await
}

/// The same by another clock than the machine's.
async fn open_by(config: &Config, clock: Arc<dyn Clock>) -> Result<Core, Failure> {
    std::fs::create_dir_all(&config.data).map_err(|error| {
        Failure::new(
            format_args!("data = {}: {error}", config.data.display()),
            "choose a folder that can be written",
        )
    })?;
    let away = |error: sea_orm::DbErr| {
        Failure::new(
            format_args!("the database cannot be opened: {error}"),
            "check database_url, and that PostgreSQL runs and lets this user in",
        )
    };
    let db = Db::connect(&config.database_url).await.map_err(away)?;
    db.migrate().await.map_err(away)?;
    let bus = Bus::new(&db);
    let files = Files::open(&config.uploads).map_err(|error| {
        Failure::new(
            format_args!("uploads = {}: {error}", config.uploads),
            "choose a folder that can be written, or mend the AWS_* variables",
        )
    })?;
    Ok(Core::new(db, clock, bus, files, &config.base_url))
}

/// Prints a line for a person; nothing when a program listens.
fn say(as_json: bool, line: impl std::fmt::Display) {
    if !as_json {
        println!("{line}");
    }
}

/// The keys of the configuration file, for `--help`.
fn after_help() -> String {
    let mut text = String::from("Keys of mainstreet.toml, each with its environment twin:\n");
    for (key, twin, what) in crate::config::KEYS {
        text.push_str(&format!("  {key:<16} {twin:<28} {what}\n"));
    }
    text
}
