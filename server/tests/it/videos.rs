//! Videos of inspections, as forms bring them and as players ask for them; and forms that are too large.

use crate::client::{Answer, GARAGE, Site, request};
use axum::body::Body;
use domain::{
    accounts::Realm,
    garage::inspection::{Answer as Found, Light},
    ids::{DeviceId, EditId, InspectionId, WorkOrderId},
};
use entity::work_order;
use http::{Method, header};
use sea_orm::QueryOrder as _;
use services::{
    Scope,
    garage::{
        inspections::{self, start::start, write},
        work_orders,
    },
};

const POINT: &str = "frame";
const BOUNDARY: &str = "x-x-x";

/// An MP4 film of `seconds` with `size` bytes of pictures (ISO/IEC 14496-12).
pub(crate) fn film(seconds: u32, size: usize) -> Vec<u8> {
    let boxed = |name: &[u8], content: &[u8]| {
        let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [size.as_slice(), name, content].concat()
    };
    let header =
        [&[0; 12], 1_000_u32.to_be_bytes().as_slice(), &(seconds * 1_000).to_be_bytes(), &[0; 80]].concat();
    let pictures: Vec<u8> = (0..=u8::MAX).cycle().take(size).collect();
    [boxed(b"ftyp", b"mp42\0\0\0\0"), boxed(b"mdat", &pictures), boxed(b"moov", &boxed(b"mvhd", &header))]
        .concat()
}

/// The inspection of a bicycle on a work order of the demo, and who works on it.
struct Bay {
    site: Site,
    staff: Scope,
    order: WorkOrderId,
    id: InspectionId,
    path: String,
    cookie: String,
}

impl Bay {
    async fn new() -> Self {
        let site = Site::new().await;
        let business = services::businesses::by_slug(site.core(), GARAGE).await.unwrap();
        let staff = Scope::system(site.core(), business.id);
        let order = work_order::Entity::of(business.id)
            .order_by_desc(work_order::Column::TokenExpiresAt)
            .one(site.core().db().read())
            .await
            .unwrap()
            .unwrap();
        let id = start(&staff, order.id.into(), "bicycle").await.unwrap();
        let cookie = site.session("technician1@harbour-garage.example", Realm::Portal).await;
        let path = format!("/console/{GARAGE}/work/{}/inspection", order.id);
        Self { site, staff, order: order.id.into(), id, path, cookie }
    }

