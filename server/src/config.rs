//! Configuration: flags first, then the environment, then `mainstreet.toml`, then defaults. A key nobody knows is
//! refused with the nearest one that exists: a setting that is silently ignored costs an evening.

use serde::Deserialize;
use services::files::Place;
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

/// The name of the file, looked for in the working directory.
pub const FILE: &str = "mainstreet.toml";

/// Every key of the file, each with its environment twin and what it is for. Also what `--help` and the README list.
pub const KEYS: [(&str, &str, &str); 14] = [
    ("addr", "MAINSTREET_ADDR", "address to listen on, such as 127.0.0.1:3000"),
    ("data", "MAINSTREET_DATA", "folder for the database, mails and uploads"),
    (
        "uploads",
        "MAINSTREET_UPLOADS",
        "folder for uploads instead of <data>/uploads, or s3://bucket/prefix (reached as AWS_* say)",
    ),
    ("database_url", "DATABASE_URL", "postgres://… instead of the SQLite file in the data folder"),
    (
        "base_url",
        "MAINSTREET_BASE_URL",
        "where customers reach this installation; links in mails start with it",
    ),
    ("demo", "MAINSTREET_DEMO", "fill an empty database with four invented businesses"),
    ("smtp_url", "MAINSTREET_SMTP_URL", "smtps://user:password@host:465; without it mails go to <data>/mail"),
    ("mail_from", "MAINSTREET_MAIL_FROM", "sender of mails, such as hello@example.com"),
    ("trusted_proxies", "MAINSTREET_TRUSTED_PROXIES", "addresses whose X-Forwarded-For is believed"),
    (
        "push_allow_origin",
        "MAINSTREET_PUSH_ALLOW_ORIGIN",
        "origins inside this network that pushes may go to, such as a stand-in's http://127.0.0.1:4020",
    ),
    ("stripe_secret_key", "STRIPE_SECRET_KEY", "lets customers pay online through this Stripe account"),
    (
        "stripe_webhook_secret",
        "STRIPE_WEBHOOK_SECRET",
        "what Stripe signs its events with; send them to <base_url>/webhooks/stripe",
    ),
    ("stripe_api_base", "STRIPE_API_BASE", "another host for Stripe's API, such as a stand-in"),
    ("metrics_token", "MAINSTREET_METRICS_TOKEN", "lets other than private addresses read /metrics"),
];

/// What can be written in the file. Flags and environment fill the same fields.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub struct Partial {
    /// Address to listen on.
    pub addr: Option<String>,
    /// Folder for everything that is kept.
    pub data: Option<PathBuf>,
    /// Where uploads are kept: a folder, or `s3://bucket/prefix`.
    pub uploads: Option<String>,
    /// The database's address.
    pub database_url: Option<String>,
    /// Where customers reach this installation.
    pub base_url: Option<String>,
    /// Whether to fill an empty database with the demo.
    pub demo: Option<bool>,
    /// Where mails leave.
    pub smtp_url: Option<String>,
    /// The sender of mails.
    pub mail_from: Option<String>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Option<Vec<String>>,
    /// Origins inside this network that pushes may go to.
    pub push_allow_origin: Option<Vec<String>>,
    /// The key of the Stripe account that takes payments.
    pub stripe_secret_key: Option<String>,
    /// What Stripe signs its events with.
    pub stripe_webhook_secret: Option<String>,
    /// Another host for Stripe's API.
    pub stripe_api_base: Option<String>,
    /// What lets other than private addresses read the metrics.
    pub metrics_token: Option<String>,
}

/// The configuration, complete and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Address to listen on.
    pub addr: SocketAddr,
    /// Folder for everything that is kept.
    pub data: PathBuf,
    /// Where uploads are kept.
    pub uploads: Place,
    /// The database's address.
    pub database_url: String,
    /// Where customers reach this installation, without a slash at the end.
    pub base_url: String,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// Where mails leave; a folder when there is none.
    pub smtp_url: Option<String>,
    /// The sender of mails.
    pub mail_from: String,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins inside this network that pushes may go to.
    pub push_origins: Vec<String>,
    /// The Stripe account that takes payments, when there is one.
    pub stripe: Option<StripeAccount>,
    /// Where a stand-in for Stripe shows its payment pages, such as `http://127.0.0.1:4010`; `None` with Stripe itself.
    pub payments_origin: Option<String>,
    /// What lets other than private addresses read the metrics.
    pub metrics_token: Option<String>,
}

/// A Stripe account.
#[derive(Clone, PartialEq, Eq)]
pub struct StripeAccount {
    /// Its secret key.
    pub secret_key: String,
    /// What its events are signed with.
    pub webhook_secret: String,
    /// Where its API is.
    pub api_base: String,
}

