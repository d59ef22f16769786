//! The customer's page of a work order: what it shows, what its forms answer, and what becomes of an old link.

use crate::client::{Answer, GARAGE, Site};
use domain::garage::money::{Line, LineKind, Quantity};
use entity::{booking, work_order};
use http::StatusCode;
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, IntoActiveModel as _, QueryFilter as _, Set};
use services::{
    Scope,
    businesses::Business,
    garage::work_orders::{self, WorkOrder, ask, edit, open},
};

/// The garage with a work order of its own, on which one job of 45.50 waits for an answer.
struct Bench {
    site: Site,
    staff: Scope,
    business: Business,
    order: WorkOrder,
}

impl Bench {
    async fn new() -> Self {
        let site = Site::new().await;
        let business = services::businesses::by_slug(site.core(), GARAGE).await.unwrap();
        let staff = Scope::system(site.core(), business.id);
        let id = open::open(&staff, &business, unopened(&site, &business).await.id.into()).await.unwrap();
        let job = edit::add_job(&staff, id, "Brakes, front", "Worn to 2 mm").await.unwrap();
        edit::add_line(&staff, &business, (id, job), &part(4_550)).await.unwrap();
        ask::ask(&staff, &business, id).await.unwrap();
        let order = work_orders::one(&staff, &business, id).await.unwrap();
        Self { site, staff, business, order }
    }

    fn path(&self) -> String {
        format!("/b/{GARAGE}/work/{}", self.order.token)
    }

    async fn page(&self) -> Answer {
        self.site.get(&self.path(), "").await
    }

    fn waiting(&self) -> &work_orders::Job {
        self.order.jobs.last().unwrap()
    }

    /// Presses a button of the card as it was shown at first.
    async fn press(&self, answer: &str) -> Answer {
        let (job, price) = (self.waiting().id.to_string(), self.waiting().totals.gross.to_string());
        let fields = [("form", "answer"), ("job", &job), ("price", &price), ("answer", answer)];
        self.site.post(&self.path(), &fields, "").await
    }

    /// Sets when the link runs out, in milliseconds since 1970 UTC.
    async fn runs_out(&self, at: i64) {
        let tx = self.site.core().db().begin().await.unwrap();
        let row = work_order::Entity::one(self.business.id, self.order.id).one(&tx).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.token_expires_at = Set(at);
        row.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// A confirmed booking of the demo that has no work order.
async fn unopened(site: &Site, business: &Business) -> booking::Model {
    let db = site.core().db().read();
    let known = work_order::Entity::of(business.id).all(db).await.unwrap();
    booking::Entity::of(business.id)
        .filter(booking::Column::State.eq("confirmed"))
        .filter(booking::Column::CustomerId.is_not_null())
        .filter(booking::Column::Id.is_not_in(known.into_iter().map(|row| row.booking_id)))
        .one(db)
        .await
        .unwrap()
        .unwrap()
}

fn part(price: i64) -> Line {
    Line {
        kind: LineKind::Part,
        description: "Brake pads".into(),
        part_number: None,
        quantity: Quantity(1_000),
        unit_price_minor: price,
        tax_bp: 2_000,
    }
}

#[tokio::test]
async fn the_page_of_the_link_asks_and_tells_no_search_engine_or_cache() {
    let bench = Bench::new().await;
    let page = bench.page().await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in
        ["Brakes, front", "Worn to 2 mm", "£45.50", "Brake pads", "value=\"approve\"", "value=\"decline\""]
    {
        assert!(page.body.contains(shown), "{shown}");
    }
    assert!(page.body.contains("noindex"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let visit = bench.site.get(&format!("/b/{GARAGE}/visit/{}", bench.order.visit_token), "").await;
    assert!(visit.body.contains(&bench.path()), "the booking's page leads to the question");
}

#[tokio::test]
async fn an_answer_is_kept_once_and_the_page_says_what_was_said() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        let answer = bench.press("approve").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header("location"), format!("{}?done=work_approved", bench.path()));
    }
    let page = bench.page().await;
    assert!(!page.body.contains("value=\"approve\""), "nothing is left to answer");
    let visit = format!("/b/{GARAGE}/visit/{}", bench.order.visit_token);
    assert!(page.body.contains(&format!("href=\"{visit}\"")), "the page leads on to the booking");
    assert!(
        !bench.site.get(&visit, "").await.body.contains(&bench.path()),
        "the booking's page asks no more"
    );
    assert_eq!(bench.press("decline").await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_answer_to_a_price_that_changed_is_refused_and_the_page_shows_the_new_one() {
    let bench = Bench::new().await;
    let job = (bench.order.id, bench.waiting().id);
    edit::add_line(&bench.staff, &bench.business, job, &part(1_000)).await.unwrap();
    ask::ask(&bench.staff, &bench.business, bench.order.id).await.unwrap();
    let answer = bench.press("approve").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("Your answer was not taken"));
    assert!(answer.body.contains("£55.50") && answer.body.contains("value=\"5550\""));
    let order = work_orders::one(&bench.staff, &bench.business, bench.order.id).await.unwrap();
    assert!(order.jobs.last().unwrap().decision.is_none());
}

#[tokio::test]
async fn a_question_stays_with_its_job_and_an_empty_one_is_refused_there() {
    let bench = Bench::new().await;
    let job = bench.waiting().id.to_string();
    let ask = |question: &'static str| {
        let (path, job) = (bench.path(), job.clone());
        let site = &bench.site;
        async move { site.post(&path, &[("form", "question"), ("job", &job), ("question", question)], "").await }
    };
    let refused = ask(" ").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&format!("href=\"#question-{job}-question\"")));
    assert_eq!(ask("How long do they last?").await.status, StatusCode::SEE_OTHER);
    assert!(bench.page().await.body.contains("How long do they last?"));
}

#[tokio::test]
async fn an_old_link_says_whom_to_call_and_takes_no_answer() {
    let bench = Bench::new().await;
    bench.runs_out(0).await;
    let mail = format!("mailto:{}", bench.business.email);
    for answer in [bench.page().await, bench.press("approve").await] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(answer.body.contains("href=\"tel:") && answer.body.contains(&mail));
        assert!(!answer.body.contains("Brakes, front"));
    }
    let live = bench.site.get(&format!("{}/live", bench.path()), "").await;
    assert_eq!(live.status, StatusCode::GONE);
    let unknown = bench.site.get(&format!("/b/{GARAGE}/work/none"), "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    // 2100-01-01.
    bench.runs_out(4_102_444_800_000).await;
    assert_eq!(bench.page().await.status, StatusCode::OK);
}
