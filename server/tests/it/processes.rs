//! The real binary as a process: killed at any moment, and two of them on one PostgreSQL.

use domain::accounts::Realm;
use entity::{booking, outbox};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, Database, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
};
use services::{Core, db::Db, files::Files, live::Bus};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

const GARAGE: &str = "/b/barbearia-tejo";

/// Kills in a row; `make proof` raises it.
pub(crate) fn rounds() -> usize {
    std::env::var("MAINSTREET_KILLS").ok().and_then(|value| value.parse().ok()).unwrap_or(4)
}

/// An address that nobody listens at.
pub(crate) fn free_addr() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    addr: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Server {
    fn start(data: &Path, database_url: Option<&str>) -> Self {
        let settings = database_url.map(|url| ("DATABASE_URL", url));
        Self::start_at(&free_addr(), data, settings.as_slice())
    }

    /// A server at `addr` with these settings in its environment.
    pub(crate) fn start_at(addr: &str, data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mainstreet"));
        command.args(["serve", "--demo", "--addr", addr, "--data"]).arg(data);
        command.env("LEPTOS_HASH_FILES", "false").env("MAINSTREET_LOG", "error").env_remove("DATABASE_URL");
        command.envs(settings.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
        let server = Self { child, addr: addr.to_owned() };
        let deadline = Instant::now() + Duration::from_secs(60);
        while server.try_request("GET", "/readyz", "", "").is_none_or(|answer| answer.status != 200) {
            assert!(Instant::now() < deadline, "the server did not become ready");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// As `kill -9`: no farewell.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// One request on a connection of its own; `None` when the server went away in the middle of it.
    pub(crate) fn try_request(&self, method: &str, path: &str, cookie: &str, body: &str) -> Option<Plain> {
        let mut stream = TcpStream::connect(&self.addr).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.addr,
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut text = Vec::new();
        stream.read_to_end(&mut text).ok()?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let status = text.split(' ').nth(1)?.parse().ok()?;
        let location =
            text.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned();
        Some(Plain { status, location })
    }
}

/// What these tests look at of an answer.
pub(crate) struct Plain {
    pub(crate) status: u16,
    pub(crate) location: String,
}

pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("mainstreet-process-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Looks into a server's database from beside it.
pub(crate) async fn beside(url: &str) -> Core {
    let db = Db::connect(url).await.unwrap();
    let clock = Arc::new(domain::clock::SystemClock);
    Core::new(db.clone(), clock, Bus::new(&db), Files::in_memory(), "http://127.0.0.1")
}

pub(crate) async fn cookie(core: &Core, email: &str, realm: Realm) -> String {
    let tx = core.db().begin().await.unwrap();
    let account = entity::account::Entity::find()
        .filter(entity::account::Column::Email.eq(email))
        .one(&tx)
        .await
        .unwrap()
        .unwrap();
    let token =
        services::accounts::sessions::begin(core, &tx, account.id.into(), realm, "test").await.unwrap();
    tx.commit().await.unwrap();
    format!("{}={token}", server::door::session_cookie(realm))
}

/// Free starts of the barber's haircut over the coming weeks, each once.
async fn starts(core: &Core) -> Vec<String> {
    let business = services::businesses::by_slug(core, "barbearia-tejo").await.unwrap();
    let service = services::businesses::service_by_slug(core, &business, "corte").await.unwrap();
    let scope = services::Scope::system(core, business.id);
    let mut date = domain::time::local(core.now(), &business.zone).date().tomorrow().unwrap();
    let mut found = Vec::new();
    for _ in 0..40 {
        let slots = services::agenda::offer::times(&scope, &business, &service, date, None).await.unwrap();
        found.extend(slots.into_iter().map(|slot| slot.starts.to_string()));
        date = date.tomorrow().unwrap();
    }
    found
}

/// Books until the server is gone; returns the links of bookings whose confirmation was answered.
fn book_until_killed(
    server: &Server,
    cookie: &str,
    starts: &mut impl Iterator<Item = String>,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for start in starts {
        let held = server.try_request(
            "POST",
            &format!("{GARAGE}/book/corte"),
            cookie,
            &format!("form=hold&starts={start}"),
        );
        let Some(held) = held else { break };
        if held.status != 303 {
            continue;
        }
        let Some(confirmed) = server.try_request("POST", &held.location, cookie, "form=confirm&note=") else {
            break;
        };
        if confirmed.status == 303 {
            acknowledged.push(held.location.rsplit('/').next().unwrap().to_owned());
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_booking_is_lost_and_each_message_is_one_file_when_the_server_is_killed() {
    let folder = Folder::new();
    let url = format!("sqlite://{}?mode=rwc", folder.0.join("mainstreet.db").display());
    drop(Server::start(&folder.0, None));
    let core = beside(&url).await;
    let cookie = cookie(&core, "customer@mainstreet.example", Realm::Site).await;
    let mut free = starts(&core).await.into_iter();
    let mut acknowledged = Vec::new();
    for round in 0..rounds() {
        let mut server = Server::start(&folder.0, None);
        let delay = Duration::from_millis(60 + (round as u64 * 7919) % 400);
        let pid = server.child.id();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(delay);
            let _ = Command::new("kill").args(["-9", &pid.to_string()]).status();
        });
        acknowledged.extend(book_until_killed(&server, &cookie, &mut free));
        killer.join().unwrap();
        server.kill();
    }
    assert!(!acknowledged.is_empty(), "no booking was acknowledged at all");
    for token in &acknowledged {
        let row = booking::Entity::find()
            .filter(booking::Column::Token.eq(token))
            .one(core.db().read())
            .await
            .unwrap();
        assert_eq!(row.map(|row| row.state).as_deref(), Some("confirmed"), "an acknowledged booking is lost");
    }
    let _server = Server::start(&folder.0, None);
    assert_all_delivered(&core, &folder.0.join("mail"), acknowledged.len()).await;
}

/// Waits until nothing is pending, then counts: one file per message, and at least one message per booking.
async fn assert_all_delivered(core: &Core, mail: &Path, bookings: usize) {
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let pending = outbox::Entity::find()
            .filter(outbox::Column::State.eq("pending"))
            .count(core.db().read())
            .await
            .unwrap();
        if pending == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "{pending} messages were not delivered");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let rows = outbox::Entity::find()
        .filter(outbox::Column::State.eq("done"))
        .count(core.db().read())
        .await
        .unwrap();
    let files = std::fs::read_dir(mail)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".eml"))
        .count();
    assert_eq!(usize::try_from(rows).unwrap(), files, "one file per message");
    assert!(files >= bookings, "{files} messages for {bookings} bookings");
}

/// The lines of an event stream, from a thread of its own.
fn listen(addr: &str, path: &str, cookie: &str) -> std::sync::mpsc::Receiver<String> {
    let (tell, heard) = std::sync::mpsc::channel();
    let mut stream = TcpStream::connect(addr).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {addr}\r\nCookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n"
    )
    .unwrap();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_in_one_process_reaches_a_browser_on_the_other_and_each_message_leaves_once() {
    let Ok(admin_url) = std::env::var("TEST_POSTGRES_URL") else {
        eprintln!("not run: TEST_POSTGRES_URL names no PostgreSQL");
        return;
    };
    let name = format!("two_{}", uuid::Uuid::now_v7().simple());
    let admin = Database::connect(&admin_url).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
    let (address, query) = admin_url.split_once('?').unwrap_or((&admin_url, ""));
    let base = address.rsplit_once('/').unwrap().0;
    let url = if query.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{query}") };
    let (one_folder, two_folder) = (Folder::new(), Folder::new());
    let one = Server::start(&one_folder.0, Some(&url));
    let two = Server::start(&two_folder.0, Some(&url));
    let core = beside(&url).await;
    let owner = cookie(&core, "owner@harbour-garage.example", Realm::Portal).await;
    let heard = listen(&two.addr, "/console/harbour-garage/live", &owner);
    while heard.recv_timeout(Duration::from_secs(20)).unwrap() != ": open" {}
    let row = booking::Entity::find()
        .filter(booking::Column::State.eq("confirmed"))
        .filter(booking::Column::JobStatus.eq("scheduled"))
        .filter(
            booking::Column::BusinessId.eq(services::businesses::by_slug(&core, "harbour-garage")
                .await
                .unwrap()
                .id
                .0),
        )
        .one(core.db().read())
        .await
        .unwrap()
        .unwrap();
    let form = format!("form=move&job={}&from=scheduled&to=checked_in", row.id);
    let moved = one.try_request("POST", "/console/harbour-garage/board", &owner, &form).unwrap();
    assert_eq!(moved.status, 303);
    while heard.recv_timeout(Duration::from_secs(20)).expect("the other process hears of the move")
        != "event: changed"
    {}

    let cookie = cookie(&core, "customer@mainstreet.example", Realm::Site).await;
    let mut free = starts(&core).await.into_iter().take(12);
    let booked = book_until_killed(&one, &cookie, &mut free).len();
    assert!(booked > 0);
    let deadline = Instant::now() + Duration::from_secs(60);
    while outbox::Entity::find()
        .filter(outbox::Column::State.ne("done"))
        .count(core.db().read())
        .await
        .unwrap()
        > 0
    {
        assert!(Instant::now() < deadline, "messages were not delivered");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let names = |folder: &Folder| -> Vec<String> {
        let entries = std::fs::read_dir(folder.0.join("mail")).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    };
    let (from_one, from_two) = (names(&one_folder), names(&two_folder));
    assert_eq!(from_one.len() + from_two.len(), booked, "each message left by one of the two");
    assert!(from_one.iter().all(|name| !from_two.contains(name)), "a message left twice");
    drop((one, two));
    core.db().clone().close().await.unwrap();
    // A plain role may not end an autovacuum that is in there just now. Then the database goes with its cluster.
    let _ = admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
}
