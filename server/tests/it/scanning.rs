//! Scanning, as a phone in the workshop sends it.

use crate::client::{Answer, GARAGE, Site};
use domain::{accounts::Realm, locale::Locale};
use entity::work_order;
use image::{GrayImage, ImageFormat, Luma};
use services::barcodes::{self, Drawing};
use std::io::Cursor;

/// What a camera makes of a drawing: eight pixels per module.
fn photo(drawing: &Drawing) -> Vec<u8> {
    let mut picture = GrayImage::from_pixel(drawing.size * 8, drawing.size * 8, Luma([230]));
    for run in drawing.path.split('M').filter(|run| !run.is_empty()) {
        let numbers: Vec<u32> =
            run.split([' ', 'h', 'v']).take(3).map(|number| number.parse().unwrap()).collect();
        for x in numbers[0] * 8..(numbers[0] + numbers[2]) * 8 {
            for y in numbers[1] * 8..(numbers[1] + 1) * 8 {
                picture.put_pixel(x, y, Luma([30]));
            }
        }
    }
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

async fn send(site: &Site, page: &str, file: &[u8], cookie: &str) -> Answer {
    let field = "--x\r\ncontent-disposition: form-data; name=\"form\"\r\n\r\nscan\r\n";
    let head = "--x\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"p.png\"\r\ncontent-type: image/png\r\n\r\n";
    let body = [field.as_bytes(), head.as_bytes(), file, b"\r\n--x--\r\n"].concat();
    site.post_raw(page, "multipart/form-data; boundary=x", body, cookie).await
}

#[tokio::test]
async fn the_photo_of_a_key_tag_opens_its_work_order_and_one_that_says_nothing_is_answered_in_words() {
    let site = Site::new().await;
    let business = services::businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let order = work_order::Entity::of(business.id).one(site.core().db().read()).await.unwrap().unwrap();
    let cookie = site.session("technician1@harbour-garage.example", Realm::Portal).await;
    let (page, work) =
        (format!("/console/{GARAGE}/me?find=LV"), format!("/console/{GARAGE}/work/{}", order.id));

    let tag = site.get(&format!("{work}/tag.svg"), &cookie).await;
    assert_eq!((tag.status.as_u16(), tag.header("content-type")), (200, "image/svg+xml"));
    let code = barcodes::qr(&format!("{}{work}", site.core().base_url())).unwrap();
    assert!(tag.body.contains(&code.path), "the tag says where its work order is");
    assert_eq!(site.get(&format!("{work}/tag.svg"), "").await.status, 401);

    let opened = send(&site, &page, &photo(&code), &cookie).await;
    assert_eq!((opened.status.as_u16(), opened.header("location")), (303, work.as_str()));
    let text = site.post(&page, &[("form", "scan"), ("text", "1HGCM82633A004352")], &cookie).await;
    let list = format!("/console/{GARAGE}/me?find=1HGCM82633A004352");
    assert_eq!((text.status.as_u16(), text.header("location")), (303, list.as_str()));

    let nothing = photo(&Drawing { size: 40, path: String::new() });
    for (file, key) in
        [(nothing.as_slice(), "err_scan_none"), (b"no picture", "err_picture"), (b"", "err_required")]
    {
        let refused = send(&site, &page, file, &cookie).await;
        assert_eq!(refused.status, 422, "{key}");
        assert!(refused.body.contains(&i18n::lookup(Locale::En, key, &[])), "{key}");
        assert!(refused.body.contains("value=\"LV\""), "what was typed is still there: {key}");
    }
    assert_eq!(send(&site, &page, &photo(&code), "").await.status, 401);
}
