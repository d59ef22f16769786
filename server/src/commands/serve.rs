//! `mainstreet serve`.

use super::{Failure, open, open_by, say};
use crate::{AppState, assets, config::Config, dev_clock, payments, push, router, worker};
use axum::serve::ListenerExt as _;
use domain::messaging::Mailer;
use leptos::config::LeptosOptions;
use providers::messaging::{folder::MailFolder, smtp::Smtp};
use serde_json::{Value, json};
use services::businesses::demo;
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// How long answers under way may take once the server was told to stop.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn run(mut config: Config, as_json: bool) -> Result<Value, Failure> {
    start_log();
    let demo_clock = dev_clock::resume(&config).map(Arc::new);
    let core = match &demo_clock {
        Some(clock) => open_by(&config, clock.clone()).await?,
        None => open(&config).await?,
    };
    let sign_ins = if config.demo { demo::fill(&core).await? } else { Vec::new() };
    let listener = tokio::net::TcpListener::bind(config.addr).await.map_err(|error| {
        Failure::new(
            format_args!("addr = {}: {error}", config.addr),
            "stop what listens there, or choose another with --addr",
        )
    })?;
    // Without this a streamed answer waits for a delayed acknowledgement, 40 ms each.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
    });
    // The stand-in lives as long as the server.
    let _payments = payments::connect(&core, &mut config)
        .await
        .map_err(|error| Failure::new(error, "look at stripe_secret_key and stripe_api_base"))?;
    push::connect(&core, &config).await.map_err(|error| Failure::new(error, "look at push_allow_origin"))?;
    worker::start(&core, mailer(&config)?);
    let state = AppState { demo_clock, ..AppState::new(core, config, leptos_options()) };
    greet(&state, &sign_ins, as_json);
    let stopping = state.stopping.clone();
    let app = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, app).with_graceful_shutdown({
        let stopping = stopping.clone();
        async move {
            stop_signal().await;
            stopping.cancel();
        }
    });
    tokio::select! {
        result = serving.into_future() => result.map_err(|error| Failure::new(error, "start it again"))?,
        () = async { stopping.cancelled().await; tokio::time::sleep(PATIENCE).await } => {
            tracing::warn!("some answers did not finish in time");
        }
    }
    Ok(json!({ "stopped": true }))
}

fn start_log() {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_env("MAINSTREET_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,server=info,services=info"));
    // Setting a second subscriber fails in tests only, where the first one serves.
    let _ = fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

fn mailer(config: &Config) -> Result<Arc<dyn Mailer>, Failure> {
    match &config.smtp_url {
        Some(url) => {
            Smtp::new(url, &config.mail_from).map(|smtp| Arc::new(smtp) as Arc<dyn Mailer>).map_err(|error| {
                Failure::new(format_args!("smtp_url: {error}"), "write smtps://user:password@host:465")
            })
        }
        None => Ok(Arc::new(MailFolder::new(config.data.join("mail"), &config.mail_from))),
    }
}

/// How Leptos finds its files: beside the binary, with hashed names, unless the environment says otherwise.
fn leptos_options() -> LeptosOptions {
    let hashed = std::env::var("LEPTOS_HASH_FILES").map_or(true, |value| value == "true");
    let root = assets::site_root();
    LeptosOptions::builder()
        .output_name("mainstreet")
        .site_root(root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .hash_files(hashed)
        .build()
}

fn greet(state: &AppState, sign_ins: &[demo::SignIn], as_json: bool) {
    say(as_json, format_args!("\nMainstreet is at {}", state.config.base_url));
    if !sign_ins.is_empty() {
        say(as_json, "\nInvented people to sign in as:");
        for person in sign_ins {
            say(
                as_json,
                format_args!(
                    "  {:<26} {:<34} {}  at {}",
                    person.who, person.email, person.password, person.path
                ),
            );
        }
    } else if state.config.demo {
        say(
            as_json,
            "The demo's sign-ins: owner@harbour-garage.example and others, password mainstreet-demo (see README).",
        );
    }
    if state.config.smtp_url.is_none() {
        say(as_json, format_args!("\nMails go to {}", state.config.data.join("mail").display()));
    }
    say(as_json, "\nStop it with Ctrl+C.\n");
}

async fn stop_signal() {
    use tokio::signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    };
    let Ok(mut term) = signal(SignalKind::terminate()) else {
        let _ = ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = ctrl_c() => {}
        _ = term.recv() => {}
    }
}