    /// Sends `file` in the field and form `name`, as a browser does.
    async fn send(&self, name: &str, fields: &[(&str, &str)], file: &[u8], json: bool) -> Answer {
        let id = self.id.to_string();
        let mut body = Vec::new();
        for (name, value) in [("form", name), ("point", POINT), ("inspection", &id)].iter().chain(fields) {
            let part =
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.exe\"\r\nContent-Type: text/html\r\n\r\n"
        );
        body.extend([head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat());
        let mut request = request(Method::POST, &format!("{}?inspection={id}", self.path), &self.cookie)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("sec-fetch-site", "same-origin");
        if json {
            request = request.header(header::ACCEPT, "application/json");
        }
        self.site.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn videos(&self) -> Vec<String> {
        let all = inspections::of_order(&self.staff, self.order).await.unwrap();
        let one = all.into_iter().find(|one| one.id == self.id).unwrap();
        one.videos.iter().map(|video| video.id.to_string()).collect()
    }

    async fn judge(&self, light: Light) {
        let edit = write::PointEdit {
            id: EditId(self.site.core().new_id()),
            point: POINT.into(),
            device: DeviceId(self.site.core().new_id()),
            at: self.staff.now(),
            changes: vec![(Found::Light(Some(light)), vec![])],
        };
        write::write(&self.staff, self.id, &edit).await.unwrap();
    }

    async fn part(&self, path: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
        let mut request = request(Method::GET, path, &self.cookie);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.site.send(request.body(Body::empty()).unwrap()).await
    }
}

#[tokio::test]
async fn a_video_comes_with_a_form_and_is_played_in_parts_by_those_who_may_see_it() {
    let bay = Bay::new().await;
    // The longest bytes of the picture are not text; what is compared below is.
    let video = film(5, 300_000);
    let size = video.len();
    let sent = bay.send("video", &[], &video, false).await;
    assert_eq!(sent.status, 303);
    assert_eq!(sent.header("location"), format!("{}?inspection={}#point-{POINT}", bay.path, bay.id));
    let [video] = bay.videos().await.try_into().unwrap();
    let inside = format!("/console/{GARAGE}/videos/{video}");

    let whole = bay.part(&inside, &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!(whole.status, 200);
    for (name, value) in [
        ("content-type", "video/mp4"),
        ("content-length", size.to_string().as_str()),
        ("content-disposition", "inline"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("content-encoding", ""),
        ("cache-control", "private, max-age=31536000, immutable"),
    ] {
        assert_eq!(whole.header(name), value, "{name}");
    }
    assert!(whole.header("content-security-policy").ends_with("sandbox"));

    for (range, first, last) in [
        ("bytes=0-1", 0, 1),
        ("bytes=4-11", 4, 11),
        ("bytes=-108", size - 108, size - 1),
        ("bytes=300000-", 300_000, size - 1),
    ] {
        let part = bay.part(&inside, &[(header::RANGE, range)]).await;
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {first}-{last}/{size}"));
        assert_eq!(part.header("content-length"), (last - first + 1).to_string());
    }
    assert_eq!(bay.part(&inside, &[(header::RANGE, "bytes=4-11")]).await.body, "ftypmp42");
    let tail = bay.part(&inside, &[(header::RANGE, "bytes=-104")]).await;
    assert!(tail.body.starts_with("mvhd"), "{:?}", tail.body);
    let beyond = bay.part(&inside, &[(header::RANGE, &format!("bytes={size}-"))]).await;
    assert_eq!(
        (beyond.status.as_u16(), beyond.header("content-range")),
        (416, format!("bytes */{size}").as_str())
    );
    let etag = whole.header("etag");
    let known = bay.part(&inside, &[(header::RANGE, "bytes=0-1"), (header::IF_RANGE, etag)]).await;
    let changed = bay.part(&inside, &[(header::RANGE, "bytes=0-1"), (header::IF_RANGE, "\"other\"")]).await;
    assert_eq!((known.status.as_u16(), changed.status.as_u16()), (206, 200));
}

#[tokio::test]
async fn a_video_is_closed_to_strangers_and_opens_by_the_link_while_it_wants_attention() {
    let bay = Bay::new().await;
    assert_eq!(bay.send("video", &[], &film(5, 10), false).await.status, 303);
    let [video] = bay.videos().await.try_into().unwrap();
    let inside = format!("/console/{GARAGE}/videos/{video}");
    assert_eq!(bay.site.get(&inside, "").await.status, 401);
    let elsewhere = bay.site.session("owner@chez-lucie.example", Realm::Portal).await;
    assert_eq!(bay.site.get(&inside, &elsewhere).await.status, 404);
    assert_eq!(bay.site.get(&inside.replace(GARAGE, "chez-lucie"), &elsewhere).await.status, 404);

    let business = services::businesses::by_slug(bay.site.core(), GARAGE).await.unwrap();
    let token = work_orders::one(&bay.staff, &business, bay.order).await.unwrap().token;
    let page = format!("/b/{GARAGE}/work/{token}");
    let link = format!("{page}/videos/{video}");
    assert_eq!(bay.site.get(&link, "").await.status, 404, "nobody has judged it yet");
    bay.judge(Light::Red).await;
    assert_eq!(bay.site.get(&link, "").await.status, 200);
    assert!(bay.site.get(&page, "").await.body.contains(&link), "the page plays it");
    assert_eq!(bay.site.get(&link.replace(&token, "another"), "").await.status, 404);
}

#[tokio::test]
async fn a_video_that_is_refused_says_why_at_its_point_and_to_a_script() {
    let bay = Bay::new().await;
    bay.judge(Light::Red).await;
    for (video, sentence) in [
        (b"<script>alert(1)</script>".to_vec(), "not a video"),
        (film(61, 10), "longer than 60 seconds"),
        (film(5, 30 * 1024 * 1024), "over 30 MB"),
        (Vec::new(), "err"),
    ] {
        let page = bay.send("video", &[], &video, false).await;
        assert_eq!(page.status, 422, "{sentence}");
        if sentence != "err" {
            assert!(page.body.contains(sentence), "{sentence}");
        }
        let told = bay.send("video", &[], &video, true).await;
        assert!(told.status == 422 && told.body.contains("\"key\":\"err_"), "{}", told.body);
    }
    assert!(bay.videos().await.is_empty());
}

#[tokio::test]
async fn an_entry_of_another_person_is_refused_with_a_key_that_a_script_knows() {
    let bay = Bay::new().await;
    let who = format!("/console/{GARAGE}/person");
    assert_eq!(bay.site.get(&who, "").await.status, 401);
    let mark = |answer: &Answer| {
        serde_json::from_str::<serde_json::Value>(&answer.body).unwrap()["person"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mine = mark(&bay.site.get(&who, &bay.cookie).await);
    let desk = bay.site.session("owner@harbour-garage.example", Realm::Portal).await;
    let theirs = mark(&bay.site.get(&who, &desk).await);
    assert_ne!(mine, theirs);
    let refused = bay.send("video", &[("person", &theirs)], &film(5, 10), true).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("err_bay_person"), "{}", refused.body);
    let id = bay.id.to_string();
    let light = |person: &str| {
        [("form", "light"), ("inspection", &id), ("point", POINT), ("light", "red"), ("person", person)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    for (person, status) in [(&theirs, 409), (&mine, 303)] {
        let fields = light(person);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(bay.site.post(&bay.path, &fields, &bay.cookie).await.status, status);
    }
    assert_eq!(bay.send("video", &[("person", &mine)], &film(5, 10), true).await.status, 204);
    assert_eq!(bay.videos().await.len(), 1);
}

#[tokio::test]
async fn a_photo_over_the_limit_of_the_body_is_answered_by_the_page_with_the_limit() {
    let bay = Bay::new().await;
    bay.judge(Light::Red).await;
    let page = bay.send("photo", &[], &vec![0xFF; 7 * 1024 * 1024], false).await;
    assert_eq!(page.status, 413);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(
        page.body.contains("larger than 5 MB") && page.body.contains(&format!("point-{POINT}")),
        "at its point"
    );
    assert!(page.body.contains("aria-pressed=\"true\""), "with what was found");
    let told = bay.send("photo", &[], &vec![0xFF; 7 * 1024 * 1024], true).await;
    assert!(told.status == 413 && told.body.contains("larger than 5 MB"), "{}", told.body);
    let plain = bay
        .site
        .post_raw(
            &format!("{}?a=\"1&b", bay.path).replace('"', "%22"),
            "application/x-www-form-urlencoded",
            vec![b'a'; 100_000],
            &bay.cookie,
        )
        .await;
    assert_eq!(plain.status, 413);
    assert!(plain.body.contains(&format!("href=\"{}?a=%221&amp;b\"", bay.path)), "{}", plain.body);
}
