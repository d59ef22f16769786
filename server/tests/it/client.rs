//! The server in this process, on a fresh SQLite database with the demo, and a client that keeps no state by itself.

use axum::{Router, body::Body, extract::ConnectInfo, response::Response};
use domain::{accounts::Realm, clock::ShiftedClock};
use http::{Method, Request, StatusCode, header};
use leptos::config::LeptosOptions;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use server::{AppState, config::Partial};
use services::{Core, accounts::sessions, businesses::demo, db::Db, files::Files, live::Bus};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tower::ServiceExt as _;

/// Where the server believes it is reached.
pub const ORIGIN: &str = "http://mainstreet.test";
/// The demo's garage.
pub const GARAGE: &str = "harbour-garage";

/// A server and its data folder, which goes with it.
pub struct Site {
    app: Router,
    /// Its state.
    pub state: AppState,
    folder: PathBuf,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A whole answer.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: http::HeaderMap,
    /// Its body as text.
    pub body: String,
}

impl Answer {
    /// A header's value; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value that the answer sets for a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.headers.get_all(header::SET_COOKIE).iter().find_map(|line| {
            let (key, rest) = line.to_str().ok()?.split_once('=')?;
            (key == name).then(|| rest.split(';').next().unwrap_or_default().to_owned())
        })
    }
}

impl Site {
    /// A server over the demo.
    pub async fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("mainstreet-it-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        let partial = Partial {
            data: Some(folder.clone()),
            base_url: Some(ORIGIN.into()),
            demo: Some(true),
            ..Partial::default()
        };
        let config = partial.complete().unwrap();
        let db = Db::connect(&config.database_url).await.unwrap();
        db.migrate().await.unwrap();
        let files = Files::open(&config.uploads).unwrap();
        let clock = Arc::new(ShiftedClock::default());
        let core = Core::new(db.clone(), clock.clone(), Bus::new(&db), files, ORIGIN);
        demo::fill(&core).await.unwrap();
        let leptos = LeptosOptions::builder()
            .output_name("mainstreet")
            .site_root(folder.join("site").to_string_lossy().into_owned())
            .build();
        let state = AppState { demo_clock: Some(clock), ..AppState::new(core, config, leptos) };
        Self { app: server::router(state.clone()), state, folder }
    }

    /// The foundation of its use cases.
    pub fn core(&self) -> &Core {
        &self.state.core
    }

    /// Lets a payment provider report here, with this secret.
    pub fn connect_webhook(&mut self, secret: &str) {
        self.state.webhook_secret = Some(secret.into());
        self.app = server::router(self.state.clone());
    }

    /// Leaves the clock to the machine, as outside a demonstration.
    pub fn stop_moving_time(&mut self) {
        self.state.demo_clock = None;
        self.app = server::router(self.state.clone());
    }

    /// Sends a request as it is.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = "192.0.2.1:4000".parse().unwrap();
        if request.extensions().get::<ConnectInfo<SocketAddr>>().is_none() {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let response: Response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let streams = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body =
            if streams { Vec::new() } else { axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec() };
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(request(Method::GET, path, cookie).body(Body::empty()).unwrap()).await
    }

    /// Sends a form from a page of this origin.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)], cookie: &str) -> Answer {
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.post_raw(path, "application/x-www-form-urlencoded", body.join("&").into_bytes(), cookie).await
    }

    /// Sends any body from a page of this origin.
    pub async fn post_raw(&self, path: &str, kind: &str, body: Vec<u8>, cookie: &str) -> Answer {
        let request = request(Method::POST, path, cookie)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// The cookie of a new session of the account with this address.
    pub async fn session(&self, email: &str, realm: Realm) -> String {
        let db = self.core().db();
        let account = entity::account::Entity::find()
            .filter(entity::account::Column::Email.eq(email))
            .one(db.read())
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("no account {email}"));
        let tx = db.begin().await.unwrap();
        let token = sessions::begin(self.core(), &tx, account.id.into(), realm, "test").await.unwrap();
        tx.commit().await.unwrap();
        format!("{}={token}", server::door::session_cookie(realm))
    }
}

/// A request to the server, with the cookie of whoever sends it.
pub fn request(method: Method, path: &str, cookie: &str) -> http::request::Builder {
    let builder = Request::builder().method(method).uri(path).header(header::HOST, "mainstreet.test");
    if cookie.is_empty() { builder } else { builder.header(header::COOKIE, cookie) }
}