impl std::fmt::Debug for StripeAccount {
    /// The secrets are left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StripeAccount").field("api_base", &self.api_base).finish_non_exhaustive()
    }
}

/// What is wrong with the configuration: one line that names the key, the value and the fix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} = {value:?}: {fix}")]
pub struct ConfigError {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: String,
    /// What to write instead.
    pub fix: String,
}

impl ConfigError {
    fn new(key: &str, value: impl ToString, fix: impl ToString) -> Self {
        Self { key: key.to_owned(), value: value.to_string(), fix: fix.to_string() }
    }
}

impl Partial {
    /// Reads the text of a `mainstreet.toml`.
    ///
    /// # Errors
    /// For a key nobody knows, with the nearest one; for a value of the wrong type; for what is not TOML.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| ConfigError::new(FILE, "", error.message()))?;
        for (key, value) in &table {
            if !KEYS.iter().any(|(known, _, _)| known == key) {
                let nearest = KEYS
                    .iter()
                    .max_by(|a, b| strsim::jaro_winkler(a.0, key).total_cmp(&strsim::jaro_winkler(b.0, key)));
                let nearest = nearest.map_or("", |(known, _, _)| known);
                return Err(ConfigError::new(
                    key,
                    value,
                    format_args!("no such key; did you mean `{nearest}`?"),
                ));
            }
        }
        table.try_into().map_err(|error: toml::de::Error| ConfigError::new(FILE, "", error.message()))
    }

    /// Reads `mainstreet.toml` of the working directory; nothing when there is none.
    ///
    /// # Errors
    /// As [`Partial::parse`].
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ConfigError::new(FILE, path.display(), error)),
        }
    }

    /// These settings, with `other`'s where these say nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            addr: self.addr.or(other.addr),
            data: self.data.or(other.data),
            uploads: self.uploads.or(other.uploads),
            database_url: self.database_url.or(other.database_url),
            base_url: self.base_url.or(other.base_url),
            demo: self.demo.or(other.demo),
            smtp_url: self.smtp_url.or(other.smtp_url),
            mail_from: self.mail_from.or(other.mail_from),
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
            push_allow_origin: self.push_allow_origin.or(other.push_allow_origin),
            stripe_secret_key: self.stripe_secret_key.or(other.stripe_secret_key),
            stripe_webhook_secret: self.stripe_webhook_secret.or(other.stripe_webhook_secret),
            stripe_api_base: self.stripe_api_base.or(other.stripe_api_base),
            metrics_token: self.metrics_token.or(other.metrics_token),
        }
    }

    /// The complete configuration.
    ///
    /// # Errors
    /// For a value that cannot be, naming key, value and fix.
    pub fn complete(self) -> Result<Config, ConfigError> {
        let addr = self.addr.unwrap_or_else(|| "127.0.0.1:3000".into());
        let addr: SocketAddr = addr.parse().map_err(|_| {
            ConfigError::new("addr", &addr, "write an address and a port, such as 127.0.0.1:3000")
        })?;
        let data = self.data.unwrap_or_else(|| "data".into());
        let uploads = match self.uploads {
            None => Place::Folder(data.join("uploads")),
            Some(place) => place.parse().map_err(|fix| ConfigError::new("uploads", &place, fix))?,
        };
        let database_url = match self.database_url {
            None => format!("sqlite://{}?mode=rwc", data.join("mainstreet.db").display()),
            Some(url)
                if ["postgres://", "postgresql://", "sqlite://"]
                    .iter()
                    .any(|scheme| url.starts_with(scheme)) =>
            {
                url
            }
            Some(url) => {
                let shown = url.split("://").next().unwrap_or_default();
                return Err(ConfigError::new(
                    "database_url",
                    shown,
                    "write postgres://user:password@host/name, or leave it out for SQLite",
                ));
            }
        };
        let base_url = self.base_url.unwrap_or_else(|| format!("http://{addr}"));
        if !(base_url.starts_with("http://") || base_url.starts_with("https://")) {
            return Err(ConfigError::new("base_url", base_url, "start it with https:// or http://"));
        }
        let smtp_url = self.smtp_url;
        if let Some(url) = &smtp_url
            && !(url.starts_with("smtp://") || url.starts_with("smtps://"))
        {
            return Err(ConfigError::new("smtp_url", "…", "start it with smtps:// or smtp://"));
        }
        let stripe = stripe(self.stripe_secret_key, self.stripe_webhook_secret, self.stripe_api_base)?;
        let trusted_proxies = self
            .trusted_proxies
            .unwrap_or_default()
            .iter()
            .map(|proxy| {
                proxy.trim().parse().map_err(|_| {
                    ConfigError::new("trusted_proxies", proxy, "write addresses, such as 10.0.0.2")
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Config {
            addr,
            data,
            uploads,
            database_url,
            base_url: base_url.trim_end_matches('/').to_owned(),
            demo: self.demo.unwrap_or(false),
            smtp_url,
            mail_from: self.mail_from.unwrap_or_else(|| "mainstreet@localhost".into()),
            trusted_proxies,
            push_origins: self.push_allow_origin.unwrap_or_default(),
            stripe,
            payments_origin: None,
            metrics_token: self.metrics_token.filter(|token| !token.is_empty()),
        })
    }
}

/// The Stripe account of these settings. A key without the secret of its events would take money and never hear of it.
fn stripe(
    key: Option<String>,
    webhook_secret: Option<String>,
    api_base: Option<String>,
) -> Result<Option<StripeAccount>, ConfigError> {
    let filled = |value: Option<String>| value.filter(|value| !value.is_empty());
    let Some(secret_key) = filled(key) else { return Ok(None) };
    let webhook_secret = filled(webhook_secret).ok_or_else(|| {
        ConfigError::new(
            "stripe_webhook_secret",
            "",
            "write the signing secret (whsec_…) of Stripe's webhook",
        )
    })?;
    let api_base = filled(api_base).unwrap_or_else(|| providers::payments::stripe::API_BASE.to_owned());
    Ok(Some(StripeAccount { secret_key, webhook_secret, api_base }))
}

impl Config {
    /// Whether browsers reach this installation over TLS: cookies are then `Secure`.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_name() {
        let error = Partial::parse("adress = \"127.0.0.1:1\"").unwrap_err();
        assert_eq!(error.key, "adress");
        assert!(error.fix.contains("`addr`"), "{error}");
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let file = Partial::parse("addr = \"127.0.0.1:1\"\ndata = \"elsewhere\"").unwrap();
        let flags = Partial { addr: Some("127.0.0.1:2".into()), ..Partial::default() };
        let config = flags.or(file).complete().unwrap();
        assert_eq!(config.addr.port(), 2);
        assert_eq!(config.data, PathBuf::from("elsewhere"));
        assert_eq!(config.base_url, "http://127.0.0.1:2");
    }

    #[test]
    fn mails_leave_in_plain_or_over_tls_and_by_nothing_else() {
        let with = |url: &str| Partial { smtp_url: Some(url.into()), ..Partial::default() }.complete();
        for url in ["smtp://127.0.0.1:2525", "smtps://ana:secret@mail.example:465"] {
            assert_eq!(with(url).unwrap().smtp_url.as_deref(), Some(url));
        }
        let shown = with("mail://ana:secret@mail.example").unwrap_err().to_string();
        assert!(shown.starts_with("smtp_url") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn a_payment_key_needs_the_secret_of_its_events_and_neither_is_ever_shown() {
        let key = Partial { stripe_secret_key: Some("sk_test_abc".into()), ..Partial::default() };
        assert_eq!(key.clone().complete().unwrap_err().key, "stripe_webhook_secret");
        let both = Partial { stripe_webhook_secret: Some("whsec_def".into()), ..key };
        let shown = format!("{:?}", both.complete().unwrap());
        assert!(!shown.contains("sk_test") && !shown.contains("whsec"), "{shown}");
    }

    #[test]
    fn pushes_stay_outside_unless_a_setting_names_an_origin() {
        assert!(Partial::default().complete().unwrap().push_origins.is_empty());
        let named = Partial::parse("push_allow_origin = [\"http://127.0.0.1:4020\"]").unwrap();
        assert_eq!(named.complete().unwrap().push_origins, ["http://127.0.0.1:4020"]);
    }

    #[test]
    fn uploads_are_kept_in_the_data_folder_unless_a_setting_says_where() {
        let complete = |text: &str| Partial::parse(text).unwrap().complete();
        assert_eq!(complete("data = \"d\"").unwrap().uploads, Place::Folder("d/uploads".into()));
        assert_eq!(complete("uploads = \"/srv/files\"").unwrap().uploads, Place::Folder("/srv/files".into()));
        let bucket = Place::Bucket { name: "photos".into(), prefix: "shop".into() };
        assert_eq!(complete("uploads = \"s3://photos/shop\"").unwrap().uploads, bucket);
        assert_eq!(complete("uploads = \"ftp://photos\"").unwrap_err().key, "uploads");
    }

    #[test]
    fn a_wrong_value_names_key_value_and_fix_and_no_password() {
        let wrong = |partial: Partial| partial.complete().unwrap_err().to_string();
        assert!(
            wrong(Partial { addr: Some("3000".into()), ..Partial::default() }).contains("127.0.0.1:3000")
        );
        let shown =
            wrong(Partial { database_url: Some("mysql://u:secret@h/d".into()), ..Partial::default() });
        assert!(!shown.contains("secret"), "{shown}");
    }
}
